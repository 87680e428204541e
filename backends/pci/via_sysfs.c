/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Access to a PCI device without an IOMMU: through sysfs (Documentation/PCI/sysfs-pci.rst), and to its interrupt
 * through uio_pci_generic (Documentation/driver-api/uio-howto.rst).
 */
#include <cohmem/phys.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "../common/error_text.h"
#include "../common/syscalls.h"
#include "../common/sysfs.h"
#include "internal.h"

static int open_file(const struct cohmem_pci *pci, const char *name, int flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", pci->info.address, name);
	fd = cohmem__sys.open(path, flags | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	if (errno == EACCES)
		return cohmem_set_error_text(
			-EACCES, "permission denied for %s: without an IOMMU, root is required",
			path);
	return cohmem_set_error_text(-errno, "%s: %s", path, strerror(errno));
}

/* Find the device's UIO name: the only entry of its folder "uio". */
static int uio_name(const struct cohmem_pci *pci, char *name, size_t bytes)
{
	const struct dirent *entry;
	int err = cohmem_set_error_text(
		-ENXIO,
		"it is not bound to uio_pci_generic: modprobe uio_pci_generic, and bind it (driver_override, drivers_probe)");
	char path[64];
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/uio", pci->info.address);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (!strncmp(entry->d_name, "uio", 3)) {
			snprintf(name, bytes, "%.15s", entry->d_name);
			err = 0;
		}
	}
	if (dir)
		closedir(dir);
	return err;
}

static int open_uio(struct cohmem_pci *pci)
{
	char name[16], path[32];
	uint64_t events;
	int err = uio_name(pci, name, sizeof(name));

	if (!err)
		err = cohmem__sysfs_number(&events, "/sys/class/uio/%s/event", name);
	if (err)
		return err;
	snprintf(path, sizeof(path), "/dev/%s", name);
	pci->uio_fd = cohmem__sys.open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (pci->uio_fd < 0)
		return cohmem_set_error_text(-errno, "%s: %s", path, strerror(errno));
	pci->irqs = (uint32_t)events;
	return 0;
}

/* The lock keeps other users of cohmem out, because opening a device disables its bus mastering. */
static int sysfs_open(struct cohmem_pci *pci)
{
	int err;

	pci->config_fd = open_file(pci, "config", O_RDWR);
	if (pci->config_fd < 0)
		return pci->config_fd;
	if (flock(pci->config_fd, LOCK_EX | LOCK_NB))
		err = cohmem_set_error_text(-EBUSY,
					    "it is already in use, by this process or another one");
	else
		err = open_uio(pci);
	if (err)
		close(pci->config_fd);
	return err;
}

static void sysfs_close(struct cohmem_pci *pci)
{
	close(pci->uio_fd);
	close(pci->config_fd);
}

static int sysfs_attach(struct cohmem_pci *pci)
{
	return cohmem_phys_attach(&pci->dev, PCI_CHUNK_SIZE);
}

static int sysfs_reset(struct cohmem_pci *pci)
{
	int fd = open_file(pci, "reset", O_WRONLY);
	ssize_t done;

	if (fd < 0)
		return fd == -ENOENT ? -EOPNOTSUPP : fd;
	done = cohmem__sys.pwrite(fd, "1", 1, 0);
	close(fd);
	return done == 1 ? 0 : -EIO;
}

static int sysfs_bar(struct cohmem_pci *pci, unsigned int bar)
{
	char name[16];
	int fd;

	snprintf(name, sizeof(name), "resource%u", bar);
	fd = open_file(pci, name, O_RDWR);
	if (fd < 0)
		return fd;
	pci->bar[bar].region.fd = fd;
	pci->bar[bar].own_fd = true;
	return 0;
}

static int sysfs_map(struct cohmem_pci *pci, void *cpu_addr, size_t size, dma_addr_t *dma_handle)
{
	uint64_t limit = cohmem_dma_limit(&pci->dev);
	const struct cohmem_region *region = cohmem_region_find(cpu_addr, size);
	phys_addr_t phys;

	if (!region || !(region->flags & COHMEM_REGION_PHYS))
		return cohmem_set_error_text(-ENXIO,
					     "the physical address of the memory is not known");
	phys = region->phys_addr + ((uintptr_t)cpu_addr - (uintptr_t)region->cpu_addr);
	if (phys > limit || limit - phys < size - 1)
		return cohmem_set_error_text(
			-ENOSPC, "the memory is at %#llx, beyond the device's limit %#llx",
			(unsigned long long)phys, (unsigned long long)limit);
	*dma_handle = phys;
	return 0;
}

static int sysfs_unmap(struct cohmem_pci *pci, dma_addr_t dma_handle)
{
	(void)pci, (void)dma_handle;
	return 0;
}

static int sysfs_irq_open(struct cohmem_pci *pci)
{
	int err = cohmem__pci_command(pci, PCI_COMMAND_INTX_OFF,
				      0); /* until the interrupt is waited for */

	if (err)
		return err;
	pci->irq_fd = pci->uio_fd;
	pci->intx = true;
	return 0;
}

static void sysfs_irq_close(struct cohmem_pci *pci)
{
	cohmem__pci_command(pci, PCI_COMMAND_INTX_OFF, 0);
}

static int sysfs_irq_arm(struct cohmem_pci *pci)
{
	return cohmem__pci_command(pci, 0, PCI_COMMAND_INTX_OFF);
}

const struct pci_access_ops cohmem__pci_sysfs = {
	.open = sysfs_open,
	.close = sysfs_close,
	.attach = sysfs_attach,
	.reset = sysfs_reset,
	.bar = sysfs_bar,
	.map = sysfs_map,
	.unmap = sysfs_unmap,
	.irq_open = sysfs_irq_open,
	.irq_close = sysfs_irq_close,
	.irq_arm = sysfs_irq_arm,
};
