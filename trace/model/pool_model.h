/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A simulated pool: the library's own runs, without memory.
 *
 * Under lowest aligned first fit, one replay in a pool that grows as needed gives the smallest pool that serves the
 * recording. Each block gets the lowest free aligned place. A larger pool has all places of a smaller one, so while no
 * place beyond the smaller pool's end is needed, both pools place every block alike. The first request that needs a
 * place beyond that end is refused in the smaller pool, because every lower place is taken. Hence a pool of
 * @needs granules and every larger one serve everything, and no smaller one does.
 */
#ifndef TRACE_MODEL_POOL_MODEL_H
#define TRACE_MODEL_POOL_MODEL_H

#include <cohmem/runs.h>
#include <stddef.h>

/**
 * struct pool_model - a simulated pool
 * @granule_shift: log2 of the granule size
 * @exact:	a block keeps as many granules as it needs, not 2^order; its place is the same either way
 * @grows:	grow when a request does not fit
 * @granules:	current size, in granules
 * @needs:	size, in granules, of the smallest pool that would have served every request so far
 * @runs:	which granules are free
 */
struct pool_model {
	unsigned int granule_shift;
	bool exact;
	bool grows;
	uint32_t granules;
	uint32_t needs;
	struct cohmem_runs *runs;
};

enum pool_answer {
	POOL_PLACED,
	POOL_TOO_LARGE,    /* larger than this pool or than any pool, or zero bytes */
	POOL_FULL,         /* fewer granules are free than the block needs */
	POOL_OUT_OF_REACH, /* there is room only beyond the mask */
	POOL_FRAGMENTED,   /* there is room, in pieces */
	POOL_NO_MEMORY,    /* for the simulation itself */
};

/* @granules: 0 for a pool that grows. False if there is no memory or @granules is more than an area can have. */
bool pool_model_create(struct pool_model *pool, uint32_t granules, unsigned int granule_shift,
		       bool exact);
/* @reach: the first granule beyond the device's mask; COHMEM_RUNS_MAX_GRANULES for no limit. */
enum pool_answer pool_model_place(struct pool_model *pool, uint64_t size, uint32_t reach,
				  uint32_t *place);
void pool_model_remove(struct pool_model *pool, uint64_t size, uint32_t place);
/* Granules that a block of @size bytes occupies; 0 if no area could hold it. */
uint32_t pool_model_block(const struct pool_model *pool, uint64_t size);
void pool_model_destroy(struct pool_model *pool);

#endif
