/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Finds devices' references to nodes (memory-region), like of_reserved_mem_device_init_by_idx(). */
#include <libfdt.h>

#include "tree.h"

/* Set *@regions to a node's references, and return their number. */
static unsigned int references(const void *fdt, int node, const fdt32_t **regions)
{
	int length;

	*regions = fdt_getprop(fdt, node, "memory-region", &length);
	return *regions ? (unsigned int)length / 4 : 0;
}

bool cohmem_dt_user_at(const void *fdt, int node, unsigned int index, struct cohmem_dt_user *user)
{
	const fdt32_t *regions;

	if (index >= references(fdt, node, &regions))
		return false;
	*user = (struct cohmem_dt_user){.node = node, .index = index, .begun = true};
	user->phandle = fdt32_ld(&regions[index]);
	user->name = fdt_stringlist_get(fdt, node, "memory-region-names", (int)index, NULL);
	user->available = cohmem_dt_available(fdt, node);
	return true;
}

bool cohmem_dt_next_user(const void *fdt, struct cohmem_dt_user *user)
{
	int node = user->node;
	unsigned int index = user->begun ? user->index + 1 : 0;

	while (node >= 0 && !cohmem_dt_user_at(fdt, node, index, user)) {
		node = fdt_next_node(fdt, node, NULL);
		index = 0;
	}
	return node >= 0;
}
