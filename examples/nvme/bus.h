/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Access to the controller: its registers, its BARs, and DMA memory. The driver is the same for a real PCI
 * device (cohmem_pci_open()) and for QEMU's controller over qtest.
 */
#ifndef BUS_H
#define BUS_H

#include <cohmem/cohmem.h>

struct bus {
	const struct bus_ops *ops;
	struct device *dev; /* with generic memory */
	bool translated;    /* device addresses are not physical addresses */
	void *priv;
};

struct bus_ops {
	int (*read32)(struct bus *bus, unsigned int reg, uint32_t *value);
	int (*write32)(struct bus *bus, unsigned int reg, uint32_t value);
	/* Gets a region that maps BAR @bar. It remains valid until close(). */
	int (*map_bar)(struct bus *bus, unsigned int bar, const struct cohmem_region **region);
	void (*stop_dma)(struct bus *bus);
	void (*close)(struct bus *bus);
};

/* An emulated machine: sizes of the namespace, the CMB and the PMR in MiB. 0: no CMB, no PMR. */
struct bus_machine {
	unsigned int disk_mib, cmb_mib, pmr_mib;
	bool legacy_cmb;
};

/* Return 0, or -errno after reporting the reason and releasing everything. */
int bus_open_pci(struct bus *bus, const char *address);
int bus_open_machine(struct bus *bus, const struct bus_machine *options);

/* A 64-bit register is accessed as two 32-bit registers, the high one first. */
int bus_read64(struct bus *bus, unsigned int reg, uint64_t *value);
int bus_write64(struct bus *bus, unsigned int reg, uint64_t value);

#endif
