/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A PCI device, as pci.c and the two ways to it see it. */
#ifndef BACKENDS_PCI_INTERNAL_H
#define BACKENDS_PCI_INTERNAL_H

#include <cohmem/backend/dma_map_ops.h>
#include <cohmem/pci.h>
#include <pthread.h>

/* Registers of configuration space and their bits. */
#define PCI_COMMAND          0x04
#define PCI_COMMAND_MEMORY   0x2
#define PCI_COMMAND_MASTER   0x4
#define PCI_COMMAND_INTX_OFF 0x400

struct pci_bar {
	struct cohmem_region region; /* its cpu_addr is NULL while it is not mapped */
	bool own_fd;                 /* the region's, to be closed */
};

struct cohmem_pci {
	struct device dev;
	const struct pci_access_ops *access;
	struct cohmem_pci_info info;
	unsigned int forks; /* cohmem_fork_count() of the process that opened it */
	struct pci_bar bar[COHMEM_PCI_BARS];
	int config_fd;
	uint64_t config_at;      /* in it */
	pthread_mutex_t command; /* register: who waits for an interrupt changes it, too */
	int irq_fd;              /* -1: not taken */
	int wake_fd;             /* readable after a reset */
	bool intx;
	bool closing;
	/* VFIO: */
	struct cohmem_vfio *vfio;
	bool own_vfio;
	char group[16];
	int req_fd; /* readable when somebody wants the device back; -1 through sysfs */
	/* sysfs: */
	int uio_fd;    /* uio_pci_generic's: when it is closed, it ends the device's DMA */
	uint32_t irqs; /* that came since uio_pci_generic has the device */
};

/* How a device is reached. What fails leaves nothing behind, and the words. */
struct pci_access_ops {
	int (*open)(struct cohmem_pci *pci);
	void (*close)(struct cohmem_pci *pci);
	int (*attach)(struct cohmem_pci *pci);
	int (*reset)(struct cohmem_pci *pci);
	/* Fills the region's fd and offset, and own_fd. */
	int (*bar)(struct cohmem_pci *pci, unsigned int bar);
	int (*map)(struct cohmem_pci *pci, void *cpu_addr, size_t size, dma_addr_t *dma_handle);
	int (*unmap)(struct cohmem_pci *pci, dma_addr_t dma_handle);
	/* Sets irq_fd and intx. */
	int (*irq_open)(struct cohmem_pci *pci);
	void (*irq_close)(struct cohmem_pci *pci);
	int (*irq_arm)(struct cohmem_pci *pci);
};
extern const struct pci_access_ops cohmem__pci_vfio;
extern const struct pci_access_ops cohmem__pci_sysfs;

/* Generic memory grows by one huge page. */
#define PCI_CHUNK_SIZE ((size_t)2 << 20)

/* config.c: without looking whether the device is gone. */
int cohmem__pci_config(struct cohmem_pci *pci, bool write, unsigned int offset, unsigned int bytes,
		       uint32_t *value);
/* Sets bits of the command register, and clears others. */
int cohmem__pci_command(struct cohmem_pci *pci, uint32_t set, uint32_t clear);
/* bars.c, irq.c: for closing. -EBUSY while an area is in a BAR. */
int cohmem__pci_unmap_bars(struct cohmem_pci *pci);
void cohmem__pci_irq_close(struct cohmem_pci *pci);

#endif
