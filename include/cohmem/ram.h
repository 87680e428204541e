/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: ram - memory of this process as physical and as generic memory
 *
 * Files (memfd, hugetlb pages, dma-heaps) that another process can map: a vhost-user device, an
 * emulated machine. One may be a region (play the part of physical memory that areas are
 * declared in); a pool of them is a device's generic memory.
 */
#ifndef COHMEM_RAM_H
#define COHMEM_RAM_H

#include <cohmem/chunks.h>
#include <cohmem/device.h>
#include <cohmem/region.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHMEM_RAM_HUGE     0x1u /* 2 MiB hugetlb pages */
#define COHMEM_RAM_GIGANTIC 0x2u /* 1 GiB hugetlb pages */

/**
 * cohmem_ram_region_create() - memory at a physical address of our choice
 * @phys_addr:	where it shall be, a multiple of the page
 * @size:	in bytes, a multiple of the page (of 2 MiB, or 1 GiB, with those flags)
 * @flags:	COHMEM_RAM_HUGE, COHMEM_RAM_GIGANTIC or 0
 * @region:	filled; added already
 *
 * Returns 0, or with the reason reported and nothing left behind: -EINVAL when @region is NULL, a flag is unknown, @size
 * is 0, it or @phys_addr is no such multiple, or the addresses wrap; -EEXIST when it overlaps another
 * region; -ENOMEM (no huge pages reserved, too); -EMFILE. Thread context.
 */
int cohmem_ram_region_create(phys_addr_t phys_addr, size_t size, unsigned int flags,
			     struct cohmem_region **region);

/**
 * cohmem_ram_region_destroy() - remove the region and free its memory
 * @region:	from cohmem_ram_region_create(); NULL does nothing
 *
 * Returns 0; -EBUSY, and nothing changed, while an area lies in it. Thread context.
 */
int cohmem_ram_region_destroy(struct cohmem_region *region);

/**
 * cohmem_ram_attach() - generic memory for a device
 * @dev:	its dma_ops and dma_ops_data are set
 * @dma_base:	device addresses are handed out from here up, recycled, a multiple of the page
 * @chunk_size:	in bytes, a multiple of the page; grown that much at a time
 *
 * Returns 0, or with the reason reported: -EINVAL when @dev is NULL, @dma_base is no multiple of the page, or @chunk_size is
 * refused by cohmem_chunk_pool_create(); -EBUSY when @dev has dma_ops already; -ENOMEM.
 * Thread context.
 */
int cohmem_ram_attach(struct device *dev, dma_addr_t dma_base, size_t chunk_size);

/**
 * cohmem_ram_attach_heap() - generic memory of a dma-heap for a device
 * @dev:	as for cohmem_ram_attach()
 * @heap:	"system": for /dev/dma_heap/system
 * @dma_base:	as for cohmem_ram_attach()
 * @chunk_size:	likewise
 *
 * Each chunk is a dma-buf, which another process or an API imports: see cohmem_export(). Where it is
 * cached, the driver uses cohmem_begin_cpu_access(). Returns as cohmem_ram_attach(), and with the reason
 * reported: -ENOENT when there is no such heap, -EACCES. Thread context.
 * Source: include/uapi/linux/dma-heap.h, Linux 6.12.
 */
int cohmem_ram_attach_heap(struct device *dev, const char *heap, dma_addr_t dma_base,
			   size_t chunk_size);

/**
 * cohmem_ram_detach() - take the generic memory away
 * @dev:	as attached
 *
 * Returns 0; -EINVAL when @dev is NULL or not attached; -EBUSY, and nothing changed, while blocks
 * are out. Thread context.
 */
int cohmem_ram_detach(struct device *dev);

/**
 * cohmem_ram_attach_all() - generic memory for all devices that have no dma_ops
 * @dma_base:	as for cohmem_ram_attach()
 * @chunk_size:	likewise
 *
 * Sets &cohmem_arch_dma_ops. Returns 0; -EBUSY when that is set already; or as cohmem_ram_attach().
 * While no other thread uses cohmem. Thread context.
 */
int cohmem_ram_attach_all(dma_addr_t dma_base, size_t chunk_size);

/**
 * cohmem_ram_detach_all() - take it away
 *
 * Returns 0; -EINVAL when it is not there; -EBUSY, and nothing changed, while blocks are out.
 * While no other thread uses cohmem. Thread context.
 */
int cohmem_ram_detach_all(void);

/**
 * cohmem_ram_chunk_pool() - the pool behind a device, to look at
 * @dev:	as attached, or one without dma_ops
 *
 * Returns NULL when it is not attached. Thread context.
 */
struct cohmem_chunk_pool *cohmem_ram_chunk_pool(const struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
