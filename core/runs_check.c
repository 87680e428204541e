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

static const char *check_header(const struct cohmem_runs *runs, size_t bytes)
{
	if (!runs || bytes < sizeof(*runs))
		return "runs: no room for a header";
	if (runs->magic != RUNS_MAGIC)
		return "runs: wrong magic number";
	if (cohmem_runs_bytes(runs->granules) == 0)
		return "runs: number of granules out of range";
	if (cohmem_runs_bytes(runs->granules) > bytes)
		return "runs: state is cut short";
	if (runs->words != (runs->granules + BITS_WORD - 1) / BITS_WORD)
		return "runs: number of words does not follow from the number of granules";
	return NULL;
}

static const char *check_maps(const struct cohmem_runs *runs)
{
	uint32_t end = runs->words * BITS_WORD;
	uint64_t before = 0; /* the used bit of the granule before this word */

	if (bits_find(runs_used(runs), runs->granules, end, false) != end)
		return "runs: a granule behind the area's end is free";
	for (uint32_t w = 0; w < runs->words; w++) {
		uint64_t used = runs_used(runs)[w], head = runs_heads(runs)[w];
		uint64_t inside = w == runs->granules / BITS_WORD
					  ? ~(~0ULL << (runs->granules % BITS_WORD))
					  : ~0ULL;

		if (head & ~(used & inside))
			return "runs: a block starts at a granule that is not in use";
		if (used & inside & ~(used << 1 | before) & ~head)
			return "runs: a granule is in use, but in no block";
		if (runs_zeros(runs)[w] & ~(~used & inside))
			return "runs: a granule in use is called zero";
		before = used >> 63;
	}
	return NULL;
}

const char *cohmem_runs_validate(const struct cohmem_runs *runs, size_t bytes)
{
	const char *broken = check_header(runs, bytes);

	if (!broken)
		broken = check_maps(runs);
	if (broken)
		return broken;
	if (count_bits(runs_used(runs), runs->words) !=
	    runs->used + (runs->words * BITS_WORD - runs->granules))
		return "runs: the count of granules in use is wrong";
	if (count_bits(runs_heads(runs), runs->words) != runs->blocks)
		return "runs: the count of blocks is wrong";
	if (runs->high_water < runs->used || runs->high_water > runs->granules)
		return "runs: the high-water mark is wrong";
	return NULL;
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
