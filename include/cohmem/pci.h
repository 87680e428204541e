/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: pci - a PCI device driven from this process
 *
 * A device that is bound to vfio-pci is driven through VFIO, and the IOMMU says what it reaches. One
 * that is bound to uio_pci_generic is driven through sysfs, as root, and reaches all physical memory; that
 * driver ends its DMA when this process ends, however it does. Either way dma_alloc_coherent() gives memory that it reaches: of areas that were
 * declared for it, in its own BAR perhaps, else generic memory.
 *
 *	struct cohmem_pci *pci;
 *	const struct cohmem_region *bar;
 *
 *	cohmem_pci_open("0000:01:00.0", NULL, &pci);
 *	cohmem_pci_map_bar(pci, 2, &bar);
 *	dma_declare_coherent_memory(cohmem_pci_dev(pci), bar->phys_addr, device_addr, bar->size,
 *				    DMA_MEMORY_MAP | DMA_MEMORY_IO);
 *	cohmem_pci_set_master(pci, true);
 *	ring = dma_alloc_coherent(cohmem_pci_dev(pci), 4096, &dma, GFP_KERNEL);
 *
 * What fails says why in words that tell what to do, see cohmem_set_log(). Thread context; calls for
 * one device, other than those of its memory, are one at a time, but cohmem_pci_irq_wait() may wait
 * meanwhile.
 */
#ifndef COHMEM_PCI_H
#define COHMEM_PCI_H

#include <cohmem/device.h>
#include <cohmem/region.h>
#include <cohmem/vfio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHMEM_PCI_BARS 6

struct cohmem_pci;

/**
 * struct cohmem_pci_info - what a device is
 * @address:	domain:bus:slot.function
 * @vendor:	its ids
 * @device:	likewise
 * @class_code:	24 bits: class, subclass, programming interface
 * @bar_phys:	physical addresses of its BARs
 * @bar_size:	in bytes; 0: none, or one of IO ports
 * @vfio:	the container it is open in; NULL: it is driven through sysfs
 */
struct cohmem_pci_info {
	char address[16];
	uint16_t vendor;
	uint16_t device;
	uint32_t class_code;
	phys_addr_t bar_phys[COHMEM_PCI_BARS];
	size_t bar_size[COHMEM_PCI_BARS];
	struct cohmem_vfio *vfio;
};

/**
 * cohmem_pci_open() - take a device over
 * @address:	"0000:01:00.0", or "01:00.0" in domain 0
 * @vfio:	the container to open it in, which devices that share device addresses have in common;
 *		NULL: one of its own
 * @pci:	filled
 *
 * Generic memory grows by 2 MiB, huge pages where there are any. The device may not do DMA yet, see
 * cohmem_pci_set_master(). Its masks are those of cohmem_device_init().
 *
 * Returns 0, or with the reason reported: -EINVAL when @address is no address or @pci is NULL, or
 * @vfio is given for a device that is not bound to vfio-pci; -ENODEV when there is no such device, or
 * no IOMMU group for it; -EBUSY when a driver of the kernel has it, or somebody else by cohmem or VFIO;
 * -EPERM when it is bound to neither driver, or its group is not viable; -EACCES; or as
 * cohmem_vfio_open().
 */
int cohmem_pci_open(const char *address, struct cohmem_vfio *vfio, struct cohmem_pci **pci);

/**
 * cohmem_pci_close() - give the device back
 * @pci:	from cohmem_pci_open(); NULL does nothing
 *
 * It may do no DMA any more from here on; then what is managed by it is released
 * (cohmem_device_release()), and its areas are, and the rest goes.
 *
 * Returns 0; -EBUSY, reported, while blocks of its memory are out: release them and call again, until
 * then nothing else but releases and this may be called for it. In a child process (<cohmem/fork.h>) it closes the
 * child's files of a device that its parent opened, no more.
 */
int cohmem_pci_close(struct cohmem_pci *pci);

/**
 * cohmem_pci_dev() - the device as the mapping functions know it
 * @pci:	an open device
 *
 * Returns it; it is there until the device is closed.
 */
struct device *cohmem_pci_dev(struct cohmem_pci *pci);

/**
 * cohmem_pci_get_info() - what the device is
 * @pci:	an open device
 * @info:	filled
 *
 * Returns 0; -EINVAL when an argument is NULL.
 */
int cohmem_pci_get_info(const struct cohmem_pci *pci, struct cohmem_pci_info *info);

/**
 * cohmem_pci_read_config() - read configuration space
 * @pci:	an open device
 * @offset:	in bytes, a multiple of @bytes
 * @bytes:	1, 2 or 4
 * @value:	filled
 *
 * Returns 0; -EINVAL for another size or offset; -ENODEV when the device is gone; -EIO.
 */
int cohmem_pci_read_config(struct cohmem_pci *pci, unsigned int offset, unsigned int bytes,
			   uint32_t *value);

/**
 * cohmem_pci_write_config() - write configuration space
 * @pci: as there
 * @offset: as there
 * @bytes: as there
 * @value:	to be written
 *
 * Returns as cohmem_pci_read_config().
 */
int cohmem_pci_write_config(struct cohmem_pci *pci, unsigned int offset, unsigned int bytes,
			    uint32_t value);

/**
 * cohmem_pci_set_master() - let the device do DMA, or not
 * @pci:	an open device
 * @on:		whether it may
 *
 * Off is also for a device that somebody wants back. Returns as cohmem_pci_read_config(). Source: pci_set_master(), drivers/pci/pci.c, Linux 6.1.
 */
int cohmem_pci_set_master(struct cohmem_pci *pci, bool on);

/**
 * cohmem_pci_reset() - reset the device
 * @pci:	an open device
 *
 * A thread in cohmem_pci_irq_wait() comes back with -EIO. Memory stays as it is; bus mastering is off.
 *
 * Returns 0; -EOPNOTSUPP when the device has no reset of its own; -ENODEV when it is gone; -EIO.
 */
int cohmem_pci_reset(struct cohmem_pci *pci);

/**
 * cohmem_pci_gone() - whether the device has been unplugged, somebody wants it back, or it is the parent process's
 * @pci:	an open device
 *
 * Then all but releases and cohmem_pci_close() fail with -ENODEV, and the latter should come soon: the
 * kernel waits for it.
 */
bool cohmem_pci_gone(struct cohmem_pci *pci);

/**
 * cohmem_pci_map_bar() - make a BAR reachable for the CPU
 * @pci:	an open device
 * @bar:	0 to 5; of a 64-bit BAR the first
 * @region:	filled: registers are at its cpu_addr; areas can be declared in it
 *
 * Once for each BAR; asked again it gives the same region, which goes when the device is closed.
 *
 * Returns 0, or with the reason reported: -EINVAL when @bar is more than 5 or a pointer is NULL; -ENXIO
 * when there is no such BAR of memory, or it cannot be mapped; -ENODEV when the device is gone; or
 * mmap()'s -errno.
 */
int cohmem_pci_map_bar(struct cohmem_pci *pci, unsigned int bar,
		       const struct cohmem_region **region);

/**
 * cohmem_pci_map() - let the device reach memory that is not its own
 * @pci:	an open device
 * @cpu_addr:	a multiple of the page. Through VFIO any memory, another device's BAR say (peer to
 *		peer): unmap that before the other device is closed, for nothing keeps this one from
 *		it then. Through sysfs only memory of which it is known where it is: a BAR, a carve-out.
 * @size:	in bytes, a multiple of the page
 * @dma_handle:	filled: where the device sees it, within its coherent mask
 *
 * Returns 0, or with the reason reported as cohmem_vfio_map(); through sysfs -ENXIO when it is
 * not known where it is, -ENOSPC when that is beyond the mask; -ENODEV when the device is gone.
 */
int cohmem_pci_map(struct cohmem_pci *pci, void *cpu_addr, size_t size, dma_addr_t *dma_handle);

/**
 * cohmem_pci_unmap() - take that back
 * @pci:	an open device
 * @dma_handle:	from cohmem_pci_map()
 *
 * Returns as cohmem_vfio_unmap(); through sysfs there is nothing to do: 0.
 */
int cohmem_pci_unmap(struct cohmem_pci *pci, dma_addr_t dma_handle);

/**
 * cohmem_pci_irq_open() - take the device's interrupt
 * @pci:	an open device
 *
 * Through VFIO the first MSI-X or MSI vector, where it has one, else INTx; through sysfs INTx by
 * uio_pci_generic.
 *
 * Returns a file descriptor that is readable when the device interrupted, for poll() only; or with the
 * reason reported: -EBUSY when it is taken already; -ENXIO when the device has none, or is not bound to
 * uio_pci_generic; -ENODEV when it is gone; or -errno.
 */
int cohmem_pci_irq_open(struct cohmem_pci *pci);

/**
 * cohmem_pci_irq_wait() - wait for the device's interrupt
 * @pci:	an open device of which cohmem_pci_irq_open() took the interrupt
 * @timeout_ms:	for so long at most; negative: for ever
 *
 * INTx is armed anew, so the driver has told the device to take back the last one. One thread at a time.
 *
 * Returns how often the device interrupted since the last time; 0 when the time is over; -EINVAL when no
 * interrupt was taken; -EIO when the device was reset meanwhile; -ENODEV when it is gone; -EINTR.
 */
int cohmem_pci_irq_wait(struct cohmem_pci *pci, int timeout_ms);

#ifdef __cplusplus
}
#endif
#endif
