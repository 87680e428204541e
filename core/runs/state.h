/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The state behind include/cohmem/runs.h, private to this folder. */
#ifndef RUNS_STATE_H
#define RUNS_STATE_H

#include <cohmem/runs.h>

#include "bits.h"
#include "orders.h"

#define RUNS_MAGIC   0x6e757263u /* "crun" */
#define RUNS_HEIGHTS 5           /* 64^5 > COHMEM_RUNS_MAX_GRANULES */
#define RUNS_ORDERS  6           /* a height adds six orders: 64 children */

/*
 * A tree of nodes with 64 children each. The children of a node of height 0 are granules. A node of
 * height h has 6h + 1 words: bit c of word k is set if child c has a free, aligned run of
 * 2^k granules. So the last word is the bitmap of the children that are free as a whole, and
 * the only word of height 0 is the map of the free granules. A child that has a run of one order
 * has runs of all lower orders too, so its number of orders describes a node completely to its parent.
 *
 * The words of three maps alternate from the first word on, because a request needs them
 * together: free; a block starts here; free and known to be zero. So every third word is a node of
 * height 0. A node of height 1 has a cache line of its own if the state is aligned to a cache line.
 *
 * @used:	number of granules in blocks
 * @blocks:	number of allocated blocks
 * @high_water:	largest value that @used has had
 * @top:	height of the root
 * @node:	for each height, the index in @word of its first node
 */
struct cohmem_runs {
	uint32_t magic;
	uint32_t granules;
	uint32_t used;
	uint32_t blocks;
	uint32_t high_water;
	uint32_t top;
	uint32_t node[RUNS_HEIGHTS];
	uint32_t reserved[5];
	uint64_t word[];
};

/* Macros, so that a const state gives a const map; see bits.h. */
#define runs_free(runs)  ((runs)->word)
#define runs_heads(runs) ((runs)->word + 1)
#define runs_zeros(runs) ((runs)->word + 2)

/* Nodes of heights 1 to 4 are 8, 16, 32 and 64 words apart, those of height 0 BITS_STRIDE words. */
#define runs_node_above(runs, height, n) \
	((runs)->word + (runs)->node[height] + ((size_t)(n) << ((height) + 2)))
#define runs_node(runs, height, n) \
	((height) ? runs_node_above(runs, height, n) : (runs)->word + (size_t)(n)*BITS_STRIDE)

/* Returns the number of nodes of @height in an area of @granules. */
static inline uint32_t runs_nodes(uint32_t granules, unsigned int height)
{
	return (granules + (1u << RUNS_ORDERS * (height + 1)) - 1) >> RUNS_ORDERS * (height + 1);
}

static inline unsigned int order_of(uint32_t count)
{
	return count <= 1 ? 0 : 32 - (unsigned int)__builtin_clz(count - 1);
}

/* Fills in the layout, which depends only on the number of granules. Returns the number of words. */
uint32_t cohmem__runs_layout(struct cohmem_runs *runs, uint32_t granules);

#endif
