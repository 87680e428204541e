/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* To the last granule, and what is refused. */

#include "check.h"

static bool empty(void)
{
	struct cohmem_area_info info;

	return cohmem_area_get_info(&engine, 0, &info) == 0 && info.runs.used == 0 &&
	       info.runs.blocks == 0 && cohmem_validate(&engine) == NULL;
}

static void test_pools(void)
{
	struct dma_pool *pool[COHMEM_SMALL_POOLS + 1];
	dma_addr_t dma;
	uint32_t made = 0, i = 0;

	check(!dma_pool_create("none", &engine, 0, 0, 0) &&
		      !dma_pool_create("none", &engine, 24, 24, 0) &&
		      !dma_pool_create("none", &engine, 64, 32, 32) &&
		      !dma_pool_create("none", &engine, 64, 32, 96) &&
		      !dma_pool_create("none", NULL, 64, 32, 0),
	      "a dma_pool with an impossible size, alignment, boundary or device is refused");
	while (made <= COHMEM_SMALL_POOLS &&
	       (pool[made] = dma_pool_create("many", &engine, 24, 8, 0)))
		made++;
	check(made == COHMEM_SMALL_POOLS, "as many dma_pools as there are places for");
	check(!dma_pool_alloc(NULL, GFP_KERNEL, &dma) && !dma_pool_alloc(pool[0], 0, NULL),
	      "no pool, or no place for the address");
	while (made)
		dma_pool_destroy(pool[--made]);
	pool[0] = dma_pool_create("large", &engine, AREA_BYTES, AREA_BYTES, 0);
	pool[1] = dma_pool_create("aligned", &engine, 64, 1u << 30, 0);
	check(pool[0] && pool[1] && !dma_pool_alloc(pool[1], __GFP_NOWARN, &dma) && empty(),
	      "a block that cannot be aligned is not given");
	dma_pool_destroy(pool[0]);
	dma_pool_destroy(pool[1]);
	for (; i < 2; i++)
		dma_pool_free(pool[i], area_memory, 0);
	check(empty(), "a release to a pool that is destroyed does nothing");
}

void test_full(void)
{
	static void *blocks[GRANULES + 1];
	dma_addr_t dma;
	uint32_t got = 0;

	while (got <= GRANULES &&
	       (blocks[got] = dma_alloc_coherent(&engine, 1, &dma, __GFP_NOWARN)))
		got++;
	check(got == GRANULES, "the area gives every granule, and then no more");
	while (got)
		dma_free_coherent(&engine, 1, blocks[--got], 0);
	dma_free_coherent(&engine, 1, blocks[0], 0);
	check(empty(), "a double free is refused");
	test_pools();
}
