/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A PCI device, through VFIO or sysfs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bus.h"

struct pci_bus {
	struct cohmem_pci *pci;
	volatile char *registers;
	size_t size;
};

static volatile uint32_t *at(const struct bus *bus, unsigned int reg)
{
	const struct pci_bus *self = bus->priv;

	return reg <= self->size - 4 ? (volatile uint32_t *)(self->registers + reg) : NULL;
}

/* Reads from a removed device return all ones, a value that no NVMe register has. */
static int pci_read32(struct bus *bus, unsigned int reg, uint32_t *value)
{
	const volatile uint32_t *word = at(bus, reg);

	if (!word)
		return -ENXIO;
	*value = *word;
	return *value == UINT32_MAX ? -ENODEV : 0;
}

/* As Linux's dma_wmb(): earlier writes to memory of any kind are visible before the doorbell is written. */
static void dma_wmb(void)
{
#if defined(__x86_64__)
	__asm__ volatile("sfence" : : : "memory");
#elif defined(__aarch64__)
	__asm__ volatile("dsb st" : : : "memory");
#else
	__sync_synchronize();
#endif
}

static int pci_write32(struct bus *bus, unsigned int reg, uint32_t value)
{
	volatile uint32_t *word = at(bus, reg);

	if (!word)
		return -ENXIO;
	dma_wmb();
	*word = value;
	return 0;
}

static int pci_map_bar(struct bus *bus, unsigned int bar, const struct cohmem_region **region)
{
	return cohmem_pci_map_bar(((struct pci_bus *)bus->priv)->pci, bar, region);
}

static void pci_stop_dma(struct bus *bus)
{
	cohmem_pci_set_master(((struct pci_bus *)bus->priv)->pci, false);
}

static void pci_close(struct bus *bus)
{
	struct pci_bus *self = bus->priv;

	cohmem_pci_close(self->pci);
	free(self);
}

static const struct bus_ops pci_ops = {pci_read32, pci_write32, pci_map_bar, pci_stop_dma,
				       pci_close};

static int check_class(const struct cohmem_pci *pci)
{
	struct cohmem_pci_info info;

	cohmem_pci_get_info(pci, &info);
	if (info.class_code == 0x010802)
		return 0;
	fprintf(stderr, "nvme: %s is not an NVMe controller (class %06x)\n", info.address,
		info.class_code);
	return -ENODEV;
}

static int open_registers(struct pci_bus *self)
{
	const struct cohmem_region *region;
	int err = check_class(self->pci);

	if (!err)
		err = cohmem_pci_map_bar(self->pci, 0, &region);
	if (err)
		return err;
	self->registers = region->cpu_addr;
	self->size = region->size;
	return cohmem_pci_set_master(self->pci, true);
}

int bus_open_pci(struct bus *bus, const char *address)
{
	struct pci_bus *self = malloc(sizeof(*self));
	struct cohmem_pci_info info;
	int err;

	if (!self)
		return -ENOMEM;
	err = cohmem_pci_open(address, NULL, &self->pci);
	if (err)
		goto free_self;
	err = open_registers(self);
	if (err)
		goto close_pci;
	cohmem_pci_get_info(self->pci, &info);
	*bus = (struct bus){&pci_ops, cohmem_pci_dev(self->pci), info.vfio != NULL, self};
	return 0;

close_pci:
	cohmem_pci_close(self->pci);
free_self:
	free(self);
	return err;
}
