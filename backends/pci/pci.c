/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* PCI devices: found in sysfs, opened, configured, closed. */
#include "internal.h"

#include <cohmem/coherent.h>
#include <cohmem/devres.h>
#include <cohmem/port.h>
#include <endian.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../common/error_text.h"
#include "../common/process.h"
#include "../common/syscalls.h"
#include "../common/sysfs.h"

#define SYSFS       "/sys/bus/pci/devices/"
#define RESOURCE_IO 0x100u

/* Write a PCI address with its domain to @address. Returns 0, or -EINVAL if @text is not a PCI address. */
static int parse_address(const char *text, char *address, size_t bytes)
{
	unsigned int domain = 0, bus, slot, function;
	int end = -1;

	sscanf(text, "%4x:%2x:%2x.%1x%n", &domain, &bus, &slot, &function, &end);
	if (end < 0) {
		domain = 0;
		sscanf(text, "%2x:%2x.%1x%n", &bus, &slot, &function, &end);
	}
	if (end < 0 || text[end] || slot > 31 || function > 7)
		return cohmem_set_error_text(-EINVAL, "not a PCI address such as 0000:01:00.0");
	snprintf(address, bytes, "%04x:%02x:%02x.%x", domain, bus, slot, function);
	return 0;
}

/* Each line of "resource" contains the first address, the last address and the flags of a BAR. */
static int read_bars(struct cohmem_pci_info *info)
{
	char text[2048], *at = text;
	int length = cohmem__sysfs_read(text, sizeof(text), SYSFS "%s/resource", info->address);

	if (length < 0)
		return length;
	for (unsigned int bar = 0; bar < COHMEM_PCI_BARS; bar++) {
		uint64_t first = strtoull(at, &at, 16), last = strtoull(at, &at, 16);
		uint64_t flags = strtoull(at, &at, 16);

		if (!first || last < first || flags & RESOURCE_IO)
			continue;
		info->bar_phys[bar] = first;
		/* SIZE_MAX: too large for this process to address. cohmem_pci_map_bar() reports that. */
		info->bar_size[bar] =
			last - first < SIZE_MAX ? (size_t)(last - first) + 1 : SIZE_MAX;
	}
	return 0;
}

static int read_info(struct cohmem_pci_info *info)
{
	uint64_t vendor, device, class_code;
	int err;

	if (access("/sys/bus/pci", F_OK))
		return cohmem_set_error_text(-ENODEV, "this machine has no PCI bus");
	err = cohmem__sysfs_number(&vendor, SYSFS "%s/vendor", info->address);
	if (err == -ENOENT)
		return cohmem_set_error_text(-ENODEV,
					     "there is no such device (lspci -D lists them)");
	if (err || (err = cohmem__sysfs_number(&device, SYSFS "%s/device", info->address)) ||
	    (err = cohmem__sysfs_number(&class_code, SYSFS "%s/class", info->address)))
		return err;
	info->vendor = (uint16_t)vendor;
	info->device = (uint16_t)device;
	info->class_code = (uint32_t)class_code;
	return read_bars(info);
}

/* Choose sysfs for a device that is not bound to vfio-pci, unless it is behind an IOMMU that translates. */
static int choose_without_vfio(struct cohmem_pci *pci, bool grouped)
{
	const char *address = pci->info.address;
	char type[32];

	if (grouped && (cohmem__sysfs_read(type, sizeof(type), "/sys/kernel/iommu_groups/%s/type",
					   pci->group) < 0 ||
			strcmp(type, "identity")))
		return cohmem_set_error_text(
			-EPERM,
			"it is behind an IOMMU: bind it to vfio-pci (modprobe vfio-pci; echo vfio-pci > " SYSFS
			"%s/driver_override; echo %s > /sys/bus/pci/drivers_probe)",
			address, address);
	if (pci->vfio)
		return cohmem_set_error_text(
			-EINVAL,
			"it is not bound to vfio-pci, so it cannot be opened in a container");
	pci->access = &cohmem__pci_sysfs;
	return 0;
}

static int choose_access(struct cohmem_pci *pci)
{
	const char *address = pci->info.address;
	bool grouped = !cohmem__sysfs_link(pci->group, sizeof(pci->group), SYSFS "%s/iommu_group",
					   address);
	char driver[64];

	int err = cohmem__sysfs_link(driver, sizeof(driver), SYSFS "%s/driver", address);

	if (err && err != -ENOENT)
		return cohmem_set_error_text(err, "cannot read which driver it is bound to: %s",
					     strerror(-err));
	if (err && !grouped)
		return cohmem_set_error_text(
			-EPERM,
			"it is not bound to a driver: bind it to uio_pci_generic, which ends its DMA when the process dies (modprobe uio_pci_generic; echo uio_pci_generic > " SYSFS
			"%s/driver_override; echo %s > /sys/bus/pci/drivers_probe)",
			address, address);
	if (err || !strcmp(driver, "uio_pci_generic"))
		return choose_without_vfio(pci, grouped);
	if (strcmp(driver, "vfio-pci"))
		return cohmem_set_error_text(
			-EBUSY,
			"it is bound to %s: unbind it (echo %s > /sys/bus/pci/drivers/%s/unbind), then bind it to vfio-pci or uio_pci_generic",
			driver, address, driver);
	if (!grouped)
		return cohmem_set_error_text(
			-ENODEV,
			"it has no IOMMU group: boot with intel_iommu=on (AMD: amd_iommu=on), or bind it to uio_pci_generic");
	pci->access = &cohmem__pci_vfio;
	return 0;
}

static int open_access(struct cohmem_pci *pci)
{
	int err;

	pci->wake_fd = cohmem__sys.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (pci->wake_fd < 0)
		return cohmem_set_error_text(-errno, "eventfd: %s", strerror(errno));
	err = pci->access->open(pci);
	if (err)
		goto close_wake;
	err = cohmem__pci_command(pci, PCI_COMMAND_MEMORY, PCI_COMMAND_MASTER);
	if (!err)
		err = pci->access->attach(pci);
	if (!err)
		return 0;
	pci->access->close(pci);
close_wake:
	close(pci->wake_fd);
	return err;
}

static int pci_new(const char *address, struct cohmem_vfio *vfio, struct cohmem_pci **pci)
{
	struct cohmem_pci *new = cohmem_port->alloc(sizeof(*new));
	int err;

	if (!new)
		return -ENOMEM;
	*new = (struct cohmem_pci){.vfio = vfio,
				   .forks = cohmem_fork_count(),
				   .config_fd = -1,
				   .irq_fd = -1,
				   .req_fd = -1};
	err = parse_address(address, new->info.address, sizeof(new->info.address));
	if (!err)
		err = read_info(&new->info);
	if (!err)
		err = choose_access(new);
	if (!err) {
		pthread_mutex_init(&new->command, NULL);
		cohmem_device_init(&new->dev, new->info.address);
		err = open_access(new);
	}
	if (err) {
		cohmem_port->free(new, sizeof(*new));
		return err;
	}
	new->info.vfio = new->vfio;
	*pci = new;
	return 0;
}

int cohmem_pci_open(const char *address, struct cohmem_vfio *vfio, struct cohmem_pci **pci)
{
	int err = -EINVAL;

	cohmem__clear_error_text();
	if (address && pci)
		err = pci_new(address, vfio, pci);
	if (err)
		cohmem_report(COHMEM_LOG_ERR, NULL, "cannot open PCI device %.32s: %s",
			      address ? address : "NULL", cohmem__error_text(strerror(-err)));
	return err;
}

/* Blocks that are still allocated are reported by their areas or by debugging. Here -EBUSY is enough. */
static int close_memory(struct cohmem_pci *pci)
{
	int err = pci->dev.dma_ops ? cohmem_detach(&pci->dev) : 0;

	if (!err)
		err = cohmem__pci_unmap_bars(pci);
	return err;
}

/* In a child process: close its files. The device and its mappings belong to the parent and are not affected. */
static void close_files(struct cohmem_pci *pci)
{
	close(pci->config_fd);
	close(pci->wake_fd);
	if (pci->access == &cohmem__pci_sysfs) {
		close(pci->uio_fd); /* and irq_fd */
	} else {
		close(pci->req_fd);
		if (pci->irq_fd >= 0)
			close(pci->irq_fd);
	}
	if (pci->own_vfio)
		cohmem_vfio_close(pci->vfio);
	cohmem_port->free(pci, sizeof(*pci));
}

int cohmem_pci_close(struct cohmem_pci *pci)
{
	int err;

	if (!pci)
		return 0;
	if (!cohmem__opened_here(pci->forks)) {
		close_files(pci);
		return 0;
	}
	if (!pci->closing) {
		pci->closing = true;
		err = cohmem__pci_command(pci, 0, PCI_COMMAND_MASTER);
		if (err && err != -ENODEV)
			cohmem_report(COHMEM_LOG_ERR, &pci->dev, "cannot disable bus mastering: %s",
				      strerror(-err));
		cohmem__pci_irq_close(pci);
		cohmem_device_release(&pci->dev);
		dma_release_declared_memory(&pci->dev);
	}
	err = close_memory(pci);
	if (err) {
		cohmem_report(COHMEM_LOG_ERR, &pci->dev,
			      "cannot be closed: blocks of its memory are still allocated");
		return err;
	}
	pci->access->close(pci);
	close(pci->wake_fd);
	pthread_mutex_destroy(&pci->command);
	cohmem_port->free(pci, sizeof(*pci));
	return 0;
}

struct device *cohmem_pci_dev(struct cohmem_pci *pci)
{
	return &pci->dev;
}

int cohmem_pci_get_info(const struct cohmem_pci *pci, struct cohmem_pci_info *info)
{
	if (!pci || !info)
		return -EINVAL;
	*info = pci->info;
	return 0;
}

int cohmem_pci_reset(struct cohmem_pci *pci)
{
	const uint64_t one = 1;
	int err;

	if (!pci)
		return -EINVAL;
	if (cohmem_pci_gone(pci))
		return -ENODEV;
	err = pci->access->reset(pci);
	if (err)
		return err;
	err = cohmem__pci_command(pci, PCI_COMMAND_MEMORY, PCI_COMMAND_MASTER);
	if (write(pci->wake_fd, &one, sizeof(one)) < 0 && !err)
		err = -EIO;
	return err;
}
