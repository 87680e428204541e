/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The state behind include/cohmem/runs.h, for runs*.c only. */
#ifndef CORE_RUNS_STATE_H
#define CORE_RUNS_STATE_H

#include <cohmem/runs.h>

#include "bits.h"

#define RUNS_MAGIC   0x6e757263u /* "crun" */
#define RUNS_HEIGHTS 5           /* 64^5 > COHMEM_RUNS_MAX_GRANULES */
#define RUNS_ORDERS  6           /* a height adds six orders: 2^6 = 64 */

/*
 * A tree of nodes with 64 children each; a granule is a child of a node of height 0. A node of
 * height h has 6h + 1 words: bit c of word k says that child c has a free, aligned run of
 * 2^k granules. So the last word is the bitmap of the children that are free as a whole, and
 * the only word of height 0 is the map of the free granules. A child that has an order has all
 * lower ones too, so a node is told by one number, how many orders it has.
 *
 * @used:	granules in blocks
 * @blocks:	handed out
 * @high_water:	the largest @used that ever was
 * @top:	height of the root
 * @node:	for each height, where its nodes begin, in words
 * @words:	length of the map of the free granules; behind it lie, as long, "a block starts
 *		here" and "free and known to be zero"
 */
struct cohmem_runs {
	uint32_t magic;
	uint32_t granules;
	uint32_t used;
	uint32_t blocks;
	uint32_t high_water;
	uint32_t top;
	uint32_t node[RUNS_HEIGHTS];
	uint32_t words;
	uint32_t reserved[4];
	uint64_t word[];
};

/* Macros, so that a const state gives a const map. */
#define runs_free(runs)  ((runs)->word)
#define runs_heads(runs) ((runs)->word + (runs)->words)
#define runs_zeros(runs) ((runs)->word + (size_t)2 * (runs)->words)

#define runs_node(runs, height, n) \
	((runs)->word + (runs)->node[height] + (size_t)(n) * (RUNS_ORDERS * (height) + 1))

/* The number of nodes of @height above @granules. */
static inline uint32_t runs_nodes(uint32_t granules, unsigned int height)
{
	return (uint32_t)((granules + (1ULL << RUNS_ORDERS * (height + 1)) - 1) >>
			  RUNS_ORDERS * (height + 1));
}

/* The number of orders, from 0 on, of which @word has a free aligned run; 7 when all is free. */
static inline size_t orders_in(uint64_t word)
{
	/* A bit where 2, 4, 8 ones begin, aligned or not: less than a step by step search takes. */
	uint64_t two = word & word >> 1, four = two & two >> 2, eight = four & four >> 4;

	if (!(eight & 0x0101010101010101)) {
		if (!(two & 0x5555555555555555))
			return word != 0;
		return four & 0x1111111111111111 ? 3 : 2;
	}
	word = eight & eight >> 8;
	if (!(word & word >> 16 & 0x0000000100000001))
		return word & 0x0001000100010001 ? 5 : 4;
	word &= word >> 16;
	return word & word >> 32 & 1 ? 7 : 6;
}

/* Fills in the layout, which follows from the number of granules alone; returns its words. */
uint32_t cohmem_runs_layout(struct cohmem_runs *runs, uint32_t granules);

#endif
