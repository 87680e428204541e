/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Ranges [from, to) of bits in an array of 64-bit words, a word at a time. */
#ifndef CORE_BITS_H
#define CORE_BITS_H

#include <stdbool.h>
#include <stdint.h>

#define BITS_WORD 64u

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

static inline bool bits_test(const uint64_t *map, uint32_t bit)
{
	return map[bit / BITS_WORD] >> (bit % BITS_WORD) & 1;
}

static inline void bits_fill(uint64_t *map, uint32_t from, uint32_t to, bool value)
{
	for (uint32_t w = from / BITS_WORD; w * BITS_WORD < to; w++) {
		uint64_t mask = bits_mask(from, to, w);

		map[w] = value ? map[w] | mask : map[w] & ~mask;
	}
}

/* The first bit that is @value, or @to. */
static inline uint32_t bits_find(const uint64_t *map, uint32_t from, uint32_t to, bool value)
{
	for (uint32_t w = from / BITS_WORD; w * BITS_WORD < to; w++) {
		uint64_t hits = (value ? map[w] : ~map[w]) & bits_mask(from, to, w);

		if (hits)
			return w * BITS_WORD + (uint32_t)__builtin_ctzll(hits);
	}
	return to;
}

/* One past the last bit that is @value, or @from. */
static inline uint32_t bits_find_last(const uint64_t *map, uint32_t from, uint32_t to, bool value)
{
	for (uint32_t w = (to + BITS_WORD - 1) / BITS_WORD; w-- > from / BITS_WORD;) {
		uint64_t hits = (value ? map[w] : ~map[w]) & bits_mask(from, to, w);

		if (hits)
			return w * BITS_WORD + BITS_WORD - (uint32_t)__builtin_clzll(hits);
	}
	return from;
}

#endif
