/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "pool_model.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_GRANULES 1024u

bool area_create(struct area *area, uint32_t granules, unsigned int granule_shift, bool exact)
{
	size_t bytes;

	*area = (struct area){.granule_shift = granule_shift,
			      .exact = exact,
			      .grows = granules == 0,
			      .granules = granules ? granules : FIRST_GRANULES};
	bytes = cohmem_runs_bytes(area->granules);
	area->runs = bytes ? malloc(bytes) : NULL;
	return area->runs && cohmem_runs_init(area->runs, bytes, area->granules, true) == 0;
}

/* Granules that are asked for; 0: none, or more than any area has. */
static uint32_t count_of(const struct area *area, uint64_t size)
{
	uint64_t count = size ? ((size - 1) >> area->granule_shift) + 1 : 0;

	return count <= COHMEM_RUNS_MAX_GRANULES ? (uint32_t)count : 0;
}

uint32_t area_block(const struct area *area, uint64_t size)
{
	uint32_t count = count_of(area, size);

	if (count == 0 || area->exact)
		return count;
	return 1u << cohmem_runs_order(count);
}

/* At least @granules, and what is in it stays where it is. */
static bool pool_model_grow(struct area *area, uint64_t granules)
{
	uint64_t most = area->granules;
	struct cohmem_run run = {0};
	struct cohmem_runs *larger;
	size_t bytes;

	while (most < granules)
		most *= 2;
	if (most > COHMEM_RUNS_MAX_GRANULES && area->granules < COHMEM_RUNS_MAX_GRANULES)
		most = COHMEM_RUNS_MAX_GRANULES; /* it may do */
	bytes = most <= COHMEM_RUNS_MAX_GRANULES ? cohmem_runs_bytes((uint32_t)most) : 0;
	larger = bytes ? malloc(bytes) : NULL;
	if (!larger)
		return false;
	cohmem_runs_init(larger, bytes, (uint32_t)most, true);
	while (cohmem_runs_next(area->runs, run.start + run.count, &run)) {
		if (run.used)
			cohmem_runs_take(larger, run.start, run.count);
	}
	free(area->runs);
	area->runs = larger;
	area->granules = (uint32_t)most;
	return true;
}

/* Whether the mask alone is why. */
static bool fits_beyond(struct area *area, uint32_t block)
{
	struct cohmem_run run;

	if (cohmem_runs_alloc(area->runs, block, COHMEM_RUNS_MAX_GRANULES, &run))
		return false;
	cohmem_runs_release(area->runs, run.start, cohmem_runs_order(block));
	return true;
}

static enum area_answer pool_model_failure(struct area *area, uint32_t block)
{
	if (block == 0 || block > area->granules)
		return AREA_TOO_LARGE;
	if (block > area->granules - cohmem_runs_used(area->runs))
		return AREA_FULL;
	return fits_beyond(area, block) ? AREA_OUT_OF_REACH : AREA_FRAGMENTED;
}

enum area_answer area_place(struct area *area, uint64_t size, uint32_t reach, uint32_t *place)
{
	uint32_t block = area_block(area, size), whole;
	struct cohmem_run run;

	if (block == 0)
		return AREA_TOO_LARGE;
	whole = 1u << cohmem_runs_order(block);
	while (cohmem_runs_alloc(area->runs, block, reach, &run)) {
		if (!area->grows)
			return pool_model_failure(area, block);
		if (area->granules == COHMEM_RUNS_MAX_GRANULES)
			return AREA_TOO_LARGE;
		if (!pool_model_grow(area, (uint64_t)area->granules + whole))
			return AREA_NO_MEMORY;
	}
	*place = run.start;
	if (area->needs < run.start + whole)
		area->needs = run.start + whole;
	return AREA_PLACED;
}

void area_remove(struct area *area, uint64_t size, uint32_t place)
{
	cohmem_runs_release(area->runs, place, cohmem_runs_order(area_block(area, size)));
}

void area_destroy(struct area *area)
{
	free(area->runs);
	area->runs = NULL;
}
