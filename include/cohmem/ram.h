/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: ram - memory of this process as physical memory and as generic memory
 *
 * The memory consists of files (memfd, hugetlb pages, dma-heaps) that another process can map, for
 * example a vhost-user device or an emulated machine. Such a file can be a region: it then acts as
 * physical memory in which areas are declared. A pool of such files can be a device's generic
 * memory.
 *
 * For example::
 *
 *	static struct device dev;
 *	struct cohmem_region *region;
 *
 *	cohmem_device_init(&dev, "dsp");
 *	cohmem_ram_region_create(0x80000000, 1 << 20, 0, &region);
 *	dma_declare_coherent_memory(&dev, 0x80000000, 0x80000000, 1 << 20, DMA_MEMORY_MAP);
 *	cohmem_ram_attach(&dev, 0x1000000, 2 << 20);
 */
#ifndef COHMEM_RAM_H
#define COHMEM_RAM_H

#include <cohmem/device.h>
#include <cohmem/generic.h>
#include <cohmem/region.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHMEM_RAM_HUGE     0x1u /* 2 MiB hugetlb pages */
#define COHMEM_RAM_GIGANTIC 0x2u /* 1 GiB hugetlb pages */

/**
 * cohmem_ram_region_create() - create a region of memory at a chosen physical address
 * @phys_addr:	the physical address that the region is to have, a multiple of the page size
 * @size:	in bytes, a multiple of the page size
 * @flags:	COHMEM_RAM_HUGE, COHMEM_RAM_GIGANTIC or 0; the page size is then 2 MiB or 1 GiB
 * @region:	filled with the region, which has already been added (cohmem_region_add())
 *
 * On failure the reason is reported and nothing is left behind.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @region is NULL, @size is 0, or @flags is invalid
 * * -EINVAL: @phys_addr or @size is not a multiple of the page size
 * * -EINVAL: the addresses wrap around
 * * -EEXIST: the physical addresses overlap another region
 * * -ENOMEM: out of memory, or too few huge pages are reserved
 * * -EMFILE: too many open files
 * * another negative errno: from memfd_create(), ftruncate(), fcntl(), mmap() or madvise()
 * Context: Thread context.
 */
int cohmem_ram_region_create(phys_addr_t phys_addr, size_t size, unsigned int flags,
			     struct cohmem_region **region);

/**
 * cohmem_ram_attach() - give a device generic memory of this process
 * @dev:	the device; its dma_ops and dma_ops_data are set
 * @dma_base:	lowest device address to hand out, a multiple of the page size. Device addresses are
 *		reused after memory was freed.
 * @chunk_size:	in bytes, a multiple of the page size; memory is allocated this much at a time
 *
 * On failure the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev is NULL, or @dma_base is not a multiple of the page size
 * * -EINVAL: @chunk_size is 0, not a multiple of the page size, or more than 2^26 pages
 * * -EBUSY: @dev already has dma_ops
 * * -ENOMEM: out of memory
 * Context: Thread context.
 */
int cohmem_ram_attach(struct device *dev, dma_addr_t dma_base, size_t chunk_size);

/**
 * cohmem_ram_attach_heap() - give a device generic memory of a dma-heap
 * @dev:	the device; its dma_ops and dma_ops_data are set
 * @heap:	name of the heap: "system" for /dev/dma_heap/system
 * @dma_base:	lowest device address to hand out, a multiple of the page size. Device addresses are
 *		reused after memory was freed.
 * @chunk_size:	in bytes, a multiple of the page size; memory is allocated this much at a time
 *
 * Each chunk is a dma-buf that another process or an API can import (cohmem_export()). If the
 * memory is cached, the driver must use cohmem_begin_cpu_access() and cohmem_end_cpu_access(). On
 * failure the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev is NULL, or @heap is NULL, empty or longer than 63 characters
 * * -EINVAL: @dma_base is not a multiple of the page size
 * * -EINVAL: @chunk_size is 0, not a multiple of the page size, or more than 2^26 pages
 * * -ENOENT: there is no such heap
 * * -EACCES: this process may not open the heap
 * * -EBUSY: @dev already has dma_ops
 * * -ENOMEM: out of memory
 * * another negative errno: from opening the heap
 * Context: Thread context.
 * Source: include/uapi/linux/dma-heap.h, Linux 6.12.
 */
int cohmem_ram_attach_heap(struct device *dev, const char *heap, dma_addr_t dma_base,
			   size_t chunk_size);

/**
 * cohmem_ram_attach_all() - give all devices without dma_ops generic memory of this process
 * @dma_base:	lowest device address to hand out, a multiple of the page size. Device addresses are
 *		reused after memory was freed.
 * @chunk_size:	in bytes, a multiple of the page size; memory is allocated this much at a time
 *
 * This sets &cohmem_arch_dma_ops. A child process may call it again: the new memory replaces what
 * its parent had attached. On failure the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dma_base is not a multiple of the page size
 * * -EINVAL: @chunk_size is 0, not a multiple of the page size, or more than 2^26 pages
 * * -EBUSY: &cohmem_arch_dma_ops is already set
 * * -ENOMEM: out of memory
 * Context: Thread context, while no other thread uses cohmem.
 */
int cohmem_ram_attach_all(dma_addr_t dma_base, size_t chunk_size);

/**
 * cohmem_ram_detach_all() - undo cohmem_ram_attach_all()
 *
 * Return:
 * * 0: success
 * * -EINVAL: cohmem_ram_attach_all() was not called
 * * -EBUSY: blocks are still allocated; nothing has changed
 * * -EPERM: the memory belongs to the parent process (<cohmem/fork.h>)
 * Context: Thread context, while no other thread uses cohmem.
 */
int cohmem_ram_detach_all(void);

#ifdef __cplusplus
}
#endif
#endif
