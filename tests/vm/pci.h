/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Declarations shared by the source files of the program pci. */
#ifndef TESTS_VM_PCI_H
#define TESTS_VM_PCI_H

#include <cohmem/cohmem.h>

#include "edu.h"

struct edu {
	struct cohmem_pci *pci;
	struct device *dev;
	void *bar;
	bool vfio;
};

extern char last_report[512];
void listen(void *ctx, int level, const struct device *dev, const char *text);

/* Open edu, set a mask of 28 bits, and make it ready for DMA. */
bool edu_open(struct edu *edu, const char *address, struct cohmem_vfio *vfio);

/* Let the device write to @addr, and check that the kernel's log reports a fault of the IOMMU. */
void expect_fault(struct edu *edu, const char *what, dma_addr_t addr);

bool check(bool holds, const char *what, const char *file, int line);
#define CHECK(...) check((__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)

/* pci_memory.c, pci_life.c, pci_fork.c */
void test_many(const char *address);
void test_dma_buf(struct edu *edu);
void test_carve_out(struct edu *edu);
void test_u_dma_buf(struct edu *edu);
void test_mapping_limit(const char *address);
void test_peers(const char *address, const char *peer_address, unsigned int number);
void test_uio_map(const char *address);
void test_killed(const char *address);
void test_forked(const char *address);
void test_reset(const char *address);
void test_removed(const char *address);

#endif
