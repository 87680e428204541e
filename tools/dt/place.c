/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "place.h"

#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "../common/visible.h"

void dt_place_begin(struct dt_place *place)
{
	place->node = place->depth = -1;
	for (int i = 0; i < DT_DEPTH; i++)
		place->bus[i].parent = 0;
}

static bool place_has(const struct dt *dt, int node, const char *property)
{
	return fdt_getprop(dt->fdt, node, property, NULL) != NULL;
}

static void place_add_name(const struct dt *dt, struct dt_place *place)
{
	const char *name = fdt_get_name(dt->fdt, place->node, NULL);
	size_t above = place->depth ? place->length[place->depth - 1] : 0;
	size_t length = above + (place->depth > 0) + strlen(name ? name : "");

	place->length[place->depth] = length < DT_PATH ? length : DT_PATH;
	if (length < DT_PATH && place->depth)
		snprintf(place->path + above, DT_PATH - above, "/%s", name ? name : "");
}

/* Store the properties that the node has or inherits. */
static void arrive(const struct dt *dt, struct dt_place *place)
{
	int d = place->depth, node = place->node;

	place->at[d] = node;
	place->ranged[d] = (d && place->ranged[d - 1]) || place_has(dt, node, "dma-ranges");
	place->coherent[d] =
		place_has(dt, node, "dma-coherent") ||
		(d && place->coherent[d - 1] && !place_has(dt, node, "dma-noncoherent"));
	place_add_name(dt, place);
}

void dt_place_go(const struct dt *dt, struct dt_place *place, int node)
{
	while (place->node < node) {
		place->node = fdt_next_node(dt->fdt, place->node, &place->depth);
		if (place->node < 0 || place->depth < 0 || place->depth >= DT_DEPTH)
			break; /* cannot happen in a tree that was checked */
		arrive(dt, place);
	}
}

char *dt_place_path(const struct dt_place *place, char *to, size_t room)
{
	char strange[16];

	/* If the path is too long, a unique name is used in its place. */
	snprintf(strange, sizeof(strange), "?%d", place->node);
	if (place->length[place->depth] == DT_PATH)
		return visible(to, room, strange);
	return visible(to, room, place->depth ? place->path : "/");
}

const struct dt_bus *dt_place_bus(const struct dt *dt, struct dt_place *place)
{
	static const struct dt_bus none;
	struct dt_bus *bus = place->depth ? &place->bus[place->depth - 1] : NULL;

	if (!bus || !place->ranged[place->depth - 1])
		return &none;
	if (!bus->parent || bus->parent != place->at[place->depth - 1]) {
		bus->parent = place->at[place->depth - 1];
		bus->count = cohmem_dt_dma_ranges(dt->fdt, place->node, bus->range, DT_RANGES);
	}
	return bus;
}

bool dt_place_coherent(const struct dt_place *place)
{
	return place->coherent[place->depth];
}

int dt_place_to_dma(const struct dt_bus *bus, const struct cohmem_dt_range *memory,
		    uint64_t *device)
{
	if (bus->count == 0)
		*device = memory->base;
	if (bus->count <= 0)
		return bus->count;
	for (int i = 0; i < bus->count && i < DT_RANGES; i++) {
		const struct cohmem_dt_dma_range *range = &bus->range[i];
		uint64_t offset = memory->base - range->cpu;

		if (memory->base >= range->cpu && offset < range->size &&
		    memory->size <= range->size - offset) {
			*device = range->device + offset;
			return 0;
		}
	}
	return -ERANGE;
}
