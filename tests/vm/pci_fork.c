/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A child process and its parent's device. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pci.h"

/* Use the parent's device; returns the number of the first call that did not behave as it must, or 0. */
static int use_in_child(const struct edu *edu, const char *address, void *cpu, dma_addr_t dma)
{
	static char page[4096] __attribute__((aligned(4096)));
	const struct cohmem_region *bar;
	struct cohmem_pci *again;
	dma_addr_t other;
	uint32_t value;
	const bool good[] = {
		cohmem_pci_gone(edu->pci),
		cohmem_pci_read_config(edu->pci, 0, 2, &value) == -ENODEV,
		cohmem_pci_write_config(edu->pci, 4, 2, 0) == -ENODEV,
		cohmem_pci_set_master(edu->pci, false) == -ENODEV,
		cohmem_pci_reset(edu->pci) == -ENODEV,
		cohmem_pci_irq_open(edu->pci) == -ENODEV,
		cohmem_pci_map_bar(edu->pci, 0, &bar) == -ENODEV,
		strstr(last_report, "belongs to the parent process") != NULL,
		cohmem_pci_map(edu->pci, page, sizeof(page), &other) == -ENODEV,
		cohmem_pci_unmap(edu->pci, dma) == -ENODEV,
		dma_alloc_coherent(edu->dev, 4096, &other, GFP_KERNEL) == NULL,
		cohmem_pci_open(address, NULL, &again) == -EBUSY,
		(dma_free_coherent(edu->dev, 8192, cpu, dma), cohmem_pci_close(edu->pci) == 0),
	};

	for (int i = 0; i < (int)(sizeof(good) / sizeof(good[0])); i++) {
		if (!good[i])
			return i + 1;
	}
	return 0;
}

/* Whatever the child does, the device continues to do DMA for the parent. */
void test_forked(const char *address)
{
	struct edu edu;
	dma_addr_t dma;
	int status = -1;
	pid_t child;
	char *cpu;

	if (!CHECK(edu_open(&edu, address, NULL)))
		return;
	cpu = dma_alloc_coherent(edu.dev, 8192, &dma, GFP_KERNEL);
	memset(cpu, 0x5e, 2048);
	child = fork();
	if (child == 0)
		_exit(use_in_child(&edu, address, cpu, dma));
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	if (status)
		printf("# the child's call number %d\n", WEXITSTATUS(status));
	edu_copy(edu.bar, dma, dma + 4096, EDU_MOST);
	CHECK(cpu[4096] == 0x5e && cpu[4096 + EDU_MOST - 1] == 0x5e);
	dma_free_coherent(edu.dev, 8192, cpu, dma);
	CHECK(cohmem_pci_close(edu.pci) == 0);
}
