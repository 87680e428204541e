/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The free-run allocator: include/cohmem/runs.h is its manual.
 *
 * Algorithm: a flat bitmap, scanned from the left a word at a time. For orders below 6 the free
 * runs in a word are found by shifting the word onto itself; from 6 on, runs are whole words.
 * Bound: an allocation reads at most granules / 64 words, a release 2^order / 64 + 2.
 */
#include "runs_state.h"

_Static_assert(sizeof(struct cohmem_runs) + 3 * sizeof(uint64_t) == COHMEM_RUNS_BYTES(1),
	       "COHMEM_RUNS_BYTES() must follow the state's layout");

unsigned int cohmem_runs_order(uint32_t count)
{
	return count <= 1 ? 0 : 32 - (unsigned int)__builtin_clz(count - 1);
}

size_t cohmem_runs_bytes(uint32_t granules)
{
	if (granules == 0 || granules > COHMEM_RUNS_MAX_GRANULES)
		return 0;
	return COHMEM_RUNS_BYTES(granules);
}

int cohmem_runs_init(struct cohmem_runs *runs, size_t bytes, uint32_t granules, bool zero)
{
	if (!runs || (uintptr_t)runs % sizeof(uint64_t) || cohmem_runs_bytes(granules) == 0)
		return -EINVAL;
	if (bytes < cohmem_runs_bytes(granules))
		return -ENOMEM;

	*runs = (struct cohmem_runs){
		.magic = RUNS_MAGIC,
		.granules = granules,
		.words = (granules + BITS_WORD - 1) / BITS_WORD,
	};
	bits_fill(runs->map, 0, 3 * runs->words * BITS_WORD, false);
	bits_fill(runs_used(runs), granules, runs->words * BITS_WORD, true);
	bits_fill(runs_zeros(runs), 0, granules, zero);
	return 0;
}

/* A bit at each aligned place where 2^order free granules begin; order < 6. */
static uint64_t starts_in_word(uint64_t free, unsigned int order)
{
	static const uint64_t aligned[] = {
		0xffffffffffffffff, 0x5555555555555555, 0x1111111111111111,
		0x0101010101010101, 0x0001000100010001, 0x0000000100000001,
	};

	for (unsigned int k = 0; k < order; k++)
		free &= free >> (1u << k);
	return free & aligned[order];
}

static uint32_t find_small(const struct cohmem_runs *runs, unsigned int order)
{
	const uint64_t *used = runs_used(runs);

	for (uint32_t w = 0; w < runs->words; w++) {
		uint64_t starts = starts_in_word(~used[w], order);

		if (starts)
			return w * BITS_WORD + (uint32_t)__builtin_ctzll(starts);
	}
	return runs->granules;
}

static uint32_t find_large(const struct cohmem_runs *runs, uint32_t count)
{
	for (uint32_t at = 0; at + count <= runs->granules; at += count) {
		if (bits_find(runs_used(runs), at, at + count, true) == at + count)
			return at;
	}
	return runs->granules;
}

static void hand_out(struct cohmem_runs *runs, uint32_t start, uint32_t count)
{
	bits_fill(runs_used(runs), start, start + count, true);
	bits_fill(runs_heads(runs), start, start + 1, true);
	bits_fill(runs_zeros(runs), start, start + count, false);
	runs->blocks++;
	runs->used += count;
	if (runs->high_water < runs->used)
		runs->high_water = runs->used;
}

int cohmem_runs_alloc(struct cohmem_runs *runs, uint32_t count, uint32_t limit,
		      struct cohmem_run *run)
{
	unsigned int order = cohmem_runs_order(count);
	uint32_t start, end;

	if (count == 0)
		return -EINVAL;
	if (order > COHMEM_RUNS_MAX_ORDER)
		return -ENOMEM;

	/* The lowest run also ends lowest: if it passes the limit, every other does. */
	start = order < 6 ? find_small(runs, order) : find_large(runs, 1u << order);
	if (start == runs->granules || start + (1u << order) > limit)
		return -ENOMEM;

	end = start + count;
	*run = (struct cohmem_run){
		.start = start,
		.count = count,
		.dirty_from = bits_find(runs_zeros(runs), start, end, false),
		.dirty_to = bits_find_last(runs_zeros(runs), start, end, false),
		.used = true,
	};
	if (run->dirty_from == end)
		run->dirty_to = end;
	hand_out(runs, start, count);
	return 0;
}

int cohmem_runs_take(struct cohmem_runs *runs, uint32_t start, uint32_t count)
{
	if (count == 0)
		return -EINVAL;
	if (start >= runs->granules || count > runs->granules - start)
		return -ERANGE;
	if (bits_find(runs_used(runs), start, start + count, true) != start + count)
		return -EBUSY;

	hand_out(runs, start, count);
	return 0;
}

/* How far the block reaches that @start lies in, looking no further than @end. */
static uint32_t block_end(const struct cohmem_runs *runs, uint32_t start, uint32_t end)
{
	end = bits_find(runs_used(runs), start + 1, end, false);
	return bits_find(runs_heads(runs), start + 1, end, true);
}

int cohmem_runs_release(struct cohmem_runs *runs, uint32_t start, unsigned int order)
{
	uint32_t end;

	if (start >= runs->granules)
		return -ERANGE;
	if (!bits_test(runs_used(runs), start))
		return -ENOENT;
	if (!bits_test(runs_heads(runs), start))
		return -EFAULT;
	if (order > COHMEM_RUNS_MAX_ORDER)
		return -EINVAL;

	/* One granule more than the order allows is enough to see that the block is longer. */
	end = runs->granules - start > 1u << order ? start + (1u << order) + 1 : runs->granules;
	end = block_end(runs, start, end);
	if (cohmem_runs_order(end - start) != order)
		return -EINVAL;

	bits_fill(runs_used(runs), start, end, false);
	bits_fill(runs_heads(runs), start, start + 1, false);
	runs->blocks--;
	runs->used -= end - start;
	return 0;
}

bool cohmem_runs_next(const struct cohmem_runs *runs, uint32_t from, struct cohmem_run *run)
{
	const uint64_t *used = runs_used(runs);
	uint32_t end;

	if (from >= runs->granules)
		return false;
	if (bits_test(used, from))
		end = block_end(runs, from, runs->granules);
	else
		end = bits_find(used, from, runs->granules, true);

	*run = (struct cohmem_run){
		.start = from,
		.count = end - from,
		.dirty_from = from,
		.dirty_to = end,
		.used = bits_test(used, from),
	};
	return true;
}

uint32_t cohmem_runs_used(const struct cohmem_runs *runs)
{
	return runs->used;
}
