/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Ranges [from, to) of bits in a map of 64-bit words, a word at a time. The words of a map are
 * BITS_STRIDE words apart, so that the words of several maps that are used together are adjacent.
 */
#ifndef RUNS_BITS_H
#define RUNS_BITS_H

#include <cohmem/config.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With COHMEM_FOR_SIZE the loops below are not unrolled, and code that only saves time is left out. */
#define BITS_SMALL COHMEM_FOR_SIZE

#define BITS_WORD   64u
#define BITS_STRIDE 3u

/* The word of bit @bit. */
#define bits_word(map, bit) ((map) + (size_t)((bit) / BITS_WORD) * BITS_STRIDE)

/* The bits of word @w that lie in [from, to); @w must touch the range. */
static inline uint64_t bits_mask(uint32_t from, uint32_t to, uint32_t w)
{
	uint64_t mask = ~0ULL;

	if (w == from / BITS_WORD)
		mask <<= from % BITS_WORD;
	if (w == to / BITS_WORD)
		mask &= ~(~0ULL << (to % BITS_WORD));
	return mask;
}

/* @count ones from bit @start on, in one word; @count is 1 to 64. */
static inline uint64_t bits_ones(unsigned int start, unsigned int count)
{
	return ~0ULL >> (BITS_WORD - count) << start;
}

static inline bool bits_test(const uint64_t *map, uint32_t bit)
{
	return *bits_word(map, bit) >> (bit % BITS_WORD) & 1;
}

/* Sets every @stride-th word of [@w, @end) to @value, sixteen per iteration. */
static inline void words_fill(uint64_t *w, const uint64_t *end, size_t stride, uint64_t value)
{
	const size_t round = 16 * stride;

	for (; end - w >= (ptrdiff_t)round; w += round) {
		w[0] = value, w[stride] = value, w[2 * stride] = value, w[3 * stride] = value;
		w[4 * stride] = value, w[5 * stride] = value, w[6 * stride] = value;
		w[7 * stride] = value, w[8 * stride] = value, w[9 * stride] = value;
		w[10 * stride] = value, w[11 * stride] = value, w[12 * stride] = value;
		w[13 * stride] = value, w[14 * stride] = value, w[15 * stride] = value;
	}
	for (; w < end; w += stride)
		*w = value;
}

/* Clears the bits of [@from, @to) that lie in word @w of a map. */
static inline void bits_clear_word(uint64_t *map, uint32_t from, uint32_t to, uint32_t w)
{
	map[(size_t)w * BITS_STRIDE] &= ~bits_mask(from, to, w);
}

/* Combines eight words of a map with @op, which is & or |. */
#define BITS_EIGHT(w, op)                                                               \
	((w)[0] op(w)[BITS_STRIDE] op(w)[2 * BITS_STRIDE] op(w)[3 * BITS_STRIDE] op(    \
		w)[4 * BITS_STRIDE] op(w)[5 * BITS_STRIDE] op(w)[6 *                    \
								 BITS_STRIDE] op(w)[7 * \
										    BITS_STRIDE])

/* The first word of [@w, @end) that has a 0, or @end. Reads sixteen words per iteration. */
static inline const uint64_t *words_find_zero(const uint64_t *w, const uint64_t *end)
{
	const ptrdiff_t eight = 8 * (ptrdiff_t)BITS_STRIDE;

	while (!BITS_SMALL && end - w >= 2 * eight &&
	       (BITS_EIGHT(w, &) & BITS_EIGHT(w + eight, &)) == ~0ULL)
		w += 2 * eight;
	while (w < end && *w == ~0ULL)
		w += BITS_STRIDE;
	return w;
}

/* The first bit of [@from, @to) that is 0, or @to. */
static inline uint32_t bits_find_zero(const uint64_t *map, uint32_t from, uint32_t to)
{
	const uint64_t *w = bits_word(map, from), *last = bits_word(map, to - 1);
	uint64_t hits;

	if (from >= to)
		return to;
	if (from % BITS_WORD == 0)
		w = words_find_zero(w, bits_word(map, to));
	if (w > last)
		return to;
	hits = ~*w & ~0ULL << (from % BITS_WORD);
	if (!hits && w < last) {
		w = words_find_zero(w + BITS_STRIDE, last);
		hits = ~*w;
	}
	from = (uint32_t)((size_t)(w - map) / BITS_STRIDE) * BITS_WORD;
	from += hits ? (uint32_t)__builtin_ctzll(hits) : BITS_WORD;
	return from < to ? from : to;
}

/* One past the last word of [@first, @w) that has a 0, or @first. */
static inline const uint64_t *words_find_last_zero(const uint64_t *first, const uint64_t *w)
{
	const ptrdiff_t eight = 8 * (ptrdiff_t)BITS_STRIDE;
	const uint64_t *v;

	for (size_t rounds = (size_t)(w - first) / (2 * (size_t)eight); rounds; rounds--, w = v) {
		v = w - 2 * eight;
		if ((BITS_EIGHT(v, &) & BITS_EIGHT(v + eight, &)) != ~0ULL)
			break;
	}
	if (w - first >= eight && BITS_EIGHT(w - eight, &) == ~0ULL)
		w -= eight;
	while (w > first && *(w - BITS_STRIDE) == ~0ULL)
		w -= BITS_STRIDE;
	return w;
}

/* One past the last bit of [@from, @to) that is 0; there must be one. */
static inline uint32_t bits_find_last_zero(const uint64_t *map, uint32_t from, uint32_t to)
{
	const uint64_t *w = bits_word(map, to);
	uint64_t hits = 0;

	if (to % BITS_WORD)
		hits = ~*w & ~(~0ULL << (to % BITS_WORD));
	if (hits) {
		w += BITS_STRIDE;
	} else {
		w = words_find_last_zero(bits_word(map, from), w);
		hits = ~*(w - BITS_STRIDE);
	}
	to = (uint32_t)((size_t)(w - map) / BITS_STRIDE) * BITS_WORD;
	return to - (uint32_t)__builtin_clzll(hits);
}

#endif
