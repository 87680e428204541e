/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include <libfdt.h>
#include <stdlib.h>

#include "../common/json_hex.h"
#include "../common/visible.h"
#include "place.h"

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
	case COHMEM_DT_REFUSED:
		return "refused";
	default:
		return "ignored";
	}
}

static json_t *ranges(const struct cohmem_dt_range *range, unsigned int count, unsigned int room)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < count && i < room; i++)
		json_array_append_new(list, json_pack("{s:o, s:o}", "base", json_hex(range[i].base),
						      "size", json_hex(range[i].size)));
	return list;
}

static json_t *read_pool(const struct cohmem_dt_pool *pool)
{
	char name[DT_TEXT];
	json_t *json = json_pack(
		"{s:s, s:s, s:s?, s:I, s:b, s:b, s:b, s:b, s:b, s:I, s:o, s:[]}", "name",
		visible(name, sizeof(name), pool->name), "use", use_words(pool), "why", pool->why,
		"phandle", (json_int_t)pool->phandle, "no_map", pool->no_map, "reusable",
		pool->reusable, "dma_default", pool->dma_default, "cma_default", pool->cma_default,
		"dynamic", pool->dynamic, "range_count", (json_int_t)pool->ranges, "ranges",
		ranges(pool->range, pool->ranges, COHMEM_DT_RANGES), "users");

	if (pool->dynamic) {
		json_object_set_new(json, "size", json_hex(pool->size));
		json_object_set_new(json, "alignment", json_hex(pool->alignment));
	}
	return json;
}

/* Return the DMA ranges of a bus as an array; null if they are ill-formed. */
static json_t *dma_ranges(const struct dt_bus *bus)
{
	json_t *list = bus->count < 0 ? json_null() : json_array();

	for (int i = 0; i < bus->count && i < DT_RANGES; i++) {
		const struct cohmem_dt_dma_range *range = &bus->range[i];

		json_array_append_new(
			list, json_pack("{s:o, s:o, s:o}", "device", json_hex(range->device), "cpu",
					json_hex(range->cpu), "size", json_hex(range->size)));
	}
	return list;
}

/* A device and its JSON object. */
struct device_json {
	struct dt_place place;
	json_t *path;
	json_t *json;
};

/* Set @device to the one with the reference @user, often that of the previous reference. */
static void read_device(const struct dt *dt, const struct cohmem_dt_user *user, json_t *devices,
			struct device_json *device)
{
	char path[DT_TEXT];

	if (device->json && device->place.node == user->node)
		return;
	dt_place_go(dt, &device->place, user->node);
	json_decref(device->path);
	device->path = json_string(dt_place_path(&device->place, path, sizeof(path)));
	device->json = json_pack("{s:b, s:b, s:[], s:o}", "available", user->available,
				 "dma_coherent", dt_place_coherent(&device->place), "regions",
				 "dma_ranges", dma_ranges(dt_place_bus(dt, &device->place)));
	json_object_set_new(devices, path, device->json);
}

/* Add the reference to its device, and the device to the pool's users. */
static void add_user(const struct dt *dt, const struct cohmem_dt_user *user,
		     const struct device_json *device, json_t *pools)
{
	const struct cohmem_dt_pool *found = dt_pool_of(dt, user->phandle);
	char name[DT_TEXT], pool[DT_TEXT];

	json_array_append_new(json_object_get(device->json, "regions"),
			      json_pack("{s:s?, s:s?, s:I}", "pool",
					found ? visible(pool, sizeof(pool), found->name) : NULL,
					"name",
					user->name ? visible(name, sizeof(name), user->name) : NULL,
					"phandle", (json_int_t)user->phandle));
	if (found)
		json_array_append(
			json_object_get(json_array_get(pools, (size_t)(found - dt->pool)), "users"),
			device->path);
}

json_t *dt_read(const struct dt *dt)
{
	json_t *pools = json_array(), *devices = json_object();
	struct cohmem_dt_user user = {0};
	struct device_json device = {0};

	dt_place_begin(&device.place);
	for (size_t i = 0; i < dt->count; i++)
		json_array_append_new(pools, read_pool(&dt->pool[i]));
	while (cohmem_dt_next_user(dt->fdt, &user)) {
		read_device(dt, &user, devices, &device);
		add_user(dt, &user, &device, pools);
	}
	json_decref(device.path);
	return json_pack("{s:o, s:o, s:o}", "memory", ranges(dt->memory, dt->memories, MOST_MEMORY),
			 "pools", pools, "devices", devices);
}
