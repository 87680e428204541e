/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A simulated area: the library's own runs, without memory.
 *
 * Under lowest aligned first fit one replay in an area that grows tells the smallest pool. A block's place is the
 * lowest free one; a smaller area offers fewer places, all of them among those of a larger one. So as long as no
 * place needed lies beyond the smaller area's end, both place alike; and the first request whose place does is
 * refused there, since every lower place was taken. Hence an area of @needs granules serves everything, every
 * larger one does, and none that is smaller.
 */
#ifndef TRACE_MODEL_POOL_MODEL_H
#define TRACE_MODEL_POOL_MODEL_H

#include <cohmem/runs.h>
#include <stddef.h>

/**
 * struct area - one
 * @granule_shift: log2 of its granule
 * @exact:	a block keeps as many granules as it needs, not 2^order (where it begins is the same)
 * @grows:	as far as it must
 * @granules:	that it has now
 * @needs:	the smallest area in which all was placed as it was here
 * @runs:	its state
 */
struct area {
	unsigned int granule_shift;
	bool exact;
	bool grows;
	uint32_t granules;
	uint32_t needs;
	struct cohmem_runs *runs;
};

enum area_answer {
	AREA_PLACED,
	AREA_TOO_LARGE,    /* for this area, or for any; or of no size */
	AREA_FULL,         /* fewer granules are free than it needs */
	AREA_OUT_OF_REACH, /* there is room, beyond the mask only */
	AREA_FRAGMENTED,   /* there is room, in pieces */
	AREA_NO_MEMORY,    /* for the simulation itself */
};

/* @granules: 0: it grows. False: no memory, or more granules than an area can have. */
bool area_create(struct area *area, uint32_t granules, unsigned int granule_shift, bool exact);
/* @reach: granules from there on are beyond the mask; COHMEM_RUNS_MAX_GRANULES: there is none. */
enum area_answer area_place(struct area *area, uint64_t size, uint32_t reach, uint32_t *place);
void area_remove(struct area *area, uint64_t size, uint32_t place);
/* What a block of @size bytes takes; 0: more than any area has. */
uint32_t area_block(const struct area *area, uint64_t size);
void area_destroy(struct area *area);

#endif
