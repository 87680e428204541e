/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The invariants of a runs state, as code; its figures; what a refusal means. */
#include "runs_state.h"

const char *cohmem_runs_refusal(int err)
{
	switch (err) {
	case -ENOENT:
		return "it is free: released before, or never handed out";
	case -EFAULT:
		return "it lies inside a block";
	case -EINVAL:
		return "the block has another size";
	default:
		return "it is in no area";
	}
}

static uint32_t count_bits(const uint64_t *map, uint32_t words)
{
	uint32_t count = 0;

	for (uint32_t w = 0; w < words; w++)
		count += (uint32_t)__builtin_popcountll(map[w]);
	return count;
}

static bool same_level(const struct runs_level *a, const struct runs_level *b)
{
	return a->map == b->map && a->words == b->words && a->trees == b->trees &&
	       a->tree_words == b->tree_words && a->depth == b->depth;
}

static const char *check_header(const struct cohmem_runs *runs, size_t bytes)
{
	struct cohmem_runs right;
	bool same;

	if (!runs || bytes < sizeof(*runs))
		return "runs: no room for a header";
	if (runs->magic != RUNS_MAGIC)
		return "runs: wrong magic number";
	if (cohmem_runs_bytes(runs->granules) == 0)
		return "runs: number of granules out of range";
	if (cohmem_runs_bytes(runs->granules) > bytes)
		return "runs: state is cut short";
	cohmem_runs_layout(&right, runs->granules);
	same = runs->levels == right.levels;
	for (uint32_t j = 0; j < RUNS_LEVELS; j++)
		same = same && same_level(&runs->level[j], &right.level[j]);
	return same ? NULL : "runs: the layout does not follow from the number of granules";
}

/* The bits of word @w of a bitmap of @bits bits. */
static uint64_t inside(uint32_t bits, uint32_t w)
{
	return w == bits / BITS_WORD ? ~(~0ULL << (bits % BITS_WORD)) : ~0ULL;
}

static const char *check_maps(const struct cohmem_runs *runs)
{
	uint64_t before = 0; /* whether the granule before this word is in use */

	for (uint32_t w = 0; w < runs->level[0].words; w++) {
		uint64_t free = runs_free(runs)[w], head = runs_heads(runs)[w];
		uint64_t used = ~free & inside(runs->granules, w);

		if (free & ~inside(runs->granules, w))
			return "runs: a granule behind the area's end is free";
		if (head & ~used)
			return "runs: a block starts at a granule that is not in use";
		if (used & ~(used << 1 | before) & ~head)
			return "runs: a granule is in use, but in no block";
		if (runs_zeros(runs)[w] & ~free)
			return "runs: a granule in use is called zero";
		before = used >> 63;
	}
	return NULL;
}

/* The lowest level of a tree against the bitmap, the others against the one below. */
static const char *check_tree(const struct cohmem_runs *runs, const struct runs_level *level,
			      unsigned int k)
{
	const uint64_t *below = runs->word + level->map;
	const uint64_t *words = runs->word + level->trees + (size_t)(k + 1) * level->tree_words;
	uint32_t bits = level->words;

	for (uint32_t i = 1; i <= level->depth; i++) {
		uint32_t count = tree_level_words(level->words, i);

		words -= count;
		for (uint32_t b = 0; b < count * BITS_WORD; b++) {
			bool want = b < bits && (i == 1 ? orders_in(below[b]) > k : below[b] != 0);

			if (bits_test(words, b) != want)
				return "runs: a summary does not follow from what it sums up";
		}
		below = words;
		bits = count;
	}
	return NULL;
}

static const char *check_level(const struct cohmem_runs *runs, uint32_t j)
{
	const struct runs_level *level = &runs->level[j];
	const uint64_t *map = runs->word + level->map;
	const char *broken = NULL;

	for (unsigned int k = 0; k < RUNS_ORDERS && !broken; k++)
		broken = check_tree(runs, level, k);
	for (uint32_t w = 0; j + 1 < runs->levels && w < level->words; w++) {
		const uint64_t *next = runs->word + runs->level[j + 1].map;
		bool bit = w < runs->level[j + 1].words * BITS_WORD && bits_test(next, w);

		if (bit != (map[w] == ~0ULL))
			return "runs: a level does not follow from the one below";
	}
	return broken;
}

static const char *check_counts(const struct cohmem_runs *runs)
{
	uint32_t words = runs->level[0].words;

	if (runs->granules - count_bits(runs_free(runs), words) != runs->used)
		return "runs: the count of granules in use is wrong";
	if (count_bits(runs_heads(runs), words) != runs->blocks)
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
	for (uint32_t j = 0; !broken && j < runs->levels; j++)
		broken = check_level(runs, j);
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
