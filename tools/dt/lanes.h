/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TOOLS_DT_LANES_H
#define TOOLS_DT_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct lanes - which lanes of a picture are free from where on
 * @free_from:	a tree of them, in which each element has the lower of the two below it; lanes are the last @room
 * @room:	lanes, a power of two
 */
struct lanes {
	uint64_t *free_from;
	size_t room;
};

/* As many lanes as there can be pieces. False: no memory. */
bool lanes_create(struct lanes *lanes, size_t pieces);
/* Take the first lane that is free at @from, up to @to, and return its number. @from rises from call to call. */
unsigned int lanes_take(struct lanes *lanes, uint64_t from, uint64_t to);
void lanes_destroy(struct lanes *lanes);

#endif
