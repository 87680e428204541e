/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Checks of a state's invariants, its usage figures, and the texts that explain refused frees. */
#include "state.h"

const char *cohmem_runs_refusal(int err)
{
	switch (err) {
	case -ENOENT:
		return "it is free: freed before, or never allocated";
	case -EFAULT:
		return "it lies inside a block";
	case -EINVAL:
		return "the size does not match the block";
	default:
		return "it is in no area";
	}
}

static uint32_t count_bits(const uint64_t *map, uint32_t bits)
{
	uint32_t count = 0;

	for (uint32_t bit = 0; bit < bits; bit += BITS_WORD)
		count += (uint32_t)__builtin_popcountll(*bits_word(map, bit));
	return count;
}

static const char *check_header(const struct cohmem_runs *runs, size_t bytes)
{
	struct cohmem_runs right;
	bool same;

	if (!runs || bytes < sizeof(*runs))
		return "runs: the state is smaller than its header";
	if (runs->magic != RUNS_MAGIC)
		return "runs: wrong magic number";
	if (cohmem_runs_bytes(runs->granules) == 0)
		return "runs: number of granules out of range";
	if (cohmem_runs_bytes(runs->granules) > bytes)
		return "runs: state is cut short";
	cohmem__runs_layout(&right, runs->granules);
	same = runs->top == right.top;
	for (unsigned int h = 0; h < RUNS_HEIGHTS; h++)
		same = same && runs->node[h] == right.node[h];
	return same ? NULL : "runs: the layout does not match the number of granules";
}

/* Returns a mask of the bits of word @w that lie inside a bitmap of @bits bits. */
static uint64_t inside(uint32_t bits, uint32_t w)
{
	return w == bits / BITS_WORD ? ~(~0ULL << (bits % BITS_WORD)) : ~0ULL;
}

static const char *check_maps(const struct cohmem_runs *runs)
{
	uint64_t before = 0; /* 1: the granule before this word is in use */

	for (uint32_t w = 0; w * BITS_WORD < runs->granules; w++) {
		const uint64_t *maps = runs_node(runs, 0, w);
		uint64_t free = maps[0], head = maps[1];
		uint64_t used = ~free & inside(runs->granules, w);

		if (free & ~inside(runs->granules, w))
			return "runs: a granule beyond the area's end is free";
		if (head & ~used)
			return "runs: a block starts at a granule that is not in use";
		if (used & ~(used << 1 | before) & ~head)
			return "runs: a granule is in use, but in no block";
		if (maps[2] & ~free)
			return "runs: a granule in use is marked as zeroed";
		before = used >> 63;
	}
	return NULL;
}

/* The number of orders that a node has. */
static size_t node_orders(const struct cohmem_runs *runs, unsigned int height, uint32_t n)
{
	const uint64_t *words = runs_node(runs, height, n);
	size_t k = RUNS_ORDERS * height;

	if (words[k])
		return k + orders_in(words[k]);
	while (k && !words[k - 1])
		k--;
	return k;
}

/* Compares the nodes of height @below + 1 with their children. */
static const char *check_nodes(const struct cohmem_runs *runs, unsigned int below)
{
	uint32_t children = runs_nodes(runs->granules, below);

	for (uint32_t c = 0; c < runs_nodes(runs->granules, below + 1) * BITS_WORD; c++) {
		const uint64_t *words = runs_node(runs, below + 1, c / BITS_WORD);
		size_t has = c < children ? node_orders(runs, below, c) : 0;

		for (size_t k = 0; k <= RUNS_ORDERS * (below + 1); k++) {
			if ((words[k] >> (c % BITS_WORD) & 1) != (k < has))
				return "runs: a summary does not match its children";
		}
	}
	return NULL;
}

static const char *check_counts(const struct cohmem_runs *runs)
{
	if (runs->granules - count_bits(runs_free(runs), runs->granules) != runs->used)
		return "runs: the count of granules in use is wrong";
	if (count_bits(runs_heads(runs), runs->granules) != runs->blocks)
		return "runs: the count of blocks is wrong";
	if (runs->high_water < runs->used || runs->high_water > runs->granules)
		return "runs: the high-water mark is wrong";
	return NULL;
}

const char *cohmem_runs_validate(const struct cohmem_runs *runs, size_t bytes)
{
	const char *broken = check_header(runs, bytes);

	if (!broken)
		broken = check_maps(runs);
	for (unsigned int h = 0; !broken && h < runs->top; h++)
		broken = check_nodes(runs, h);
	return broken ? broken : check_counts(runs);
}

void cohmem_runs_get_info(const struct cohmem_runs *runs, struct cohmem_runs_info *info)
{
	struct cohmem_run run;

	*info = (struct cohmem_runs_info){
		.granules = runs->granules,
		.used = runs->used,
		.blocks = runs->blocks,
		.high_water = runs->high_water,
	};
	for (uint32_t at = 0; cohmem_runs_next(runs, at, &run); at += run.count) {
		if (!run.used && run.count > info->largest_free)
			info->largest_free = run.count;
	}
}
