/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A walk over the nodes that remembers the nodes above. libfdt has no links to parents: it finds a parent by scanning
 * the tree from its start, which is too slow for trees with thousands of devices.
 */
#ifndef TOOLS_DT_PLACE_H
#define TOOLS_DT_PLACE_H

#include "dt.h"

#define DT_DEPTH  64 /* cohmem_dt_check() rejects deeper trees */
#define DT_RANGES 16 /* cohmem_dt_to_dma() uses no more */

/* The DMA ranges of the nodes directly below @parent. */
struct dt_bus {
	int parent; /* 0: not read yet; the root, at 0, is read each time */
	int count;  /* as returned by cohmem_dt_dma_ranges() */
	struct cohmem_dt_dma_range range[DT_RANGES];
};

struct dt_place {
	int node, depth;
	size_t length[DT_DEPTH]; /* of the path to each level; DT_PATH: it is too long */
	int at[DT_DEPTH];
	bool ranged[DT_DEPTH]; /* it, or a node above, has dma-ranges */
	bool coherent[DT_DEPTH];
	struct dt_bus bus[DT_DEPTH]; /* indexed by the parent's level */
	char path[DT_PATH];
};

/* Begin before the first node. */
void dt_place_begin(struct dt_place *place);
/* Walk on to @node. */
void dt_place_go(const struct dt *dt, struct dt_place *place, int node);
/* Write the path of the node to @to, made visible (visible.h), since names may contain any bytes. Return @to. */
char *dt_place_path(const struct dt_place *place, char *to, size_t room);
/* Return the DMA ranges of the node. They remain valid until the next call of dt_place_go(). */
const struct dt_bus *dt_place_bus(const struct dt *dt, struct dt_place *place);
/* Like cohmem_dt_dma_coherent() and cohmem_dt_to_dma(). */
bool dt_place_coherent(const struct dt_place *place);
int dt_place_to_dma(const struct dt_bus *bus, const struct cohmem_dt_range *memory,
		    uint64_t *device);

#endif
