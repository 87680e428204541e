/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The end of a block: the next granule that is free or starts a block. */
#ifndef RUNS_BLOCK_END_H
#define RUNS_BLOCK_END_H

#include "state.h"

/* Returns true if a granule in one of sixteen words is free or starts a block. */
static inline bool stops_in(const uint64_t *free)
{
	const uint64_t *more = free + 8 * (size_t)BITS_STRIDE;

	return (BITS_EIGHT(free, |) | BITS_EIGHT(free + 1, |) | BITS_EIGHT(more, |) |
		BITS_EIGHT(more + 1, |)) != 0;
}

/* block_end() of a block that does not end in its first word. */
static inline uint32_t block_end_beyond(const struct cohmem_runs *runs, uint32_t start,
					uint32_t end)
{
	const ptrdiff_t round = 16 * (ptrdiff_t)BITS_STRIDE;
	const uint64_t *free = bits_word(runs_free(runs), start);
	const uint64_t *last = bits_word(runs_free(runs), end - 1);
	uint64_t stops = 0;

	while (!stops && free < last) {
		free += BITS_STRIDE;
		while (!BITS_SMALL && last - free >= round && !stops_in(free))
			free += round;
		stops = free[0] | free[1];
	}
	start = (uint32_t)((size_t)(free - runs_free(runs)) / BITS_STRIDE) * BITS_WORD;
	start += stops ? (uint32_t)__builtin_ctzll(stops) : BITS_WORD;
	return start < end ? start : end;
}

/* Returns the end of the block that contains @start. Beyond the first word, searches only up to @end. */
static inline uint32_t block_end(const struct cohmem_runs *runs, uint32_t start, uint32_t end)
{
	const uint64_t *free = bits_word(runs_free(runs), start);
	uint64_t stops = (free[0] | free[1]) & ~1ULL << (start % BITS_WORD);

	if (stops)
		return start / BITS_WORD * BITS_WORD + (uint32_t)__builtin_ctzll(stops);
	return block_end_beyond(runs, start, end);
}

#endif
