/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TOOLS_DT_LANES_H
#define TOOLS_DT_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct lanes - the lanes of a picture, and where each of them becomes free
 * @free_from:	a binary tree. The last @room elements are the addresses from which the lanes are free. Each of
 *		the others is the lower of its two children.
 * @room:	number of lanes, a power of two
 */
struct lanes {
	uint64_t *free_from;
	size_t room;
};

/* Create at least @pieces lanes. Return false if there is no memory. */
bool lanes_create(struct lanes *lanes, size_t pieces);
/* Occupy the first lane that is free at @from, up to @to. Return its number. @from must not decrease between calls. */
unsigned int lanes_take(struct lanes *lanes, uint64_t from, uint64_t to);
void lanes_destroy(struct lanes *lanes);

#endif
