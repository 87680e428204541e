/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: vfio - memory that devices reach through the IOMMU
 *
 * A container is one I/O address space: all devices that are opened in it see the same device
 * addresses. Generic memory is mapped in chunks, in huge pages if there are any, with one mapping
 * for each chunk. This back end chooses device addresses, lowest first, from the ranges that the
 * IOMMU supports and the groups do not reserve. Device addresses that were freed are reused.
 *
 * For example::
 *
 *	struct cohmem_vfio *vfio;
 *	struct cohmem_pci *nic, *disk;
 *
 *	cohmem_vfio_open(&vfio);
 *	cohmem_pci_open("0000:01:00.0", vfio, &nic);
 *	cohmem_pci_open("0000:02:00.0", vfio, &disk);
 *	cohmem_vfio_map(vfio, buffer, size, DMA_BIT_MASK(32), &dma);
 *
 * Both devices then reach the buffer at the device address dma.
 *
 * Source: Documentation/driver-api/vfio.rst, Linux 6.1 (VFIO type 1).
 */
#ifndef COHMEM_VFIO_H
#define COHMEM_VFIO_H

#include <cohmem/device.h>
#include <cohmem/generic.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cohmem_vfio;

/* The maximum number of ranges of device addresses. Higher ranges of the IOMMU are not used. */
#define COHMEM_VFIO_RANGES 32

/**
 * struct cohmem_vfio_range - device addresses that may be mapped
 * @first:	the lowest device address
 * @last:	the highest device address
 */
struct cohmem_vfio_range {
	uint64_t first;
	uint64_t last;
};

/**
 * struct cohmem_vfio_info - mappings and limits of a container
 * @mapped:	number of mappings at present
 * @map_calls:	number of map requests to the kernel since the container was opened
 * @left:	how many more mappings the kernel allows; UINT_MAX: unknown, because no device is
 *		open or the kernel does not report it (before Linux 5.10)
 * @page_sizes:	page sizes that the IOMMU supports, one bit for each
 * @ranges:	number of entries in @range; 0: no device is open
 * @range:	device addresses that may be mapped, sorted
 */
struct cohmem_vfio_info {
	unsigned int mapped;
	unsigned long map_calls;
	unsigned int left;
	uint64_t page_sizes;
	unsigned int ranges;
	struct cohmem_vfio_range range[COHMEM_VFIO_RANGES];
};

/**
 * cohmem_vfio_open() - create an empty container
 * @vfio:	filled with the container
 *
 * On failure the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @vfio is NULL
 * * -ENOENT: /dev/vfio/vfio does not exist, or its module is not loaded
 * * -EACCES: this process may not open /dev/vfio/vfio
 * * -EOPNOTSUPP: the kernel does not support VFIO type 1
 * * -ENOMEM: out of memory
 * * -EMFILE: too many open files
 * * another negative errno: from open()
 * Context: Thread context.
 */
int cohmem_vfio_open(struct cohmem_vfio **vfio);

/**
 * cohmem_vfio_close() - destroy a container
 * @vfio:	from cohmem_vfio_open(); NULL does nothing
 *
 * In a child process (<cohmem/fork.h>) this only closes the child's files of its parent's
 * container, and returns 0. The other functions return -EPERM for such a container, except that
 * cohmem_vfio_attach() succeeds and allocations fail afterwards.
 *
 * Return:
 * * 0: success
 * * -EBUSY: a device is open in the container; nothing has changed
 * Context: Thread context.
 */
int cohmem_vfio_close(struct cohmem_vfio *vfio);

/**
 * cohmem_vfio_map() - let devices reach memory of this process
 * @vfio:	a container in which a device is open
 * @cpu_addr:	CPU address, a multiple of the page size, of any memory or of another device's BAR
 * @size:	in bytes, a multiple of the page size
 * @limit:	highest device address allowed
 * @dma_handle:	filled with the device address
 *
 * The memory is mapped until it is unmapped, or until the last device in the container is closed.
 * On failure the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: a pointer is NULL, @size is 0, or @cpu_addr or @size is not a multiple of the page
 *   size
 * * -EINVAL: no device is open in the container
 * * -ENOSPC: there is no free device address up to @limit, or the kernel allows no more mappings
 * * -ENOMEM: more memory would be locked than RLIMIT_MEMLOCK allows, or out of memory
 * * -EFAULT: the memory cannot be locked
 * * -EPERM: the container belongs to the parent process (<cohmem/fork.h>)
 * * another negative errno: from VFIO
 * Context: Thread context.
 */
int cohmem_vfio_map(struct cohmem_vfio *vfio, void *cpu_addr, size_t size, uint64_t limit,
		    dma_addr_t *dma_handle);

/**
 * cohmem_vfio_unmap() - undo cohmem_vfio_map()
 * @vfio:	the container
 * @dma_handle:	device address from cohmem_vfio_map()
 *
 * Return:
 * * 0: success
 * * -ENOENT: @vfio is NULL, or cohmem_vfio_map() has mapped nothing at @dma_handle
 * * -EIO: the kernel did not unmap all of the memory; this is reported. The device addresses are
 *   not used again while a device is open in the container.
 * * -EPERM: the container belongs to the parent process (<cohmem/fork.h>)
 * Context: Thread context.
 */
int cohmem_vfio_unmap(struct cohmem_vfio *vfio, dma_addr_t dma_handle);

/**
 * cohmem_vfio_attach() - give generic memory to a device in a container
 * @vfio:	the container
 * @dev:	a device that is open in @vfio; its dma_ops and dma_ops_data are set
 * @chunk_size:	in bytes, a multiple of the page size; memory is mapped this much at a time
 *
 * cohmem_pci_open() calls this.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @vfio or @dev is NULL
 * * -EINVAL: @chunk_size is 0, not a multiple of the page size, or more than 2^26 pages
 * * -EBUSY: @dev already has dma_ops
 * * -ENOMEM: out of memory
 * Context: Thread context.
 */
int cohmem_vfio_attach(struct cohmem_vfio *vfio, struct device *dev, size_t chunk_size);

/**
 * cohmem_vfio_get_info() - get the mappings and limits of a container
 * @vfio:	the container
 * @info:	filled
 *
 * Return:
 * * 0: success
 * * -EINVAL: an argument is NULL
 * * -EPERM: the container belongs to the parent process (<cohmem/fork.h>)
 * Context: Thread context.
 */
int cohmem_vfio_get_info(struct cohmem_vfio *vfio, struct cohmem_vfio_info *info);

#ifdef __cplusplus
}
#endif
#endif
