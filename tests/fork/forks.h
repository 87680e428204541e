/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the parent has, and what its children do with it. */
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

extern struct device parents[DEVICES]; /* an exclusive area, one with caches, generic memory */
extern struct dma_pool *parents_pool;
extern struct cohmem_region *parents_region[2];
extern struct block parents_block[DEVICES];

/* Does what children of this round do, and ends the process: status 0 if all was well. */
_Noreturn void be_child(unsigned int round);

/* A pipe to which each daemon writes a byte when it is done. */
extern int daemons[2];
/* Whether every daemon of so many rounds was well. */
bool wait_for_daemons(unsigned int rounds);

#endif
