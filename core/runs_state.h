/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The state behind include/cohmem/runs.h, for runs*.c only. */
#ifndef CORE_RUNS_STATE_H
#define CORE_RUNS_STATE_H

#include <cohmem/runs.h>

#include "bits.h"

#define RUNS_MAGIC 0x6e757263u /* "crun" */

/*
 * Three bitmaps of @words words each follow the header, a bit per granule:
 * used  the granule is in a block; bits behind the last granule are set, so no search finds them
 * head  a block starts here
 * zero  the granule is free and known to be zero
 */
struct cohmem_runs {
	uint32_t magic;
	uint32_t granules;
	uint32_t words;
	uint32_t used;
	uint32_t blocks;
	uint32_t high_water;
	uint32_t reserved[2];
	uint64_t map[];
};

/* Macros, so that a const state gives a const map. */
#define runs_used(runs)  ((runs)->map)
#define runs_heads(runs) ((runs)->map + (runs)->words)
#define runs_zeros(runs) ((runs)->map + (size_t)2 * (runs)->words)

#endif
