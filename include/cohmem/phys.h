/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: phys - memory by its physical address, where no IOMMU stands between
 *
 * Without an IOMMU a device address is a physical one, so generic memory must lie in one piece and stay
 * where it is: huge pages. (The kernel moves those, too, when somebody asks for it: move_pages(), memory that
 * is unplugged or goes bad, CMA. Do not, on such a machine.) Which page is where the kernel tells root only (CAP_SYS_ADMIN:
 * /proc/self/pagemap, Documentation/admin-guide/mm/pagemap.rst, Linux 6.1). Nothing keeps such a device
 * from other memory: who may use this may do anything.
 */
#ifndef COHMEM_PHYS_H
#define COHMEM_PHYS_H

#include <cohmem/chunks.h>
#include <cohmem/device.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_phys_addr() - where memory of this process is
 * @cpu_addr:	in memory that is there (touched) and stays where it is: huge pages. What a driver
 *		mapped, a dma-buf or a BAR, the kernel does not tell of.
 * @size:	in bytes
 * @phys_addr:	filled
 *
 * Returns 0, or with the reason reported: -EINVAL when an argument is 0, or it wraps; -EPERM without CAP_SYS_ADMIN;
 * -ENXIO when a page is not there, or is no ordinary memory; -ERANGE when it is not in one piece; or
 * -errno from /proc/self/pagemap. Thread context.
 */
int cohmem_phys_addr(const void *cpu_addr, size_t size, phys_addr_t *phys_addr);

/**
 * cohmem_phys_attach() - generic memory for a device that no IOMMU stands before
 * @dev:	its dma_ops and dma_ops_data are set
 * @chunk_size:	in bytes, a multiple of the page; got that much at a time. 2 MiB is one huge page; a
 *		chunk that is larger is had only where huge pages of 1 GiB are reserved, or where
 *		pages happen to follow each other.
 *
 * cohmem_pci_open() does it, with 2 MiB. Returns 0, or with the reason reported: -EINVAL when @dev is NULL or @chunk_size is refused
 * by cohmem_chunk_pool_create(); -EBUSY when @dev has dma_ops already; -ENOMEM. That there are no huge pages
 * shows when the first block is allocated. Thread context.
 */
int cohmem_phys_attach(struct device *dev, size_t chunk_size);

/**
 * cohmem_phys_detach() - take the generic memory away
 * @dev:	as attached
 *
 * Returns 0; -EINVAL when it is not attached; -EBUSY, and nothing changed, while blocks are out. Thread
 * context.
 */
int cohmem_phys_detach(struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
