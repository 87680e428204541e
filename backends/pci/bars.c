/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* BARs as regions, and mapping of memory that was not allocated for the device. */
#include <cohmem/port.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../common/error_text.h"
#include "../common/process.h"
#include "../vfio/internal.h"
#include "internal.h"

static void close_bar(struct pci_bar *bar)
{
	if (bar->own_fd)
		close(bar->region.fd);
	*bar = (struct pci_bar){0};
}

static int map_bar(struct cohmem_pci *pci, unsigned int number)
{
	struct pci_bar *bar = &pci->bar[number];
	void *addr;
	int err;

	if (!pci->info.bar_size[number])
		return cohmem_set_error_text(-ENXIO, "it has no memory BAR %u", number);
	if (pci->info.bar_size[number] == SIZE_MAX)
		return cohmem_set_error_text(
			-EOVERFLOW, "BAR %u is larger than this process can address", number);
	if (pci->info.bar_phys[number] % COHMEM_PAGE_SIZE)
		return cohmem_set_error_text(
			-ENXIO,
			"BAR %u does not begin at a page boundary: the page may contain other devices' registers",
			number);
	bar->region = (struct cohmem_region){.phys_addr = pci->info.bar_phys[number],
					     .size = pci->info.bar_size[number],
					     .flags = COHMEM_REGION_PHYS};
	err = pci->access->bar(pci, number);
	if (err)
		return err;
	addr = cohmem__map_memory(bar->region.size, bar->region.fd, bar->region.offset);
	if (addr == MAP_FAILED) {
		err = cohmem_set_error_text(-errno, "mapping BAR %u: %s", number, strerror(errno));
		goto close_fd;
	}
	bar->region.cpu_addr = addr;
	err = cohmem_region_add(&bar->region);
	if (!err)
		return 0;
	cohmem_set_error_text(err, "its physical addresses overlap another region's");
	cohmem__unmap_memory(addr, bar->region.size);
close_fd:
	close_bar(bar);
	return err;
}

int cohmem_pci_map_bar(struct cohmem_pci *pci, unsigned int bar,
		       const struct cohmem_region **region)
{
	int err = 0;

	if (!pci || !region || bar >= COHMEM_PCI_BARS)
		return -EINVAL;
	cohmem__clear_error_text();
	if (!cohmem__opened_here(pci->forks))
		err = -ENODEV;
	else if (!pci->bar[bar].region.cpu_addr)
		err = cohmem_pci_gone(pci) ? -ENODEV : map_bar(pci, bar);
	if (err)
		cohmem_report(COHMEM_LOG_ERR, &pci->dev, "cannot map BAR %u: %s", bar,
			      cohmem__error_text(strerror(-err)));
	else
		*region = &pci->bar[bar].region;
	return err;
}

int cohmem__pci_unmap_bars(struct cohmem_pci *pci)
{
	for (unsigned int i = 0; i < COHMEM_PCI_BARS; i++) {
		struct pci_bar *bar = &pci->bar[i];
		int err = bar->region.cpu_addr ? cohmem_region_remove(&bar->region) : -ENOENT;

		if (err == -EBUSY)
			return err;
		if (err)
			continue;
		cohmem__unmap_memory(bar->region.cpu_addr, bar->region.size);
		close_bar(bar);
	}
	return 0;
}

int cohmem_pci_map(struct cohmem_pci *pci, void *cpu_addr, size_t size, dma_addr_t *dma_handle)
{
	int err;

	if (!pci)
		return -EINVAL;
	cohmem__clear_error_text();
	err = cohmem__vfio_check_memory(cpu_addr, size, dma_handle);
	if (!err)
		err = cohmem_pci_gone(pci) ? -ENODEV
					   : pci->access->map(pci, cpu_addr, size, dma_handle);
	if (err)
		cohmem_report(COHMEM_LOG_ERR, &pci->dev, "cannot map %zu bytes: %s", size,
			      cohmem__error_text(strerror(-err)));
	return err;
}

int cohmem_pci_unmap(struct cohmem_pci *pci, dma_addr_t dma_handle)
{
	if (!pci)
		return -EINVAL;
	return cohmem__opened_here(pci->forks) ? pci->access->unmap(pci, dma_handle) : -ENODEV;
}
