/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The state behind include/cohmem/runs.h, for runs*.c only. */
#ifndef CORE_RUNS_STATE_H
#define CORE_RUNS_STATE_H

#include <cohmem/runs.h>

#include "bits.h"

#define RUNS_MAGIC  0x6e757263u /* "crun" */
#define RUNS_LEVELS 5           /* 64^5 > COHMEM_RUNS_MAX_GRANULES */
#define RUNS_ORDERS 6           /* a level serves six orders: 2^6 = 64 */

/*
 * Level j is a bitmap of the free, aligned runs of 64^j granules (level 0: of the free granules; a bit
 * of level j + 1 is a word of level j that is all ones), and serves the orders 6j .. 6j+5.
 *
 * For each of these orders k a tree says which words of the bitmap have a run of 2^k bits: a bit per
 * word, above that a bit per word that is not 0, and so on up to one word. The trees lie behind each
 * other, each from its top down, so that a search runs forward.
 *
 * @map:	the bitmap, in words from the state's words on
 * @words:	its length
 * @trees:	the first tree, likewise
 * @tree_words:	length of a tree
 * @depth:	levels of a tree
 */
struct runs_level {
	uint32_t map;
	uint32_t words;
	uint32_t trees;
	uint32_t tree_words;
	uint32_t depth;
};

/* Words: the free map, then as long as that "a block starts here" and "free and known zero". */
struct cohmem_runs {
	uint32_t magic;
	uint32_t granules;
	uint32_t used;
	uint32_t blocks;
	uint32_t high_water;
	uint32_t levels;
	struct runs_level level[RUNS_LEVELS];
	uint32_t reserved;
	uint64_t word[];
};

/* Macros, so that a const state gives a const map. */
#define runs_free(runs)  ((runs)->word)
#define runs_heads(runs) ((runs)->word + (runs)->level[0].words)
#define runs_zeros(runs) ((runs)->word + (size_t)2 * (runs)->level[0].words)

/* How many words of level @i of a tree (1 is the lowest) over a bitmap of @words words. */
static inline uint32_t tree_level_words(uint32_t words, uint32_t i)
{
	return (words + (1u << 6 * i) - 1) >> 6 * i;
}

/* The number of orders, from 0 on, of which @word has a free aligned run. */
static inline unsigned int orders_in(uint64_t word)
{
	if (!word)
		return 0;
	if (!(word &= word >> 1 & 0x5555555555555555))
		return 1;
	if (!(word &= word >> 2 & 0x1111111111111111))
		return 2;
	if (!(word &= word >> 4 & 0x0101010101010101))
		return 3;
	if (!(word &= word >> 8 & 0x0001000100010001))
		return 4;
	return word & word >> 16 & 0x0000000100000001 ? 6 : 5;
}

/* Fills in the layout, which follows from the number of granules alone. */
void cohmem_runs_layout(struct cohmem_runs *runs, uint32_t granules);

#endif
