/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Findings about the pools of a tree. */
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "dt.h"

#define PAGE       4096u
#define MOST_NODES 64 /* MAX_RESERVED_REGIONS */

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
			"its size %#llx is not a multiple of the page size: the rest is not used",
			(unsigned long long)size);
	/* Many pools are meant for one buffer that is as large as the pool. */
	if (pool->use == COHMEM_DT_DMA_POOL && size >= PAGE &&
	    size - largest_block(size) > size / 4)
		dt_find(findings, "warning", pool->name,
			"its size %#llx is not a power of two: requests are rounded up to powers of two, so the largest is %#llx, and more than a quarter of the pool can only serve smaller ones",
			(unsigned long long)size, (unsigned long long)largest_block(size));
}

static bool wants_users(const struct cohmem_dt_pool *pool)
{
	if (pool->use == COHMEM_DT_DMA_POOL)
		return !pool->dma_default;
	return pool->use == COHMEM_DT_RESTRICTED ||
	       (pool->use == COHMEM_DT_CMA && !pool->cma_default);
}

/* Check alignment, as rmem_cma_setup() does. Linux itself aligns the pools without reg. */
static void look_at_cma(json_t *findings, const struct cohmem_dt_pool *pool)
{
	uint64_t both = pool->ranges ? pool->range[0].base | pool->range[0].size : 0;

	if (pool->use != COHMEM_DT_CMA || pool->dynamic)
		return;
	if (both % ((uint64_t)2 << 20))
		dt_find(findings, "error", pool->name,
			"CMA must begin and end at multiples of 2 MiB (arm64) or 4 MiB (arm): Linux refuses it, and uses the memory like any other");
	else if (both % ((uint64_t)4 << 20))
		dt_find(findings, "warning", pool->name,
			"it does not begin and end at multiples of 4 MiB: 32-bit ARM refuses such CMA");
}

static void look_at_pool(const void *fdt, json_t *findings, const struct cohmem_dt_pool *pool,
			 bool used)
{
	if (pool->why && pool->use == COHMEM_DT_IGNORED && strcmp(pool->why, COHMEM_DT_NOT_OKAY))
		dt_find(findings, "error", pool->name, "Linux ignores it: %s", pool->why);
	else if (pool->use == COHMEM_DT_REFUSED)
		dt_find(findings, "error", pool->name,
			"Linux refuses it, and uses the memory like any other: %s", pool->why);
	if (fdt_getprop(fdt, pool->node, "nomap", NULL))
		dt_find(findings, "error", pool->name,
			"'nomap' is misspelt: Linux looks for 'no-map'");
	if (pool->use == COHMEM_DT_IGNORED)
		return;
	if (pool->dynamic)
		look_at_size(findings, pool, pool->size);
	for (unsigned int i = 0; !pool->dynamic && i < pool->ranges && i < COHMEM_DT_RANGES; i++)
		look_at_size(findings, pool, pool->range[i].size);
	look_at_cma(findings, pool);
	if (wants_users(pool) && !used)
		dt_find(findings, "warning", pool->name, "no device refers to it");
	if (pool->ranges > COHMEM_DT_RANGES)
		dt_find(findings, "warning", pool->name,
			"it has %u ranges, of which only the first %d are checked", pool->ranges,
			COHMEM_DT_RANGES);
	if (pool->use == COHMEM_DT_DMA_POOL && !pool->no_map)
		dt_find(findings, "warning", pool->name,
			"it has no no-map property: 32-bit ARM refuses it");
	if (pool->use == COHMEM_DT_DMA_POOL && pool->ranges > 1 && !pool->dynamic)
		dt_find(findings, "warning", pool->name,
			"Linux makes a pool of its first range only, but reserves all %u",
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
			"it lies in /memory and has no no-map property: Linux maps it as normal memory, and then cannot map it for devices");
	if (dma_pool && place != OUTSIDE && pool->range[0].base % PAGE)
		dt_find(findings, "error", pool->name,
			"its base is not a multiple of the page size: Linux maps the rest of that page as normal memory, and then cannot map the pool for devices");
	if (dma_pool && place == OUTSIDE)
		dt_find(findings, "warning", pool->name,
			"it lies outside of /memory: its address is wrong, unless it is separate memory such as on-chip SRAM");
	if (pool->use == COHMEM_DT_CMA && place != INSIDE)
		dt_find(findings, "warning", pool->name,
			"it does not lie entirely in /memory: CMA must, because Linux uses it as normal memory while no device needs it");
}

/* Without ranges in /memory, which a boot loader may fill in, there is nothing to compare with. */
static void look_at_memory(const struct dt *dt, json_t *findings, const struct cohmem_dt_pool *pool)
{
	if (dt->memories && !pool->dynamic && pool->ranges && pool->range[0].size)
		look_at_place(findings, pool, place_of(&pool->range[0], dt->memory, dt->memories));
}

/* A range of a pool, or of a /memreserve/. */
struct taken {
	struct cohmem_dt_range range;
	const struct cohmem_dt_pool *pool; /* NULL: /memreserve/ */
};

static int by_base(const void *a, const void *b)
{
	const struct taken *x = a, *y = b;

	return (x->range.base > y->range.base) - (x->range.base < y->range.base);
}

static bool takes_memory(const struct cohmem_dt_pool *pool)
{
	return pool->use != COHMEM_DT_IGNORED && !pool->dynamic;
}

static size_t collect_taken(const struct dt *dt, int reserved, struct taken *taken)
{
	size_t count = 0;

	for (size_t i = 0; i < dt->count; i++) {
		const struct cohmem_dt_pool *p = &dt->pool[i];

		for (unsigned int k = 0; takes_memory(p) && k < p->ranges && k < COHMEM_DT_RANGES;
		     k++)
			taken[count++] = (struct taken){p->range[k], p};
	}
	for (int i = 0; i < reserved; i++) {
		struct cohmem_dt_range range = {0};

		fdt_get_mem_rsv(dt->fdt, i, &range.base, &range.size);
		taken[count++] = (struct taken){range, NULL};
	}
	qsort(taken, count, sizeof(*taken), by_base);
	return count;
}

/* A /memreserve/ over a pool does no harm, unless the pool has no-map. */
static void tell_overlap(json_t *findings, const struct taken *a, const struct taken *b)
{
	const struct cohmem_dt_pool *pool = a->pool ? a->pool : b->pool;
	const struct taken *other = a->pool ? b : a;

	if (!pool || (!other->pool && !pool->no_map))
		return;
	if (!other->pool)
		dt_find(findings, "error", pool->name,
			"a /memreserve/ at %#llx overlaps it: Linux then maps it in spite of no-map",
			(unsigned long long)other->range.base);
	else
		dt_find(findings, "error", pool->name, "it overlaps %s at %#llx", other->pool->name,
			(unsigned long long)b->range.base);
}

/* Each range is only compared with the earlier one that ends last, so there are no more findings than ranges. */
static bool look_at_overlaps(const struct dt *dt, json_t *findings)
{
	int reserved = fdt_num_mem_rsv(dt->fdt);
	struct taken *taken =
		malloc((dt->count * COHMEM_DT_RANGES + (size_t)(reserved > 0 ? reserved : 0) + 1) *
		       sizeof(*taken));
	size_t count = taken ? collect_taken(dt, reserved, taken) : 0, last = 0;

	for (size_t i = 1; i < count; i++) {
		if (cohmem_dt_overlap(&taken[last].range, &taken[i].range))
			tell_overlap(findings, &taken[last], &taken[i]);
		if (taken[i].range.base - taken[last].range.base >= taken[last].range.size ||
		    taken[i].range.size >
			    taken[last].range.size - (taken[i].range.base - taken[last].range.base))
			last = i;
	}
	free(taken);
	return taken != NULL;
}

/* Return for each pool whether an available device refers to it; NULL if there is no memory. */
static bool *find_used(const struct dt *dt)
{
	bool *used = calloc(dt->count + 1, sizeof(*used));
	struct cohmem_dt_user user = {0};

	while (used && cohmem_dt_next_user(dt->fdt, &user)) {
		const struct cohmem_dt_pool *pool = dt_pool_of(dt, user.phandle);

		if (pool && user.available)
			used[pool - dt->pool] = true;
	}
	return used;
}

json_t *dt_findings(const struct dt *dt)
{
	json_t *findings = json_array();
	bool *used = find_used(dt);

	for (size_t i = 0; used && i < dt->count; i++) {
		look_at_pool(dt->fdt, findings, &dt->pool[i], used[i]);
		look_at_memory(dt, findings, &dt->pool[i]);
	}
	if (dt->count > MOST_NODES)
		dt_find(findings, "error", "/reserved-memory",
			"it has %zu nodes: Linux 6.1 supports at most 64", dt->count);
	if (!used || !look_at_overlaps(dt, findings))
		dt_find(findings, "error", "/reserved-memory", "no memory to check everything");
	dt_find_in_devices(dt, findings);
	free(used);
	return findings;
}
