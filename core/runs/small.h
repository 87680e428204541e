/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Replacements for parts of runs.c that need less code and stack, but more time: for COHMEM_FOR_SIZE. The
 * results are the same.
 *
 * Bound: an operation accesses each word of the maps that the block touches, and all words of
 * each node above them, whatever the area's state.
 */
#ifndef RUNS_SMALL_H
#define RUNS_SMALL_H

#include "../base/compiler.h"
#include "state.h"

/* Returns the number of orders that node @n of @height has. */
static inline size_t small_orders(const struct cohmem_runs *runs, unsigned int height, uint32_t n)
{
	const size_t last = RUNS_ORDERS * height;
	const uint64_t *words = runs_node(runs, height, n);
	size_t orders = 0;

	if (words[last])
		return last + orders_in_small(words[last]);
	while (words[orders])
		orders++;
	return orders;
}

/* The nodes above granule @granule may have changed: updates the bits of each one in its parent. */
static NOINLINE_FOR_SIZE void small_climb(struct cohmem_runs *runs, uint32_t granule)
{
	uint32_t n = granule / BITS_WORD;

	for (unsigned int height = 0; height < runs->top;) {
		const size_t orders = small_orders(runs, height, n);
		const uint64_t bit = 1ULL << (n % BITS_WORD);
		uint64_t *words;

		n /= BITS_WORD;
		height++;
		words = runs_node_above(runs, height, n);
		for (size_t k = 0; k <= RUNS_ORDERS * height; k++) {
			words[k] |= bit;
			if (k >= orders)
				words[k] ^= bit;
		}
	}
}

/* Flips the children of a node that are in @mask: each is free as a whole or has no free granule. */
static NOINLINE_FOR_SIZE void small_flip(struct cohmem_runs *runs, unsigned int height, uint32_t n,
					 uint64_t mask)
{
	uint64_t *words = runs_node(runs, height, n);

	for (size_t k = 0; k <= RUNS_ORDERS * height; k++)
		words[k] ^= mask;
}

/*
 * Flips granules @from to @last, and at each height all nodes that contain some of them. The first and the last
 * node of a height might change only in part: small_set_free() corrects that. The other two maps do not change.
 */
static NOINLINE_FOR_SIZE void small_flip_all(struct cohmem_runs *runs, uint32_t from, uint32_t last)
{
	for (unsigned int height = 0;; height++) {
		const uint32_t end = last + 1;

		for (uint32_t n = from / BITS_WORD; n <= last / BITS_WORD; n++)
			small_flip(runs, height, n, bits_mask(from, end, n));
		from /= BITS_WORD;
		last /= BITS_WORD;
		if (from == last)
			return;
	}
}

/* Flips granules [@from, @to), which are all free or all in use, at all heights. Returns 0. */
static NOINLINE_FOR_SIZE int small_set_free(struct cohmem_runs *runs, uint32_t from, uint32_t to)
{
	small_flip_all(runs, from, to - 1);
	/* This also corrects the first and the last nodes, if they did not change as a whole. */
	small_climb(runs, from);
	small_climb(runs, to - 1);
	return 0;
}

/* Fills in @run's dirty range, and marks all its granules as not known to be zero. */
static NOINLINE_FOR_SIZE void small_take_zeros(struct cohmem_runs *runs, struct cohmem_run *run)
{
	uint32_t start = run->start, end = start + run->count;

	run->dirty_from = run->dirty_to = end;
	for (uint32_t w = start / BITS_WORD; w <= (end - 1) / BITS_WORD; w++) {
		uint64_t *zeros = &runs_zeros(runs)[w * BITS_STRIDE];
		const uint64_t mask = bits_mask(start, end, w), dirty = ~*zeros & mask;

		*zeros &= ~mask;
		if (!dirty)
			continue;
		if (run->dirty_from == end)
			run->dirty_from = w * BITS_WORD + (uint32_t)__builtin_ctzll(dirty);
		run->dirty_to = (w + 1) * BITS_WORD - (uint32_t)__builtin_clzll(dirty);
	}
}

#endif
