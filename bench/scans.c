/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Two allocators with one bit per granule, under the same lock as cohmem: the kernel's way, which tests
 * each aligned position in turn, with a function for regions of any order (as Linux's
 * bitmap_find_free_region() does), and a flat scan, which tests a whole word at once.
 */
#include <cohmem/port.h>
#include <stdlib.h>

#include "bench.h"

#define WORD 64u

struct scan {
	struct cohmem_lock lock __attribute__((aligned(64)));
	uint32_t granules;
	uint64_t *used;
};

static void scan_destroy(void *self)
{
	struct scan *scan = self;

	free(scan->used);
	free(scan);
}

enum region_op {
	REGION_IS_FREE,
	REGION_TAKE,
	REGION_GIVE,
};

/* Like the kernel's __reg_op(), a separate function that tests, sets or clears a region of any order. */
__attribute__((noinline)) static bool region(uint64_t *used, uint32_t start, unsigned int order,
					     enum region_op op)
{
	uint32_t count = 1u << order, in_word = count < WORD ? count : WORD;
	uint32_t first = start / WORD, words = (count + WORD - 1) / WORD;
	uint64_t mask = ~0ULL >> (WORD - in_word) << (start % WORD);

	for (uint32_t w = first; w < first + words; w++) {
		if (op == REGION_TAKE)
			used[w] |= mask;
		else if (op == REGION_GIVE)
			used[w] &= ~mask;
		else if (used[w] & mask)
			return false;
	}
	return true;
}

static void *scan_create(const struct population *population, uintptr_t *handles)
{
	struct scan *scan = aligned_alloc(64, sizeof(*scan));

	if (!scan)
		return NULL;
	*scan = (struct scan){.granules = population->granules};
	scan->used = calloc(population->granules / WORD + 1, sizeof(*scan->used));
	if (!scan->used) {
		free(scan);
		return NULL;
	}
	for (size_t i = 0; i < population->count; i++) {
		const struct block *block = &population->blocks[i];

		region(scan->used, block->start, block->order, REGION_TAKE);
		handles[i] = block->start;
	}
	return scan;
}

static void scan_release(void *self, uintptr_t block, unsigned int order)
{
	struct scan *scan = self;
	unsigned long flags = cohmem_port->lock(&scan->lock);

	region(scan->used, (uint32_t)block, order, REGION_GIVE);
	cohmem_port->unlock(&scan->lock, flags);
}

static uintptr_t positions(const struct scan *scan, unsigned int order)
{
	for (uint64_t start = 0; start + (1u << order) <= scan->granules; start += 1u << order) {
		if (region(scan->used, (uint32_t)start, order, REGION_IS_FREE))
			return start;
	}
	return NO_BLOCK;
}

static uintptr_t words(const struct scan *scan, unsigned int order)
{
	static const uint64_t aligned[6] = {
		0xffffffffffffffff, 0x5555555555555555, 0x1111111111111111,
		0x0101010101010101, 0x0001000100010001, 0x0000000100000001,
	};

	if (order >= 6)
		return positions(scan, order);
	for (uint32_t w = 0; w < scan->granules / WORD; w++) {
		uint64_t free = ~scan->used[w];

		if (!free)
			continue;
		for (unsigned int k = 0; k < order; k++)
			free &= free >> (1u << k);
		free &= aligned[order];
		if (free)
			return w * WORD + (uint32_t)__builtin_ctzll(free);
	}
	return NO_BLOCK;
}

static uintptr_t take(struct scan *scan, unsigned int order,
		      uintptr_t (*find)(const struct scan *, unsigned int))
{
	unsigned long flags = cohmem_port->lock(&scan->lock);
	uintptr_t start = find(scan, order);

	if (start != NO_BLOCK)
		region(scan->used, (uint32_t)start, order, REGION_TAKE);
	cohmem_port->unlock(&scan->lock, flags);
	return start;
}

static uintptr_t kernel_alloc(void *self, unsigned int order)
{
	return take(self, order, positions);
}

static uintptr_t flat_alloc(void *self, unsigned int order)
{
	return take(self, order, words);
}

const struct contender bench_kernel = {"kernel's way", 26,           true,        scan_create,
				       kernel_alloc,   scan_release, scan_destroy};
const struct contender bench_flat = {"flat scan", 26,           true,        scan_create,
				     flat_alloc,  scan_release, scan_destroy};
