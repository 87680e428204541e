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

/* Words [@word, @end) all become @value: eight at a time, which compilers make vectors of. */
static inline void words_fill(uint64_t *word, const uint64_t *end, uint64_t value)
{
	for (; end - word >= 8; word += 8) {
		word[0] = value, word[1] = value, word[2] = value, word[3] = value;
		word[4] = value, word[5] = value, word[6] = value, word[7] = value;
	}
	while (word < end)
		*word++ = value;
}

static inline void bits_fill(uint64_t *map, uint32_t from, uint32_t to, bool value)
{
	uint32_t first = from / BITS_WORD, last = to / BITS_WORD;

	if (from % BITS_WORD || first == last) {
		uint64_t mask = bits_mask(from, to, first);

		map[first] = value ? map[first] | mask : map[first] & ~mask;
		if (first++ == last)
			return;
	}
	words_fill(map + first, map + last, value ? ~0ULL : 0);
	if (to % BITS_WORD) {
		uint64_t mask = bits_mask(0, to, last);

		map[last] = value ? map[last] | mask : map[last] & ~mask;
	}
}

/* The first word that is not @value, or @end; looks at sixteen at a time. */
static inline const uint64_t *words_find(const uint64_t *w, const uint64_t *end, uint64_t value)
{
	if (value)
		while (end - w >= 16 &&
		       (w[0] & w[1] & w[2] & w[3] & w[4] & w[5] & w[6] & w[7] & w[8] & w[9] &
			w[10] & w[11] & w[12] & w[13] & w[14] & w[15]) == value)
			w += 16;
	else
		while (end - w >= 16 &&
		       (w[0] | w[1] | w[2] | w[3] | w[4] | w[5] | w[6] | w[7] | w[8] | w[9] |
			w[10] | w[11] | w[12] | w[13] | w[14] | w[15]) == value)
			w += 16;
	while (w < end && *w == value)
		w++;
	return w;
}

/* The first bit that is @value, or @to. */
static inline uint32_t bits_find(const uint64_t *map, uint32_t from, uint32_t to, bool value)
{
	const uint64_t other = value ? 0 : ~0ULL;
	const uint64_t *w = map + from / BITS_WORD, *last = map + to / BITS_WORD;
	uint64_t hits = 0;

	if (from >= to)
		return to;
	if (from % BITS_WORD) {
		hits = (*w ^ other) & ~0ULL << (from % BITS_WORD);
		w += !hits;
	}
	if (!hits && w < last)
		w = words_find(w, last, other);
	if (!hits && w < last + (to % BITS_WORD != 0))
		hits = *w ^ other;
	from = (uint32_t)(w - map) * BITS_WORD + (hits ? (uint32_t)__builtin_ctzll(hits) : 0);
	return hits && from < to ? from : to;
}

/* One past the last bit that is @value, or @from. */
static inline uint32_t bits_find_last(const uint64_t *map, uint32_t from, uint32_t to, bool value)
{
	const uint64_t other = value ? 0 : ~0ULL;
	uint32_t w = (to - 1) / BITS_WORD, first = from / BITS_WORD, bit;
	uint64_t hits;

	if (from >= to)
		return from;
	hits = (map[w] ^ other) & bits_mask(0, to, w);
	while (!hits && w > first) {
		w--;
		hits = map[w] ^ other;
	}
	bit = hits ? (w + 1) * BITS_WORD - (uint32_t)__builtin_clzll(hits) : from;
	return bit > from ? bit : from;
}

#endif
