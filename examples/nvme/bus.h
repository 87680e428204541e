/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * How the controller is reached: its registers, its BARs, memory for it. The driver is the same on a
 * real PCI device (cohmem_pci_open()) and on QEMU's over qtest.
 */
#ifndef BUS_H
#define BUS_H

#include <cohmem/cohmem.h>

struct bus {
	const struct bus_ops *ops;
	struct device *dev; /* with generic memory */
	bool translated;    /* its addresses are not physical ones */
	void *priv;
};

struct bus_ops {
	int (*read32)(struct bus *bus, unsigned int reg, uint32_t *value);
	int (*write32)(struct bus *bus, unsigned int reg, uint32_t value);
	/* A region onto BAR @bar; it goes with the bus. */
	int (*map_bar)(struct bus *bus, unsigned int bar, const struct cohmem_region **region);
	void (*stop_dma)(struct bus *bus);
	void (*close)(struct bus *bus);
};

/* A machine of our own: a namespace of @disk_mib, a CMB or a PMR of so much, 0: none. */
struct bus_machine {
	unsigned int disk_mib, cmb_mib, pmr_mib;
	bool legacy_cmb;
};

/* 0 or -errno, the reason told; nothing is left then. */
int bus_open_pci(struct bus *bus, const char *address);
int bus_open_machine(struct bus *bus, const struct bus_machine *options);

/* Registers of 64 bits are read and written as two, the high one first. */
int bus_read64(struct bus *bus, unsigned int reg, uint64_t *value);
int bus_write64(struct bus *bus, unsigned int reg, uint64_t value);

#endif
