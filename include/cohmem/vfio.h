/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: vfio - memory that devices reach through the IOMMU
 *
 * A container is one IO address space; devices that are opened in it see the same device addresses.
 * Generic memory is mapped in chunks, huge pages where there are any, once a chunk; device addresses
 * are chosen here, lowest first, from what the IOMMU and the groups leave, and recycled. See also
 * Documentation/driver-api/vfio.rst, Linux 6.1 (VFIO type 1).
 */
#ifndef COHMEM_VFIO_H
#define COHMEM_VFIO_H

#include <cohmem/chunks.h>
#include <cohmem/device.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cohmem_vfio;

/* How many ranges of device addresses are told; what the IOMMU has above them is not used. */
#define COHMEM_VFIO_RANGES 32

/**
 * struct cohmem_vfio_range - device addresses that may be mapped
 * @first:	the lowest
 * @last:	the highest
 */
struct cohmem_vfio_range {
	uint64_t first;
	uint64_t last;
};

/**
 * struct cohmem_vfio_info - a container in numbers
 * @mapped:	mappings there are
 * @map_calls:	how often the kernel was asked to map since the container was opened
 * @left:	how many more it would map; UINT_MAX where it does not tell (before Linux 5.10)
 * @page_sizes:	of the IOMMU, a bit each
 * @ranges:	how many of @range are filled; 0: no group yet
 * @range:	sorted
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
 * cohmem_vfio_open() - an empty container
 * @vfio:	filled
 *
 * Returns 0, or with the reason reported: -EINVAL when @vfio is NULL; -ENOENT (the module vfio is not
 * loaded), -EACCES, -ENOMEM, -EMFILE; -EOPNOTSUPP when the kernel offers no type 1. Thread context.
 */
int cohmem_vfio_open(struct cohmem_vfio **vfio);

/**
 * cohmem_vfio_close() - give the container back
 * @vfio:	from cohmem_vfio_open(); NULL does nothing
 *
 * Returns 0; -EBUSY, and nothing changed, while a device is open in it. In a child process (<cohmem/fork.h>) it closes the
 * child's files, no more; other functions return -EPERM there. Thread context.
 */
int cohmem_vfio_close(struct cohmem_vfio *vfio);

/**
 * cohmem_vfio_map() - let devices reach memory of this process
 * @vfio:	a container with a device in it
 * @cpu_addr:	a multiple of the page: any memory, or another device's BAR
 * @size:	in bytes, a multiple of the page
 * @limit:	highest device address allowed
 * @dma_handle:	filled with the device address
 *
 * It is mapped until it is unmapped, or the last device in the container is closed.
 *
 * Returns 0, or with the reason reported: -EINVAL when an argument is NULL, 0 or no such multiple, or
 * no device is open; -ENOSPC when there is no device address up to @limit, or no mapping left;
 * -ENOMEM when more memory would be locked than RLIMIT_MEMLOCK allows; -EFAULT when the memory cannot
 * be locked. Thread context.
 */
int cohmem_vfio_map(struct cohmem_vfio *vfio, void *cpu_addr, size_t size, uint64_t limit,
		    dma_addr_t *dma_handle);

/**
 * cohmem_vfio_unmap() - take it back
 * @vfio:	the container
 * @dma_handle:	from cohmem_vfio_map()
 *
 * Returns 0; -ENOENT when nothing is mapped there so; -EIO when the kernel unmapped only a part, which
 * is reported: the device address is then never used again. Thread context.
 */
int cohmem_vfio_unmap(struct cohmem_vfio *vfio, dma_addr_t dma_handle);

/**
 * cohmem_vfio_attach() - generic memory for a device that is open in the container
 * @vfio:	the container
 * @dev:	its dma_ops and dma_ops_data are set
 * @chunk_size:	in bytes, a multiple of the page; mapped that much at a time
 *
 * cohmem_pci_open() does it. Returns 0; -EINVAL when @vfio or @dev is NULL, or @chunk_size is refused by
 * cohmem_chunk_pool_create(); -EBUSY when @dev has dma_ops already; -ENOMEM. Thread context.
 */
int cohmem_vfio_attach(struct cohmem_vfio *vfio, struct device *dev, size_t chunk_size);

/**
 * cohmem_vfio_detach() - take the generic memory away
 * @dev:	as attached
 *
 * Returns 0; -EINVAL when it is not attached; -EBUSY, and nothing changed, while blocks are out. Thread
 * context.
 */
int cohmem_vfio_detach(struct device *dev);

/**
 * cohmem_vfio_get_info() - the container in numbers
 * @vfio:	the container
 * @info:	filled
 *
 * Returns 0; -EINVAL when an argument is NULL. Thread context.
 */
int cohmem_vfio_get_info(struct cohmem_vfio *vfio, struct cohmem_vfio_info *info);

#ifdef __cplusplus
}
#endif
#endif
