/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Access to a PCI device through VFIO: Documentation/driver-api/vfio.rst, <linux/vfio.h>. */
#include <linux/vfio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../common/error_text.h"
#include "../common/syscalls.h"
#include "../vfio/internal.h"
#include "internal.h"

/* Signal the first vector of an interrupt through the eventfd @fd; -1: disable the interrupt. */
static int set_irq(const struct cohmem_pci *pci, unsigned int index, int32_t fd)
{
	union {
		struct vfio_irq_set set;
		char bytes[sizeof(struct vfio_irq_set) + sizeof(fd)];
	} irq = {
		.set = {.argsz = sizeof(irq),
			.flags = VFIO_IRQ_SET_ACTION_TRIGGER |
				 (fd < 0 ? VFIO_IRQ_SET_DATA_NONE : VFIO_IRQ_SET_DATA_EVENTFD),
			.index = index,
			.count = fd < 0 ? 0 : 1},
	};

	memcpy(irq.set.data, &fd, sizeof(fd));
	if (cohmem__sys.ioctl(pci->config_fd, VFIO_DEVICE_SET_IRQS, &irq))
		return cohmem_set_error_text(-errno, "cannot set VFIO interrupt %u: %s", index,
					     strerror(errno));
	return 0;
}

static unsigned int vfio_irq_count(const struct cohmem_pci *pci, unsigned int index)
{
	struct vfio_irq_info info = {.argsz = sizeof(info), .index = index};

	return cohmem__sys.ioctl(pci->config_fd, VFIO_DEVICE_GET_IRQ_INFO, &info) ? 0 : info.count;
}

static int region_info(const struct cohmem_pci *pci, unsigned int index,
		       struct vfio_region_info *info)
{
	*info = (struct vfio_region_info){.argsz = sizeof(*info), .index = index};
	if (cohmem__sys.ioctl(pci->config_fd, VFIO_DEVICE_GET_REGION_INFO, info))
		return cohmem_set_error_text(-errno, "cannot query VFIO region %u: %s", index,
					     strerror(errno));
	return 0;
}

/*
 * Let the kernel ask for the device back. Without this, unbinding or unplugging the device would wait for a process
 * that does not know of it.
 */
static int open_request(struct cohmem_pci *pci)
{
	int err;

	pci->req_fd = cohmem__sys.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (pci->req_fd < 0)
		return cohmem_set_error_text(-errno, "eventfd: %s", strerror(errno));
	err = vfio_irq_count(pci, VFIO_PCI_REQ_IRQ_INDEX)
		      ? set_irq(pci, VFIO_PCI_REQ_IRQ_INDEX, pci->req_fd)
		      : 0;
	if (err)
		close(pci->req_fd);
	return err;
}

static int open_device(struct cohmem_pci *pci)
{
	struct vfio_region_info info;
	int err;

	pci->config_fd = cohmem__vfio_open_device(pci->vfio, pci->group, pci->info.address);
	if (pci->config_fd < 0)
		return pci->config_fd;
	err = region_info(pci, VFIO_PCI_CONFIG_REGION_INDEX, &info);
	if (!err) {
		pci->config_at = info.offset;
		err = open_request(pci);
	}
	if (err)
		cohmem__vfio_close_device(pci->vfio, pci->group, pci->config_fd);
	return err;
}

static int vfio_open(struct cohmem_pci *pci)
{
	int err;

	pci->own_vfio = !pci->vfio;
	err = pci->own_vfio ? cohmem__vfio_new(&pci->vfio) : 0;
	if (err)
		return err;
	err = open_device(pci);
	if (err && pci->own_vfio)
		cohmem_vfio_close(pci->vfio);
	return err;
}

static void vfio_close(struct cohmem_pci *pci)
{
	close(pci->req_fd);
	cohmem__vfio_close_device(pci->vfio, pci->group, pci->config_fd);
	if (pci->own_vfio)
		cohmem_vfio_close(pci->vfio);
}

static int vfio_attach(struct cohmem_pci *pci)
{
	return cohmem_vfio_attach(pci->vfio, &pci->dev, PCI_CHUNK_SIZE);
}

static int vfio_reset(struct cohmem_pci *pci)
{
	if (cohmem__sys.ioctl(pci->config_fd, VFIO_DEVICE_RESET) == 0)
		return 0;
	return errno == ENOTTY || errno == EINVAL ? -EOPNOTSUPP : -EIO;
}

static int vfio_bar(struct cohmem_pci *pci, unsigned int bar)
{
	struct vfio_region_info info;
	int err = region_info(pci, bar, &info);

	if (err)
		return err;
	if (!(info.flags & VFIO_REGION_INFO_FLAG_MMAP))
		return cohmem_set_error_text(
			-ENXIO, "BAR %u cannot be mapped through VFIO (it is smaller than a page)",
			bar);
	pci->bar[bar].region.fd = pci->config_fd;
	pci->bar[bar].region.flags |= COHMEM_REGION_PRIVATE;
	pci->bar[bar].region.offset = info.offset;
	return 0;
}

static int vfio_map(struct cohmem_pci *pci, void *cpu_addr, size_t size, dma_addr_t *dma_handle)
{
	return cohmem__vfio_map(pci->vfio, cpu_addr, size, cohmem_dma_limit(&pci->dev), dma_handle);
}

static int vfio_unmap(struct cohmem_pci *pci, dma_addr_t dma_handle)
{
	return cohmem_vfio_unmap(pci->vfio, dma_handle);
}

/* MSI-X and MSI are preferred: they are not shared, and need not be unmasked after each interrupt. */
static unsigned int best_irq(const struct cohmem_pci *pci)
{
	if (vfio_irq_count(pci, VFIO_PCI_MSIX_IRQ_INDEX))
		return VFIO_PCI_MSIX_IRQ_INDEX;
	if (vfio_irq_count(pci, VFIO_PCI_MSI_IRQ_INDEX))
		return VFIO_PCI_MSI_IRQ_INDEX;
	return VFIO_PCI_INTX_IRQ_INDEX;
}

static int vfio_irq_open(struct cohmem_pci *pci)
{
	unsigned int index = best_irq(pci);
	int fd, err;

	if (!vfio_irq_count(pci, index))
		return cohmem_set_error_text(-ENXIO, "the device has no interrupt");
	fd = cohmem__sys.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0)
		return cohmem_set_error_text(-errno, "eventfd: %s", strerror(errno));
	err = set_irq(pci, index, fd);
	if (err) {
		close(fd);
		return err;
	}
	pci->irq_fd = fd;
	pci->intx = index == VFIO_PCI_INTX_IRQ_INDEX;
	return 0;
}

static void vfio_irq_close(struct cohmem_pci *pci)
{
	set_irq(pci, best_irq(pci), -1);
	close(pci->irq_fd);
}

static int vfio_irq_arm(struct cohmem_pci *pci)
{
	struct vfio_irq_set set = {.argsz = sizeof(set),
				   .flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK,
				   .index = VFIO_PCI_INTX_IRQ_INDEX,
				   .count = 1};

	return cohmem__sys.ioctl(pci->config_fd, VFIO_DEVICE_SET_IRQS, &set) ? -EIO : 0;
}

const struct pci_access_ops cohmem__pci_vfio = {
	.open = vfio_open,
	.close = vfio_close,
	.attach = vfio_attach,
	.reset = vfio_reset,
	.bar = vfio_bar,
	.map = vfio_map,
	.unmap = vfio_unmap,
	.irq_open = vfio_irq_open,
	.irq_close = vfio_irq_close,
	.irq_arm = vfio_irq_arm,
};
