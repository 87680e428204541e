/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* BARs as windows, and memory that is not the device's own. */
#include <cohmem/port.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pci.h"
#include "sys.h"

static void close_bar(struct pci_bar *bar)
{
	if (bar->own_fd)
		close(bar->window.fd);
	*bar = (struct pci_bar){0};
}

static int map_bar(struct cohmem_pci *pci, unsigned int number)
{
	struct pci_bar *bar = &pci->bar[number];
	void *addr;
	int err;

	if (!pci->info.bar_size[number])
		return cohmem_why(-ENXIO, "it has no BAR %u of memory", number);
	if (pci->info.bar_size[number] == SIZE_MAX)
		return cohmem_why(-EOVERFLOW, "BAR %u is larger than this process can address",
				  number);
	if (pci->info.bar_phys[number] % COHMEM_PAGE_SIZE)
		return cohmem_why(-ENXIO,
				  "BAR %u does not begin with a page: others' registers may "
				  "be there, too",
				  number);
	bar->window = (struct cohmem_window){.phys_addr = pci->info.bar_phys[number],
					     .size = pci->info.bar_size[number],
					     .flags = COHMEM_WINDOW_PHYS};
	err = pci->way->bar(pci, number);
	if (err)
		return err;
	addr = cohmem_map_memory(bar->window.size, bar->window.fd, bar->window.offset);
	if (addr == MAP_FAILED) {
		err = cohmem_why(-errno, "mapping BAR %u: %s", number, strerror(errno));
		goto close_fd;
	}
	bar->window.cpu_addr = addr;
	err = cohmem_window_add(&bar->window);
	if (!err)
		return 0;
	cohmem_why(err, "another window has its physical addresses");
	munmap(addr, bar->window.size);
close_fd:
	close_bar(bar);
	return err;
}

int cohmem_pci_map_bar(struct cohmem_pci *pci, unsigned int bar,
		       const struct cohmem_window **window)
{
	int err = 0;

	if (!pci || !window || bar >= COHMEM_PCI_BARS)
		return -EINVAL;
	cohmem_why_clear();
	if (!cohmem_opened_here(pci->forks))
		err = -ENODEV;
	else if (!pci->bar[bar].window.cpu_addr)
		err = cohmem_pci_gone(pci) ? -ENODEV : map_bar(pci, bar);
	if (err)
		cohmem_report(COHMEM_LOG_ERR, &pci->dev, "cannot map BAR %u: %s", bar,
			      cohmem_why_text(strerror(-err)));
	else
		*window = &pci->bar[bar].window;
	return err;
}

int cohmem_pci_unmap_bars(struct cohmem_pci *pci)
{
	for (unsigned int i = 0; i < COHMEM_PCI_BARS; i++) {
		struct pci_bar *bar = &pci->bar[i];
		int err = bar->window.cpu_addr ? cohmem_window_remove(&bar->window) : -ENOENT;

		if (err == -EBUSY)
			return err;
		if (err)
			continue;
		munmap(bar->window.cpu_addr, bar->window.size);
		close_bar(bar);
	}
	return 0;
}

int cohmem_pci_map(struct cohmem_pci *pci, void *cpu_addr, size_t size, dma_addr_t *dma_handle)
{
	int err = -EINVAL;

	if (!pci)
		return -EINVAL;
	cohmem_why_clear();
	if (cpu_addr && dma_handle && size && size % COHMEM_PAGE_SIZE == 0 &&
	    (uintptr_t)cpu_addr % COHMEM_PAGE_SIZE == 0)
		err = cohmem_pci_gone(pci) ? -ENODEV
					   : pci->way->map(pci, cpu_addr, size, dma_handle);
	if (err)
		cohmem_report(COHMEM_LOG_ERR, &pci->dev, "cannot map %zu bytes: %s", size,
			      cohmem_why_text(strerror(-err)));
	return err;
}

int cohmem_pci_unmap(struct cohmem_pci *pci, dma_addr_t dma_handle)
{
	if (!pci)
		return -EINVAL;
	return cohmem_opened_here(pci->forks) ? pci->way->unmap(pci, dma_handle) : -ENODEV;
}
