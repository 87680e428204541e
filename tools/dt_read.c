/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>

#include "dt.h"
#include "json_hex.h"

uint64_t dt_number(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? strtoull(text, NULL, 0) : 0;
}

static const char *use_words(const struct cohmem_dt_pool *pool)
{
	switch (pool->use) {
	case COHMEM_DT_DMA_POOL:
		return "coherent pool";
	case COHMEM_DT_CMA:
		return "CMA";
	case COHMEM_DT_RESTRICTED:
		return "restricted pool";
	case COHMEM_DT_RESERVED:
		return "reserved";
	default:
		return "ignored";
	}
}

static json_t *path_of(const void *fdt, int node)
{
	char path[1024];

	return json_string(fdt_get_path(fdt, node, path, sizeof(path)) ? "?" : path);
}

static json_t *ranges(const struct cohmem_dt_range *range, unsigned int count, unsigned int room)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < count && i < room; i++)
		json_array_append_new(list, json_pack("{s:o, s:o}", "base", json_hex(range[i].base),
						      "size", json_hex(range[i].size)));
	return list;
}

static json_t *memory(const void *fdt)
{
	struct cohmem_dt_range range[MOST_MEMORY];

	return ranges(range, cohmem_dt_memory(fdt, range, MOST_MEMORY), MOST_MEMORY);
}

static json_t *read_pool(const struct cohmem_dt_pool *pool)
{
	json_t *json =
		json_pack("{s:s, s:s, s:s?, s:i, s:b, s:b, s:b, s:b, s:b, s:i, s:o, s:[]}", "name",
			  pool->name, "use", use_words(pool), "why", pool->why, "phandle",
			  (int)pool->phandle, "no_map", pool->no_map, "reusable", pool->reusable,
			  "dma_default", pool->dma_default, "cma_default", pool->cma_default,
			  "dynamic", pool->dynamic, "range_count", (int)pool->ranges, "ranges",
			  ranges(pool->range, pool->ranges, COHMEM_DT_RANGES), "users");

	if (pool->dynamic) {
		json_object_set_new(json, "size", json_hex(pool->size));
		json_object_set_new(json, "alignment", json_hex(pool->alignment));
	}
	return json;
}

/* null: they are ill-formed. */
static json_t *dma_ranges(const void *fdt, int node)
{
	struct cohmem_dt_dma_range range[16];
	int count = cohmem_dt_dma_ranges(fdt, node, range, 16);
	json_t *list = count < 0 ? json_null() : json_array();

	for (int i = 0; i < count && i < 16; i++)
		json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "device",
						      json_hex(range[i].device), "cpu",
						      json_hex(range[i].cpu), "size",
						      json_hex(range[i].size)));
	return list;
}

/* The reference goes to its device, and the device to the pool. */
static void add_user(const void *fdt, const struct cohmem_dt_user *user, json_t *devices,
		     json_t *pools)
{
	json_t *path = path_of(fdt, user->node), *pool;
	json_t *device = json_object_get(devices, json_string_value(path));
	struct cohmem_dt_pool p = {0};
	size_t i = 0;

	while (user->pool >= 0 && cohmem_dt_next_pool(fdt, &p) && p.node != user->pool)
		i++;
	pool = user->pool >= 0 ? json_array_get(pools, i) : NULL;
	if (!device) {
		device = json_pack("{s:b, s:b, s:[], s:o}", "available", user->available,
				   "dma_coherent", cohmem_dt_dma_coherent(fdt, user->node),
				   "regions", "dma_ranges", dma_ranges(fdt, user->node));
		json_object_set_new(devices, json_string_value(path), device);
	}
	json_array_append_new(json_object_get(device, "regions"),
			      json_pack("{s:s?, s:s?, s:i}", "pool",
					json_string_value(json_object_get(pool, "name")), "name",
					user->name, "phandle", (int)user->phandle));
	if (pool)
		json_array_append(json_object_get(pool, "users"), path);
	json_decref(path);
}

json_t *dt_read(const void *fdt)
{
	json_t *pools = json_array(), *devices = json_object();
	struct cohmem_dt_pool pool = {0};
	struct cohmem_dt_user user = {0};

	while (cohmem_dt_next_pool(fdt, &pool))
		json_array_append_new(pools, read_pool(&pool));
	while (cohmem_dt_next_user(fdt, &user))
		add_user(fdt, &user, devices, pools);
	return json_pack("{s:o, s:o, s:o}", "memory", memory(fdt), "pools", pools, "devices",
			 devices);
}
