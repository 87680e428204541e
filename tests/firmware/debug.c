/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Debugging on a board, if it is part of the build: it finds a driver's errors there, too. */
#include "check.h"

#if COHMEM_WITH_DEBUG

#include <cohmem/debug.h>
#include <cohmem/fail.h>

void test_debug(void)
{
	const struct cohmem_fail fail = {.where = COHMEM_FAIL_ANY, .nth = 2};
	dma_addr_t dma;
	char *block, *other;

	check(cohmem_debug_set(COHMEM_DEBUG_ON) == 0, "debugging begins");
	block = dma_alloc_coherent(&engine, 100, &dma, GFP_KERNEL);
	block[100] = 1;
	dma_free_coherent(&engine, 100, block, dma);
	check(cohmem_debug_findings() == 1, "what is written behind a block is found");
	dma_free_coherent(&engine, 100, block, dma);
	check(cohmem_debug_findings() == 2, "and what is freed twice");
	cohmem_fail_set(&fail);
	block = dma_alloc_coherent(&engine, 100, &dma, __GFP_NOWARN);
	other = dma_alloc_coherent(&engine, 100, &dma, __GFP_NOWARN);
	check(block && !other && cohmem_fail_hits() == 1, "allocations fail on purpose");
	cohmem_fail_set(NULL);
	check(cohmem_debug_leaks(NULL) == 1, "a leak is reported");
	dma_free_coherent(&engine, 100, block, dma);
	cohmem_debug_set(COHMEM_DEBUG_OFF);
}

/* Repeatedly allocate as many blocks as the arena has room for according to docs/firmware.md. */
void test_many(void)
{
	enum {
		MOST = (COHMEM_ARENA_BYTES - 2048) / (sizeof(void *) > 4 ? 160 : 128)
	};
	static void *block[MOST];
	static dma_addr_t dma[MOST];
	unsigned long before = cohmem_debug_findings();

	cohmem_debug_set(COHMEM_DEBUG_ON);
	for (int round = 0; round < 4; round++) {
		for (int i = 0; i < MOST; i++)
			block[i] = dma_alloc_coherent(&engine, 64, &dma[i], GFP_KERNEL);
		for (int i = 0; i < MOST; i++)
			dma_free_coherent(&engine, 64, block[i], dma[i]);
	}
	check(MOST > 80 && cohmem_debug_findings() == before, "the arena has room for them all");
	dma_free_coherent(&engine, 64, block[0], dma[0]);
	check(cohmem_debug_findings() == before + 1, "and debugging goes on");
	cohmem_debug_set(COHMEM_DEBUG_OFF);
}

/* Areas with states in the arena: whatever the order of release, all that memory is returned. */
void test_arena(void)
{
	struct cohmem_area_desc low = describe_area(0, AREA_BYTES / 2);
	struct cohmem_area_desc high = describe_area(AREA_BYTES / 2, AREA_BYTES / 2);
	static struct device other;
	int err = 0;

	cohmem_device_init(&other, "other");
	for (int i = 0; i < 200 && !err; i++) {
		err = cohmem_declare_area(&engine, &low);
		if (!err)
			err = cohmem_declare_area(&other, &high);
		dma_release_declared_memory(i & 1 ? &engine : &other);
		dma_release_declared_memory(i & 1 ? &other : &engine);
	}
	check(err == 0, "states come from the arena and go back to it");
	check(cohmem_declare_area(&engine, &low) == 0 && cohmem_debug_set(COHMEM_DEBUG_ON) == 0,
	      "a state and debugging share the arena");
	cohmem_debug_set(COHMEM_DEBUG_OFF);
	dma_release_declared_memory(&engine);
}

#else

void test_debug(void)
{
}

void test_many(void)
{
}

void test_arena(void)
{
}

#endif
