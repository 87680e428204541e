/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: generic - generic memory of a device
 *
 * Generic memory is what dma_alloc_coherent() falls back to if no area serves a request. Each device gets it from
 * one back end:
 *
 * * cohmem_ram_attach(): memory of this process, at device addresses of your choice (ram.h)
 * * cohmem_phys_attach(): huge pages, by their physical addresses (phys.h)
 * * cohmem_vfio_attach(), and cohmem_pci_open(): memory behind the IOMMU (vfio.h, pci.h)
 * * cohmem_chunk_pool_attach(): from a back end of your own (backend/chunk_pool.h)
 */
#ifndef COHMEM_GENERIC_H
#define COHMEM_GENERIC_H

#include <cohmem/device.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_detach() - take a device's generic memory away
 * @dev:	the device, to which one of the functions above gave generic memory; for a device from
 *		cohmem_pci_open(), cohmem_pci_close() takes it away
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev is NULL or not attached
 * * -EBUSY: blocks are still allocated; nothing has changed
 * * -EPERM: the memory belongs to the parent process (<cohmem/fork.h>)
 * Context: Thread context.
 */
int cohmem_detach(struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
