/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "lanes.h"

#include <stdlib.h>

bool lanes_create(struct lanes *lanes, size_t pieces)
{
	lanes->room = 1;
	while (lanes->room < pieces)
		lanes->room *= 2;
	lanes->free_from = calloc(2 * lanes->room, sizeof(*lanes->free_from));
	return lanes->free_from != NULL;
}

unsigned int lanes_take(struct lanes *lanes, uint64_t from, uint64_t to)
{
	uint64_t *tree = lanes->free_from;
	size_t i = 1;

	while (i < lanes->room)
		i = tree[2 * i] <= from ? 2 * i : 2 * i + 1;
	tree[i] = to;
	for (size_t up = i / 2; up; up /= 2)
		tree[up] = tree[2 * up] < tree[2 * up + 1] ? tree[2 * up] : tree[2 * up + 1];
	return (unsigned int)(i - lanes->room);
}

void lanes_destroy(struct lanes *lanes)
{
	free(lanes->free_from);
}
