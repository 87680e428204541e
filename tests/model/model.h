/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The reference for every placement: an area as a plain array, searched from the left. It shares no
 * code with core/runs and is as simple as possible. Its operations return what core/runs must return.
 */
#ifndef TESTS_MODEL_H
#define TESTS_MODEL_H

#include <stdbool.h>
#include <stdint.h>

/* owner[i]: 0 when granule i is free, else 1 + the first granule of its block. */
struct model {
	uint32_t granules;
	uint32_t high_water;
	uint32_t *owner;
	bool *zero;
};

void model_init(struct model *m, uint32_t granules, bool zero);
void model_free(struct model *m);
int model_alloc(struct model *m, uint32_t count, uint32_t limit, uint32_t *start);
int model_take(struct model *m, uint32_t start, uint32_t count);
int model_release(struct model *m, uint32_t start, unsigned int order);

/* The length of the block that starts at @start; 0 if no block does. */
uint32_t model_block(const struct model *m, uint32_t start);
uint32_t model_used(const struct model *m);

#endif
