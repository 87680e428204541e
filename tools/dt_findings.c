/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What a board integrator wants to hear of a tree's pools. */
#include <libfdt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "dt.h"

#define PAGE 4096u

static void find(json_t *findings, const char *severity, const char *node, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void find(json_t *findings, const char *severity, const char *node, const char *fmt, ...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	json_array_append_new(findings, json_pack("{s:s, s:s, s:s}", "severity", severity, "node",
						  node, "text", text));
}

static uint64_t round_up_to_power(uint64_t size)
{
	uint64_t power = PAGE;

	while (power < size && power)
		power <<= 1;
	return power;
}

static void look_at_size(json_t *findings, const struct cohmem_dt_pool *pool, uint64_t size)
{
	if (size == 0)
		find(findings, "error", pool->name, "it is 0 bytes long");
	else if (size % PAGE)
		find(findings, "warning", pool->name,
		     "its size %#llx is no multiple of the page: the rest is not used",
		     (unsigned long long)size);
	/* One buffer as large as the pool is what many a pool is for. */
	if (pool->use == COHMEM_DT_DMA_POOL && size >= PAGE && round_up_to_power(size) != size)
		find(findings, "warning", pool->name,
		     "its size %#llx is no power of two: requests are rounded up to one, so none "
		     "is "
		     "larger than %#llx",
		     (unsigned long long)size, (unsigned long long)round_up_to_power(size) / 2);
}

static void look_at_pool(const void *fdt, json_t *findings, const struct cohmem_dt_pool *pool,
			 json_t *json)
{
	if (pool->why && pool->use == COHMEM_DT_IGNORED &&
	    strcmp(pool->why, "its status is not okay"))
		find(findings, "error", pool->name, "Linux ignores it: %s", pool->why);
	else if (pool->why && pool->use == COHMEM_DT_RESERVED)
		find(findings, "error", pool->name, "Linux reserves it and no more: %s", pool->why);
	if (fdt_getprop(fdt, pool->node, "nomap", NULL))
		find(findings, "error", pool->name,
		     "'nomap' is misspelt: Linux looks for 'no-map'");
	if (pool->use == COHMEM_DT_IGNORED)
		return;
	if (pool->dynamic)
		look_at_size(findings, pool, pool->size);
	for (unsigned int i = 0; !pool->dynamic && i < pool->ranges && i < COHMEM_DT_RANGES; i++)
		look_at_size(findings, pool, pool->range[i].size);
	if (pool->use == COHMEM_DT_DMA_POOL && !pool->dma_default &&
	    !json_array_size(json_object_get(json, "users")))
		find(findings, "warning", pool->name, "no device refers to it");
	if (pool->use == COHMEM_DT_DMA_POOL && pool->ranges > 1 && !pool->dynamic)
		find(findings, "warning", pool->name,
		     "Linux makes a pool of its first range only, and reserves all %u",
		     pool->ranges);
}

static bool overlap(const struct cohmem_dt_range *a, const struct cohmem_dt_range *b)
{
	return a->size && b->size &&
	       (a->base < b->base ? b->base - a->base < a->size : a->base - b->base < b->size);
}

static void look_at_pair(json_t *findings, const struct cohmem_dt_pool *a,
			 const struct cohmem_dt_pool *b)
{
	for (unsigned int i = 0; i < a->ranges && i < COHMEM_DT_RANGES; i++) {
		for (unsigned int k = 0; k < b->ranges && k < COHMEM_DT_RANGES; k++) {
			if (overlap(&a->range[i], &b->range[k]))
				find(findings, "error", a->name, "it overlaps %s at %#llx", b->name,
				     (unsigned long long)(a->range[i].base > b->range[k].base
								  ? a->range[i].base
								  : b->range[k].base));
		}
	}
}

static void look_at_overlaps(const void *fdt, json_t *findings, const struct cohmem_dt_pool *pool)
{
	struct cohmem_dt_pool other = *pool;

	if (pool->use == COHMEM_DT_IGNORED || pool->dynamic)
		return;
	while (cohmem_dt_next_pool(fdt, &other)) {
		if (other.use != COHMEM_DT_IGNORED && !other.dynamic)
			look_at_pair(findings, pool, &other);
	}
}

static void look_at_devices(json_t *findings, json_t *devices)
{
	const char *path;
	json_t *device, *region;
	size_t i;

	json_object_foreach(devices, path, device) {
		json_array_foreach(json_object_get(device, "regions"), i, region) {
			if (json_is_null(json_object_get(region, "pool")))
				find(findings, "error", path,
				     "its memory-region %zu is no node of /reserved-memory", i);
		}
	}
}

json_t *dt_findings(const void *fdt, json_t *read)
{
	json_t *findings = json_array();
	struct cohmem_dt_pool pool = {0};

	for (size_t i = 0; cohmem_dt_next_pool(fdt, &pool); i++) {
		look_at_pool(fdt, findings, &pool,
			     json_array_get(json_object_get(read, "pools"), i));
		look_at_overlaps(fdt, findings, &pool);
	}
	look_at_devices(findings, json_object_get(read, "devices"));
	return findings;
}
