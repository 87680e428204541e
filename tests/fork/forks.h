/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The parent's devices, and what its children do with them. */
#ifndef TESTS_FORK_FORKS_H
#define TESTS_FORK_FORKS_H

#include <cohmem/cohmem.h>

#define DEVICES   3
#define PHYS      0x20000000u
#define AREA_SIZE ((size_t)1 << 20)
#define POOL_SIZE 96

struct block {
	struct device *dev;
	unsigned char *cpu;
	dma_addr_t dma;
	size_t size;
};

extern struct device
	parents[DEVICES]; /* an exclusive area, an area with per-thread caches, generic memory */
extern struct dma_pool *parents_pool;
extern struct cohmem_region *parents_region[2];
extern struct block parents_block[DEVICES];

/* Run the checks of this round's child and exit, with status 0 if all of them passed. */
_Noreturn void be_child(unsigned int round);

/* A pipe to which each daemon writes a byte when it is done. */
extern int daemons[2];
/* Wait until the daemons of @rounds rounds have exited; true if all of them succeeded. */
bool wait_for_daemons(unsigned int rounds);

#endif
