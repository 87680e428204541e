/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* PCI devices: what the files in this folder share. */
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
	struct cohmem_region region; /* region.cpu_addr is NULL while the BAR is not mapped */
	bool own_fd;                 /* region.fd is this BAR's own, and must be closed */
};

struct cohmem_pci {
	struct device dev;
	const struct pci_access_ops *access;
	struct cohmem_pci_info info;
	unsigned int forks; /* cohmem_fork_count() of the process that opened it */
	struct pci_bar bar[COHMEM_PCI_BARS];
	int config_fd;
	uint64_t config_at;      /* offset of configuration space in config_fd */
	pthread_mutex_t command; /* protects the command register: waiting changes it, too */
	int irq_fd;              /* -1: the interrupt is not enabled */
	int wake_fd;             /* readable after a reset */
	bool intx;
	bool closing;
	/* VFIO: */
	struct cohmem_vfio *vfio;
	bool own_vfio;
	char group[16];
	int req_fd; /* readable when the kernel asks for the device back; -1 through sysfs */
	/* sysfs: */
	int uio_fd;    /* of uio_pci_generic, which disables bus mastering when it is closed */
	uint32_t irqs; /* UIO's count of interrupts when it was last read */
};

/* How a device is reached. A function that fails leaves nothing behind, and may set the error text. */
struct pci_access_ops {
	int (*open)(struct cohmem_pci *pci);
	void (*close)(struct cohmem_pci *pci);
	int (*attach)(struct cohmem_pci *pci);
	int (*reset)(struct cohmem_pci *pci);
	/* Fills in the region's fd, offset and flags, and own_fd. */
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

/* config.c: access configuration space without checking whether the device is gone. */
int cohmem__pci_config(struct cohmem_pci *pci, bool write, unsigned int offset, unsigned int bytes,
		       uint32_t *value);
/* Set the bits @set of the command register, and clear the bits @clear. */
int cohmem__pci_command(struct cohmem_pci *pci, uint32_t set, uint32_t clear);
/* bars.c, irq.c: for cohmem_pci_close(). Unmapping returns -EBUSY while an area lies in a BAR. */
int cohmem__pci_unmap_bars(struct cohmem_pci *pci);
void cohmem__pci_irq_close(struct cohmem_pci *pci);

#endif
