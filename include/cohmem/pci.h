/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: pci - a PCI device driven from this process
 *
 * A device that is bound to vfio-pci is driven through VFIO, and the IOMMU limits what it can
 * reach. A device that is bound to uio_pci_generic is driven through sysfs, as root, and can reach
 * all physical memory; uio_pci_generic disables bus mastering when the process exits or is killed.
 *
 * Either way, dma_alloc_coherent() returns memory that the device can reach: from areas declared
 * for it, which may lie in one of its own BARs, or else from generic memory. For example::
 *
 *	struct cohmem_pci *pci;
 *	const struct cohmem_region *regs, *bar;
 *
 *	cohmem_pci_open("0000:01:00.0", NULL, &pci);
 *	cohmem_pci_map_bar(pci, 0, &regs);
 *	cohmem_pci_set_master(pci, true);
 *	ring = dma_alloc_coherent(cohmem_pci_dev(pci), 4096, &dma, GFP_KERNEL);
 *	cohmem_pci_irq_open(pci);
 *	start_device(regs->cpu_addr, dma);
 *	interrupts = cohmem_pci_irq_wait(pci, 1000);
 *
 * To allocate from a BAR instead::
 *
 *	cohmem_pci_map_bar(pci, 2, &bar);
 *	dma_declare_coherent_memory(cohmem_pci_dev(pci), bar->phys_addr, device_addr, bar->size,
 *				    DMA_MEMORY_MAP | DMA_MEMORY_IO);
 *
 * Reports (cohmem_set_log()) name the cause of a failure and its remedy. All functions are for
 * thread context. The caller serializes the calls for one device, with two exceptions: its memory
 * may be allocated and freed at any time, and other calls may run during cohmem_pci_irq_wait().
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
 * struct cohmem_pci_info - identity and BARs of a device
 * @address:	domain:bus:slot.function
 * @vendor:	vendor ID
 * @device:	device ID
 * @class_code:	24 bits: class, subclass, programming interface
 * @bar_phys:	physical addresses of the BARs
 * @bar_size:	sizes of the BARs in bytes; 0: there is no such BAR, or it is an I/O port BAR
 * @vfio:	the container that the device is open in; NULL: it is driven through sysfs
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
 * cohmem_pci_open() - open a device
 * @address:	"0000:01:00.0", or "01:00.0" in domain 0
 * @vfio:	the container to open the device in; devices in one container see the same device
 *		addresses. NULL: a new container.
 * @pci:	filled with the device
 *
 * Generic memory grows in steps of 2 MiB, in huge pages if possible. The device cannot do DMA until
 * cohmem_pci_set_master() allows it. Its masks are those that cohmem_device_init() sets. On failure
 * the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @pci is NULL, or @address is NULL or not a PCI address
 * * -EINVAL: @vfio is not NULL, and the device is not bound to vfio-pci
 * * -ENODEV: there is no such device, or no PCI bus
 * * -ENODEV: the device is bound to vfio-pci, but has no IOMMU group
 * * -EBUSY: another kernel driver is bound to the device
 * * -EBUSY: the device or its IOMMU group is already open, in this process or another one
 * * -EPERM: the device is bound neither to vfio-pci nor to uio_pci_generic
 * * -EPERM: the device is behind an IOMMU and not bound to vfio-pci
 * * -EPERM: the IOMMU group is not viable, or the IOMMU does not remap interrupts
 * * -EPERM: @vfio belongs to the parent process (<cohmem/fork.h>)
 * * -ENXIO: no driver is bound, and the IOMMU maps the device's group one to one
 * * -EACCES: this process may not open the device or its group
 * * -ENOENT: /dev/vfio/vfio does not exist; its module is not loaded
 * * -EOPNOTSUPP: the kernel does not support VFIO type 1
 * * -ENOMEM: out of memory
 * * -EMFILE: too many open files
 * * -EIO: configuration space cannot be accessed
 * * another negative errno: from a system call
 * Context: Thread context.
 */
int cohmem_pci_open(const char *address, struct cohmem_vfio *vfio, struct cohmem_pci **pci);

/**
 * cohmem_pci_close() - close a device
 * @pci:	from cohmem_pci_open(); NULL does nothing
 *
 * First the device's DMA is disabled. Then its managed resources are released
 * (cohmem_device_release()), then its areas, then everything else.
 *
 * If blocks of its memory are still allocated, this is reported. Free them and call the function
 * again. Until then only functions that free memory, and this one, may be called for the device.
 *
 * In a child process (<cohmem/fork.h>) this only closes the child's files of a device that its
 * parent opened, and returns 0.
 *
 * Return:
 * * 0: success
 * * -EBUSY: blocks of its memory are still allocated, or an area lies in one of its BARs
 * Context: Thread context; calls for one device must not overlap.
 */
int cohmem_pci_close(struct cohmem_pci *pci);

/**
 * cohmem_pci_dev() - get the struct device for the mapping functions
 * @pci:	an open device
 *
 * Return: the struct device, which remains valid until the device is closed.
 * Context: Thread context.
 */
struct device *cohmem_pci_dev(struct cohmem_pci *pci);

/**
 * cohmem_pci_get_info() - get identity and BARs of a device
 * @pci:	an open device
 * @info:	filled
 *
 * Return:
 * * 0: success
 * * -EINVAL: an argument is NULL
 * Context: Thread context.
 */
int cohmem_pci_get_info(const struct cohmem_pci *pci, struct cohmem_pci_info *info);

/**
 * cohmem_pci_read_config() - read from configuration space
 * @pci:	an open device
 * @offset:	in bytes, a multiple of @bytes
 * @bytes:	how many to read: 1, 2 or 4
 * @value:	filled with the value
 *
 * Return:
 * * 0: success
 * * -EINVAL: @pci or @value is NULL, @bytes or @offset is invalid, or the access ends beyond byte
 *   4096
 * * -ENODEV: the device is gone (cohmem_pci_gone())
 * * -EIO: reading failed, for example because configuration space ends before @offset
 * Context: Thread context; calls for one device must not overlap.
 */
int cohmem_pci_read_config(struct cohmem_pci *pci, unsigned int offset, unsigned int bytes,
			   uint32_t *value);

/**
 * cohmem_pci_write_config() - write to configuration space
 * @pci:	an open device
 * @offset:	in bytes, a multiple of @bytes
 * @bytes:	how many to write: 1, 2 or 4
 * @value:	the value to write
 *
 * Return:
 * * 0: success
 * * -EINVAL: @pci is NULL, @bytes or @offset is invalid, or the access ends beyond byte 4096
 * * -ENODEV: the device is gone (cohmem_pci_gone())
 * * -EIO: writing failed, for example because configuration space ends before @offset
 * Context: Thread context; calls for one device must not overlap.
 */
int cohmem_pci_write_config(struct cohmem_pci *pci, unsigned int offset, unsigned int bytes,
			    uint32_t value);

/**
 * cohmem_pci_set_master() - allow or forbid the device to do DMA
 * @pci:	an open device
 * @on:		true: allow it
 *
 * Bus mastering can be turned off even after the kernel has asked for the device back.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @pci is NULL
 * * -ENODEV: @on is true, and the device is gone (cohmem_pci_gone())
 * * -ENODEV: the device was unplugged, or belongs to the parent process
 * * -EIO: configuration space cannot be accessed
 * Context: Thread context; calls for one device must not overlap.
 * Source: pci_set_master(), drivers/pci/pci.c, Linux 6.1.
 */
int cohmem_pci_set_master(struct cohmem_pci *pci, bool on);

/**
 * cohmem_pci_reset() - reset the device
 * @pci:	an open device
 *
 * If a thread is waiting in cohmem_pci_irq_wait(), that call returns -EIO. Allocations and mappings
 * remain valid. Bus mastering is off afterwards.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @pci is NULL
 * * -EOPNOTSUPP: the device cannot be reset on its own
 * * -ENODEV: the device is gone (cohmem_pci_gone())
 * * -EIO: the reset failed, or configuration space cannot be accessed
 * * another negative errno: from open() (through sysfs only)
 * Context: Thread context; calls for one device must not overlap.
 */
int cohmem_pci_reset(struct cohmem_pci *pci);

/**
 * cohmem_pci_gone() - check whether the device can no longer be used
 * @pci:	an open device
 *
 * A device is gone after it was unplugged, and after the kernel has asked for it back. From then on
 * the functions that reach the device return -ENODEV. Freeing and unmapping memory, turning bus
 * mastering off, and cohmem_pci_close() still work. Close the device soon: the kernel is waiting.
 *
 * In a child process (<cohmem/fork.h>) a device that its parent opened is gone, too. Only
 * cohmem_pci_close() is of use there.
 *
 * Return: true if the device is gone.
 * Context: Thread context.
 */
bool cohmem_pci_gone(struct cohmem_pci *pci);

/**
 * cohmem_pci_map_bar() - map a BAR for the CPU
 * @pci:	an open device
 * @bar:	0 to 5; for a 64-bit BAR, the lower of its two numbers
 * @region:	filled with the region of the BAR. Registers are at its cpu_addr, and areas can be
 *		declared in it.
 *
 * A BAR is mapped once. Later calls return the same region, which remains valid until the device is
 * closed. On failure the reason is reported, except for -EINVAL.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @bar is more than 5, or a pointer is NULL
 * * -ENXIO: there is no such memory BAR, or it cannot be mapped
 * * -EOVERFLOW: the BAR is larger than the process can address
 * * -EEXIST: its physical addresses overlap another region
 * * -ENODEV: the device is gone (cohmem_pci_gone()), and the BAR was not mapped before
 * * another negative errno: from open(), mmap(), madvise() or VFIO
 * Context: Thread context; calls for one device must not overlap.
 */
int cohmem_pci_map_bar(struct cohmem_pci *pci, unsigned int bar,
		       const struct cohmem_region **region);

/**
 * cohmem_pci_map() - let the device reach memory that was not allocated for it
 * @pci:	an open device
 * @cpu_addr:	CPU address, a multiple of the page size. Through VFIO any memory can be mapped, for
 *		example another device's BAR (peer to peer). Unmap that before the other device is
 *		closed, because nothing stops this device from accessing it afterwards. Through
 *		sysfs only memory at a known physical address can be mapped: a BAR, a carve-out.
 * @size:	in bytes, a multiple of the page size
 * @dma_handle:	filled with the device address, which lies within the device's coherent mask
 *
 * On failure the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: a pointer is NULL, @size is 0, or @cpu_addr or @size is not a multiple of the page
 *   size
 * * -ENODEV: the device is gone (cohmem_pci_gone())
 * * -ENOSPC: through VFIO: there is no free device address within the mask, or the kernel allows no
 *   more mappings
 * * -ENOSPC: through sysfs: the memory lies beyond the mask
 * * -ENOMEM: through VFIO: more memory would be locked than RLIMIT_MEMLOCK allows, or out of memory
 * * -EFAULT: through VFIO: the memory cannot be locked
 * * -ENXIO: through sysfs: the physical address of the memory is not known
 * * another negative errno: from VFIO
 * Context: Thread context; calls for one device must not overlap.
 */
int cohmem_pci_map(struct cohmem_pci *pci, void *cpu_addr, size_t size, dma_addr_t *dma_handle);

/**
 * cohmem_pci_unmap() - undo cohmem_pci_map()
 * @pci:	an open device
 * @dma_handle:	device address from cohmem_pci_map()
 *
 * Return:
 * * 0: success. Through sysfs there is nothing to unmap, so any @dma_handle is accepted.
 * * -EINVAL: @pci is NULL
 * * -ENODEV: the device belongs to the parent process
 * * -ENOENT: cohmem_pci_map() has mapped nothing at @dma_handle
 * * -EIO: the kernel unmapped only part of the memory; this is reported, see cohmem_vfio_unmap()
 * Context: Thread context; calls for one device must not overlap.
 */
int cohmem_pci_unmap(struct cohmem_pci *pci, dma_addr_t dma_handle);

/**
 * cohmem_pci_irq_open() - enable the device's interrupt
 * @pci:	an open device
 *
 * Through VFIO this is the first MSI-X or MSI vector if the device has one, else INTx. Through
 * sysfs it is INTx, by uio_pci_generic. On failure the reason is reported.
 *
 * Return:
 * * >= 0: a file descriptor that becomes readable when the device interrupts; only for poll()
 * * -EINVAL: @pci is NULL
 * * -EBUSY: the interrupt is already enabled
 * * -ENXIO: the device has no interrupt
 * * -ENODEV: the device is gone (cohmem_pci_gone())
 * * -EIO: configuration space cannot be accessed
 * * another negative errno: from eventfd() or VFIO
 * Context: Thread context; calls for one device must not overlap.
 */
int cohmem_pci_irq_open(struct cohmem_pci *pci);

/**
 * cohmem_pci_irq_wait() - wait for the device's interrupt
 * @pci:	an open device, after cohmem_pci_irq_open()
 * @timeout_ms:	how long to wait at most, in milliseconds; negative: without a limit
 *
 * INTx is unmasked again by this function, so before calling it the driver must have made the
 * device deassert its previous interrupt.
 *
 * Return:
 * * > 0: how often the device has interrupted since the last call
 * * 0: timeout
 * * -EINVAL: @pci is NULL, or its interrupt is not enabled
 * * -EIO: the device was reset meanwhile, or INTx cannot be unmasked
 * * -ENODEV: the device is gone (cohmem_pci_gone())
 * * -EINTR: a signal arrived
 * Context: Thread context. One thread at a time; other calls for the device may run meanwhile.
 */
int cohmem_pci_irq_wait(struct cohmem_pci *pci, int timeout_ms);

#ifdef __cplusplus
}
#endif
#endif
