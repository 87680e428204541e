/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A walk from node to node that remembers what is above. libfdt knows no way up: each look for a parent is one at the
 * whole tree up to there, which a tree of thousands of devices cannot afford.
 */
#ifndef TOOLS_DT_PLACE_H
#define TOOLS_DT_PLACE_H

#include "dt.h"

#define DT_DEPTH  64 /* cohmem_dt_check() takes no more */
#define DT_RANGES 16 /* as many as cohmem_dt_to_dma() looks at */

/* The dma-ranges that the nodes right below @parent have. */
struct dt_bus {
	int parent; /* 0: not looked at yet; the root's are never cached */
	int count;  /* as cohmem_dt_dma_ranges() has it */
	struct cohmem_dt_dma_range range[DT_RANGES];
};

struct dt_place {
	int node, depth;
	size_t length[DT_DEPTH]; /* of the path down to each level; DT_PATH: there was no room */
	int at[DT_DEPTH];
	bool ranged[DT_DEPTH]; /* it, or a node above, has dma-ranges */
	bool coherent[DT_DEPTH];
	struct dt_bus bus[DT_DEPTH]; /* by the parent's level */
	char path[DT_PATH];
};

/* A place before all nodes. */
void dt_place_begin(struct dt_place *place);
/* Walk on to @node. */
void dt_place_go(const struct dt *dt, struct dt_place *place, int node);
/* The node's path, made visible (visible.h): any bytes may be in a name. Return @to. */
char *dt_place_path(const struct dt_place *place, char *to, size_t room);
/* The buses above the node. It remains valid until the walk goes on. */
const struct dt_bus *dt_place_bus(const struct dt *dt, struct dt_place *place);
/* As cohmem_dt_dma_coherent() and cohmem_dt_to_dma(). */
bool dt_place_coherent(const struct dt_place *place);
int dt_place_to_dma(const struct dt_bus *bus, const struct cohmem_dt_range *memory,
		    uint64_t *device);

#endif
