/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Pools of small blocks of one size. */
#ifndef BENCH_POOLS_H
#define BENCH_POOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POOL_BLOCKS 4096 /* maximum number allocated at a time */

/**
 * struct pool_contender - a pool
 * @name:	name in the output
 * @create:	creates a pool of POOL_BLOCKS blocks of @size bytes; NULL on failure
 * @take:	allocates a block; returns its CPU address, and its device address in *@dma
 * @give:	frees a block
 * @destroy:	destroys the pool, after all blocks were freed
 */
struct pool_contender {
	const char *name;
	void *(*create)(size_t size);
	void *(*take)(void *self, unsigned long long *dma);
	void (*give)(void *self, void *block, unsigned long long dma);
	void (*destroy)(void *self);
};

/* mempools.c */
extern const struct pool_contender bench_mempool, bench_mempool_cached, bench_je_blocks;

#endif
