/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Allocation up to the last granule, and requests and releases that are refused. */

#include "check.h"
#include "engine.h"

static bool empty(void)
{
	struct cohmem_area_info info;

	return cohmem_area_get_info(&engine, 0, &info) == 0 && info.runs.used == 0 &&
	       info.runs.blocks == 0 && cohmem_device_validate(&engine) == NULL;
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

static void test_busy_pool(void)
{
	struct dma_pool *pool = dma_pool_create("busy", &engine, 64, 64, 0), *other;
	dma_addr_t dma[2], none;
	void *block[2] = {dma_pool_alloc(pool, GFP_KERNEL, &dma[0]),
			  dma_pool_alloc(pool, GFP_KERNEL, &dma[1])};

	dma_pool_destroy(pool);
	check(!dma_pool_alloc(pool, GFP_KERNEL, &none), "a busy pool that is destroyed gives none");
	dma_pool_free(pool, block[0], dma[0]);
	other = dma_pool_create("other", &engine, 64, 64, 0);
	check(block[1] && other && other != pool, "it keeps its place for the blocks that are out");
	dma_pool_free(pool, block[1], dma[1]);
	check(empty(), "and takes them back");
	check(dma_pool_create("again", &engine, 64, 64, 0) == pool, "then its place is free again");
	dma_pool_destroy(pool);
	dma_pool_destroy(other);
}

/* A double free is refused, and the other block can still be freed. */
static void test_freed_twice(void)
{
	struct dma_pool *pool = dma_pool_create("twice", &engine, 64, 64, 0);
	dma_addr_t dma[2];
	void *block[2] = {dma_pool_alloc(pool, GFP_KERNEL, &dma[0]),
			  dma_pool_alloc(pool, GFP_KERNEL, &dma[1])};

	dma_pool_free(pool, block[0], dma[0]);
	dma_pool_free(pool, block[0], dma[0]);
	dma_pool_free(pool, block[1], dma[1]);
	check(block[0] && block[1] && empty(), "a double free does no harm to other blocks");
	dma_pool_destroy(pool);
}

/* The area does not begin at a multiple of a block's size, so pools that need this alignment or a boundary fail. */
void test_crooked_area(void)
{
	static uint64_t state[COHMEM_AREA_BYTES(GRANULES) / 8];
	struct cohmem_area_desc desc = describe_area(64, AREA_BYTES / 2);
	struct dma_pool *pool[3];
	dma_addr_t dma, plain = 0;
	void *block;

	desc.state = state;
	desc.state_bytes = sizeof(state);
	if (!check(cohmem_declare_area(&engine, &desc) == 0, "an area at an odd place"))
		return;
	pool[0] = dma_pool_create("aligned", &engine, 128, 128, 0);
	pool[1] = dma_pool_create("bounded", &engine, 128, 8, 4096);
	pool[2] = dma_pool_create("plain", &engine, 128, 64, 0);
	check(!dma_pool_alloc(pool[0], GFP_KERNEL, &dma) &&
		      !dma_pool_alloc(pool[1], GFP_KERNEL, &dma) && empty(),
	      "no block there keeps an alignment or a boundary, so none is given");
	block = dma_pool_alloc(pool[2], GFP_KERNEL, &plain);
	check(block && plain == desc.device_addr, "a dma_pool that requires neither has a block");
	dma_pool_free(pool[2], block, plain);
	for (uint32_t i = 0; i < 3; i++)
		dma_pool_destroy(pool[i]);
	dma_release_declared_memory(&engine);
}

/* With a mask that reaches only the first half of the area. */
static void test_reach(void)
{
	static void *blocks[GRANULES];
	const dma_addr_t mask = engine.coherent_dma_mask;
	dma_addr_t dma, last = 0;
	uint32_t got = 0;

	engine.coherent_dma_mask = engine_address(area_memory) + AREA_BYTES / 2 - 1;
	while (got < GRANULES &&
	       (blocks[got] = dma_alloc_coherent(&engine, 64, &dma, __GFP_NOWARN))) {
		last = dma;
		got++;
	}
	engine.coherent_dma_mask = mask;
	check(got == GRANULES / 2 && last == engine_address(area_memory) + AREA_BYTES / 2 - 64,
	      "no block is given where the engine cannot reach it");
	while (got)
		dma_free_coherent(&engine, 64, blocks[--got], 0);
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
	test_busy_pool();
	test_freed_twice();
	test_reach();
}
