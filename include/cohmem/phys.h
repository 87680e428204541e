/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: phys - physically addressed memory for devices without an IOMMU
 *
 * Without an IOMMU a device address is a physical address. Generic memory must therefore be
 * physically contiguous and must not move: it consists of huge pages. The kernel migrates even
 * those in some cases: on move_pages(), when memory is unplugged or fails, and to make room for
 * CMA. Avoid this on a machine that uses this back end.
 *
 * The kernel reports physical addresses to root only (CAP_SYS_ADMIN: /proc/self/pagemap,
 * Documentation/admin-guide/mm/pagemap.rst, Linux 6.1). Nothing keeps such a device from accessing
 * other memory, so a user who may use this back end can do anything to the machine.
 *
 * For example::
 *
 *	static struct device dev;
 *
 *	cohmem_device_init(&dev, "dma0");
 *	err = cohmem_phys_attach(&dev, 2 << 20);
 *	if (!err)
 *		ring = dma_alloc_coherent(&dev, 4096, &dma, GFP_KERNEL);
 */
#ifndef COHMEM_PHYS_H
#define COHMEM_PHYS_H

#include <cohmem/device.h>
#include <cohmem/generic.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_phys_addr() - find the physical address of memory of this process
 * @cpu_addr:	CPU address of memory that is present (it was touched) and does not move: huge
 *		pages. The kernel does not report addresses of driver mappings (dma-bufs, BARs).
 * @size:	in bytes
 * @phys_addr:	filled with the physical address
 *
 * On failure the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: an argument is NULL or 0, or the addresses wrap around
 * * -EPERM: this process lacks CAP_SYS_ADMIN
 * * -ENXIO: a page is not present, or is not ordinary memory
 * * -ERANGE: the memory is not physically contiguous
 * * another negative errno: from opening or reading /proc/self/pagemap
 * Context: Thread context.
 */
int cohmem_phys_addr(const void *cpu_addr, size_t size, phys_addr_t *phys_addr);

/**
 * cohmem_phys_attach() - give generic memory to a device without an IOMMU
 * @dev:	the device; its dma_ops and dma_ops_data are set
 * @chunk_size:	in bytes, a multiple of the page size; memory is allocated this much at a time. 2
 *		MiB is one huge page. A larger chunk can only be allocated if huge pages of 1 GiB
 *		are reserved, or if huge pages happen to be contiguous.
 *
 * cohmem_pci_open() calls this with 2 MiB if the device is driven through sysfs. A lack of huge
 * pages is not detected before the first block is allocated. On failure the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev is NULL
 * * -EINVAL: @chunk_size is 0, not a multiple of the page size, or more than 2^26 pages
 * * -EBUSY: @dev already has dma_ops
 * * -ENOMEM: out of memory
 * Context: Thread context.
 */
int cohmem_phys_attach(struct device *dev, size_t chunk_size);

#ifdef __cplusplus
}
#endif
#endif
