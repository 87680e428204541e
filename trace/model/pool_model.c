/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "pool_model.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_GRANULES 1024u

bool pool_model_create(struct pool_model *pool, uint32_t granules, unsigned int granule_shift,
		       bool exact)
{
	size_t bytes;

	*pool = (struct pool_model){.granule_shift = granule_shift,
				    .exact = exact,
				    .grows = granules == 0,
				    .granules = granules ? granules : FIRST_GRANULES};
	bytes = cohmem_runs_bytes(pool->granules);
	pool->runs = bytes ? malloc(bytes) : NULL;
	return pool->runs && cohmem_runs_init(pool->runs, bytes, pool->granules, true) == 0;
}

/* The number of granules that @size bytes take; 0 if @size is 0, or larger than any area. */
static uint32_t count_of(const struct pool_model *pool, uint64_t size)
{
	uint64_t count = size ? ((size - 1) >> pool->granule_shift) + 1 : 0;

	return count <= COHMEM_RUNS_MAX_GRANULES ? (uint32_t)count : 0;
}

uint32_t pool_model_block(const struct pool_model *pool, uint64_t size)
{
	uint32_t count = count_of(pool, size);

	if (count == 0 || pool->exact)
		return count;
	return 1u << cohmem_runs_order(count);
}

/* Grow the pool to @granules or more, but not beyond the largest area. Blocks keep their places. */
static bool pool_model_grow(struct pool_model *pool, uint64_t granules)
{
	uint64_t most = pool->granules;
	struct cohmem_run run = {0};
	struct cohmem_runs *larger;
	size_t bytes;

	while (most < granules)
		most *= 2;
	if (most > COHMEM_RUNS_MAX_GRANULES && pool->granules < COHMEM_RUNS_MAX_GRANULES)
		most = COHMEM_RUNS_MAX_GRANULES; /* this may be enough */
	bytes = most <= COHMEM_RUNS_MAX_GRANULES ? cohmem_runs_bytes((uint32_t)most) : 0;
	larger = bytes ? malloc(bytes) : NULL;
	if (!larger)
		return false;
	cohmem_runs_init(larger, bytes, (uint32_t)most, true);
	while (cohmem_runs_next(pool->runs, run.start + run.count, &run)) {
		if (run.used)
			cohmem_runs_take(larger, run.start, run.count);
	}
	free(pool->runs);
	pool->runs = larger;
	pool->granules = (uint32_t)most;
	return true;
}

/* True if the block would fit without the mask. */
static bool fits_beyond(struct pool_model *pool, uint32_t block)
{
	struct cohmem_run run;

	if (cohmem_runs_alloc(pool->runs, block, COHMEM_RUNS_MAX_GRANULES, &run))
		return false;
	cohmem_runs_release(pool->runs, run.start, cohmem_runs_order(block));
	return true;
}

static enum pool_answer pool_model_failure(struct pool_model *pool, uint32_t block)
{
	if (block == 0 || block > pool->granules)
		return POOL_TOO_LARGE;
	if (block > pool->granules - cohmem_runs_used(pool->runs))
		return POOL_FULL;
	return fits_beyond(pool, block) ? POOL_OUT_OF_REACH : POOL_FRAGMENTED;
}

enum pool_answer pool_model_place(struct pool_model *pool, uint64_t size, uint32_t reach,
				  uint32_t *place)
{
	uint32_t block = pool_model_block(pool, size), whole;
	struct cohmem_run run;

	if (block == 0)
		return POOL_TOO_LARGE;
	whole = 1u << cohmem_runs_order(block);
	while (cohmem_runs_alloc(pool->runs, block, reach, &run)) {
		if (!pool->grows)
			return pool_model_failure(pool, block);
		if (pool->granules == COHMEM_RUNS_MAX_GRANULES)
			return POOL_TOO_LARGE;
		if (!pool_model_grow(pool, (uint64_t)pool->granules + whole))
			return POOL_NO_MEMORY;
	}
	*place = run.start;
	if (pool->needs < run.start + whole)
		pool->needs = run.start + whole;
	return POOL_PLACED;
}

void pool_model_remove(struct pool_model *pool, uint64_t size, uint32_t place)
{
	cohmem_runs_release(pool->runs, place, cohmem_runs_order(pool_model_block(pool, size)));
}

void pool_model_destroy(struct pool_model *pool)
{
	free(pool->runs);
	pool->runs = NULL;
}
