/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What a board integrator wants to hear of a tree's pools. */
#include <libfdt.h>
#include <string.h>

#include "dt.h"

#define PAGE 4096u

static uint64_t largest_block(uint64_t size)
{
	uint64_t power = PAGE;

	while (power <= size / 2)
		power *= 2;
	return power;
}

static void look_at_size(json_t *findings, const struct cohmem_dt_pool *pool, uint64_t size)
{
	if (size == 0)
		dt_find(findings, "error", pool->name, "it is 0 bytes long");
	else if (size % PAGE)
		dt_find(findings, "warning", pool->name,
			"its size %#llx is no multiple of the page: the rest is not used",
			(unsigned long long)size);
	/* One buffer as large as the pool is what many a pool is for. */
	if (pool->use == COHMEM_DT_DMA_POOL && size >= PAGE &&
	    size - largest_block(size) > size / 4)
		dt_find(findings, "warning", pool->name,
			"its size %#llx is no power of two: requests are rounded up to one, so the "
			"largest is %#llx, and more than a quarter of the pool is left for others",
			(unsigned long long)size, (unsigned long long)largest_block(size));
}

static void look_at_pool(const void *fdt, json_t *findings, const struct cohmem_dt_pool *pool,
			 json_t *json)
{
	if (pool->why && pool->use == COHMEM_DT_IGNORED &&
	    strcmp(pool->why, "its status is not okay"))
		dt_find(findings, "error", pool->name, "Linux ignores it: %s", pool->why);
	else if (pool->why && pool->use == COHMEM_DT_RESERVED)
		dt_find(findings, "error", pool->name, "Linux reserves it and no more: %s",
			pool->why);
	if (fdt_getprop(fdt, pool->node, "nomap", NULL))
		dt_find(findings, "error", pool->name,
			"'nomap' is misspelt: Linux looks for 'no-map'");
	if (pool->use == COHMEM_DT_IGNORED)
		return;
	if (pool->dynamic)
		look_at_size(findings, pool, pool->size);
	for (unsigned int i = 0; !pool->dynamic && i < pool->ranges && i < COHMEM_DT_RANGES; i++)
		look_at_size(findings, pool, pool->range[i].size);
	if (pool->use == COHMEM_DT_DMA_POOL && !pool->dma_default &&
	    !json_array_size(json_object_get(json, "users")))
		dt_find(findings, "warning", pool->name, "no device refers to it");
	if (pool->use == COHMEM_DT_DMA_POOL && pool->ranges > 1 && !pool->dynamic)
		dt_find(findings, "warning", pool->name,
			"Linux makes a pool of its first range only, and reserves all %u",
			pool->ranges);
}

enum place {
	OUTSIDE,
	ACROSS,
	INSIDE,
};

static enum place place_of(const struct cohmem_dt_range *range,
			   const struct cohmem_dt_range *memory, unsigned int count)
{
	enum place place = OUTSIDE;

	for (unsigned int i = 0; i < count && i < MOST_MEMORY; i++) {
		uint64_t offset = range->base - memory[i].base;

		if (offset < memory[i].size && range->size <= memory[i].size - offset)
			return INSIDE;
		if (cohmem_dt_overlap(range, &memory[i]))
			place = ACROSS;
	}
	return place;
}

static void look_at_place(json_t *findings, const struct cohmem_dt_pool *pool, enum place place)
{
	bool dma_pool = pool->use == COHMEM_DT_DMA_POOL;

	if (dma_pool && place != OUTSIDE && !pool->no_map)
		dt_find(findings, "error", pool->name,
			"it lies in /memory and has no no-map: Linux has mapped it for itself, and "
			"cannot map it for devices");
	if (dma_pool && place != OUTSIDE && pool->range[0].base % PAGE)
		dt_find(findings, "error", pool->name,
			"its base is no multiple of the page: Linux has mapped the rest of that "
			"page, and cannot map it for devices");
	if (dma_pool && place == OUTSIDE)
		dt_find(findings, "warning", pool->name,
			"it lies outside of /memory: right for a memory of its own, or else its "
			"address is wrong");
	if (pool->use == COHMEM_DT_CMA && place != INSIDE)
		dt_find(findings, "warning", pool->name,
			"it does not lie in /memory: Linux lends only memory to others");
}

/* Trees that leave /memory to who boots say nothing. */
static void look_at_memory(const void *fdt, json_t *findings, const struct cohmem_dt_pool *pool)
{
	struct cohmem_dt_range memory[MOST_MEMORY];
	unsigned int count = cohmem_dt_memory(fdt, memory, MOST_MEMORY);

	if (count && !pool->dynamic && pool->ranges && pool->range[0].size)
		look_at_place(findings, pool, place_of(&pool->range[0], memory, count));
}

static void look_at_pair(json_t *findings, const struct cohmem_dt_pool *a,
			 const struct cohmem_dt_pool *b)
{
	for (unsigned int i = 0; i < a->ranges && i < COHMEM_DT_RANGES; i++) {
		for (unsigned int k = 0; k < b->ranges && k < COHMEM_DT_RANGES; k++) {
			if (cohmem_dt_overlap(&a->range[i], &b->range[k]))
				dt_find(findings, "error", a->name, "it overlaps %s at %#llx",
					b->name,
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

json_t *dt_findings(const void *fdt, json_t *read)
{
	json_t *findings = json_array();
	struct cohmem_dt_pool pool = {0};

	for (size_t i = 0; cohmem_dt_next_pool(fdt, &pool); i++) {
		look_at_pool(fdt, findings, &pool,
			     json_array_get(json_object_get(read, "pools"), i));
		look_at_memory(fdt, findings, &pool);
		look_at_overlaps(fdt, findings, &pool);
	}
	dt_find_in_devices(fdt, findings);
	return findings;
}
