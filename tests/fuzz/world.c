/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "world.h"

#include <stdlib.h>
#include <string.h>

#define REGION_BYTES (36 * 4096u)
#define FILLED       1024u /* bytes at each end of a block that are filled and checked */

struct world *world_begin(bool debug)
{
	struct world *w = calloc(1, sizeof(*w));

	quiet_port();
	demand(w && cohmem_debug_set(debug ? COHMEM_DEBUG_ON : COHMEM_DEBUG_OFF) == 0, "memory");
	w->debug = debug;
	cohmem_device_init(&w->dev, NULL);
	cohmem_device_init(&w->pool_dev, NULL);
	w->dev.coherent_dma_mask = w->pool_dev.coherent_dma_mask = ~0ull;
	demand(cohmem_ram_region_create(PHYS, REGION_BYTES, 0, &w->region) == 0 &&
		       cohmem_ram_attach(&w->dev, GENERIC, 64 << 10) == 0 &&
		       cohmem_ram_attach(&w->pool_dev, GENERIC, 64 << 10) == 0,
	       "a region and generic memory");
	return w;
}

static void remove_area(struct world *w, struct area *area)
{
	struct area **link = &w->first;

	while (*link != area)
		link = &(*link)->next;
	*link = area->next;
	model_free(&area->model);
	free(area);
	w->areas--;
}

void world_end(struct world *w)
{
	for (size_t p = 0; p < w->pools; p++) {
		struct pool *pool = &w->pool[p];

		for (size_t i = 0; i < pool->blocks; i++)
			dma_pool_free(pool->pool, pool->block[i].cpu, pool->block[i].dma);
		dma_pool_destroy(pool->pool);
	}
	cohmem_device_release(&w->dev);
	dma_release_declared_memory(&w->dev);
	while (w->first)
		remove_area(w, w->first);
	demand(cohmem_debug_check(NULL) == 0, "memory was written that no driver owned");
	demand(cohmem_debug_leaks(NULL) == 0, "blocks are left");
	demand(cohmem_detach(&w->dev) == 0, "generic memory is left");
	demand(cohmem_detach(&w->pool_dev) == 0, "a pool's memory is left");
	demand(cohmem_region_destroy(w->region) == 0, "an area is left");
	cohmem_debug_set(COHMEM_DEBUG_OFF);
	free(w);
}

void world_check(struct world *w)
{
	struct cohmem_area_info info;
	unsigned int index = 0;

	demand(!cohmem_device_validate(&w->dev), "invariants");
	for (struct area *a = w->first; a; a = a->next) {
		demand(cohmem_area_get_info(&w->dev, index++, &info) == 0, "an area is missing");
		demand(info.runs.used == model_used(&a->model), "an area counts wrong");
		demand(info.draining == a->draining,
		       "an area is draining that should not be, or the reverse");
	}
	demand(cohmem_area_get_info(&w->dev, index, &info) == -ENOENT, "an area too many");
}

void world_add_area(struct world *w, const struct cohmem_area_desc *desc)
{
	struct area *area = calloc(1, sizeof(*area)), **link = &w->first;
	struct cohmem_area_info info;

	demand(area && cohmem_area_get_info(&w->dev, w->areas, &info) == 0, "the new area");
	area->base = desc->device_addr;
	area->cpu = info.virt_base;
	area->shift = info.granule_shift;
	area->flags = info.flags;
	model_init(&area->model, info.runs.granules, false);
	while (*link)
		link = &(*link)->next;
	*link = area;
	w->areas++;
}

static uint32_t round_up(const struct area *area, uint32_t count)
{
	uint32_t run = 1;

	while (run < count)
		run *= 2;
	return area->flags & COHMEM_AREA_EXACT ? count : run;
}

/* The number of an area's granules that are within the device's mask. */
static uint32_t reach(const struct world *w, const struct area *area)
{
	uint32_t n = 0;

	while (n < area->model.granules &&
	       area->base + (((uint64_t)n + 1) << area->shift) - 1 <= w->dev.coherent_dma_mask)
		n++;
	return n;
}

static bool try_area(const struct world *w, struct area *area, struct block *block)
{
	size_t count = (block->size >> area->shift) +
		       ((block->size & (((size_t)1 << area->shift) - 1)) != 0);

	if (count > area->model.granules ||
	    model_alloc(&area->model, round_up(area, (uint32_t)count), reach(w, area),
			&block->start))
		return false;
	block->area = area;
	block->dma = area->base + ((uint64_t)block->start << area->shift);
	return true;
}

enum answer world_expect(struct world *w, struct block *block)
{
	bool exclusive = false;

	if (block->size == 0)
		return FROM_NOWHERE;
	for (struct area *a = w->first; a; a = a->next) {
		if (a->draining)
			continue;
		if (try_area(w, a, block))
			return FROM_AREA;
		exclusive |= (a->flags & DMA_MEMORY_EXCLUSIVE) != 0;
	}
	return exclusive ? FROM_NOWHERE : FROM_GENERIC;
}

bool world_expect_occupied(struct world *w, struct block *block)
{
	struct area *area = w->first;
	size_t at, lead, bytes;

	while (area && (area->draining || block->dma < area->base ||
			block->dma - area->base >= (uint64_t)area->model.granules << area->shift))
		area = area->next;
	if (!area || block->size == 0)
		return false;
	at = (size_t)(block->dma - area->base);
	bytes = (size_t)area->model.granules << area->shift;
	if (block->size > bytes - at)
		return false;
	block->area = area;
	block->start = (uint32_t)(at >> area->shift);
	lead = at & (((size_t)1 << area->shift) - 1);
	block->count =
		round_up(area, (uint32_t)((lead + block->size + ((size_t)1 << area->shift) - 1) >>
					  area->shift));
	/* A free must name the block from the start of its first granule. */
	block->dma -= lead;
	block->size += lead;
	return model_take(&area->model, block->start, block->count) == 0;
}

static size_t filled(const struct block *block)
{
	return block->size < FILLED ? block->size : FILLED;
}

void world_add_block(struct world *w, const struct block *block)
{
	static uint8_t tag;
	struct block *b = &w->block[w->blocks++];

	*b = *block;
	b->tag = ++tag;
	memset(b->cpu, b->tag, filled(b));
	memset(b->cpu + b->size - filled(b), b->tag, filled(b));
}

void world_check_content(const struct block *block)
{
	const char *end = block->cpu + block->size;

	demand(all_bytes(block->cpu, filled(block), block->tag) &&
		       all_bytes(end - filled(block), filled(block), block->tag),
	       "somebody wrote into a block");
}

void world_drop_block(struct world *w, struct block *block)
{
	struct area *area = block->area;
	unsigned int order = 0;

	if (area) {
		while (1u << order < model_block(&area->model, block->start))
			order++;
		demand(model_release(&area->model, block->start, order) == 0, "the model");
	}
	*block = w->block[--w->blocks];
	if (area && area->draining && model_used(&area->model) == 0)
		remove_area(w, area);
}

static struct block *block_at(struct world *w, const struct area *area, uint32_t start)
{
	for (size_t i = 0; i < w->blocks; i++) {
		if (w->block[i].area == area && w->block[i].start == start)
			return &w->block[i];
	}
	return NULL;
}

struct block *world_released_by(struct world *w, const char *cpu, size_t size, dma_addr_t dma)
{
	struct area *area = w->first;
	uint32_t start, length, run = 1;
	struct block *block;
	size_t at;

	while (area && (size_t)(cpu - area->cpu) >= (size_t)area->model.granules << area->shift)
		area = area->next;
	if (!area || size == 0)
		return NULL;
	at = (size_t)(cpu - area->cpu);
	start = (uint32_t)(at >> area->shift);
	length = at % ((size_t)1 << area->shift) ? 0 : model_block(&area->model, start);
	while (run < length)
		run *= 2;
	/* The size must have the run's order: more than half of the run, and at most all of it. */
	if (!length || size > (size_t)run << area->shift ||
	    (run > 1 && size <= (size_t)(run / 2) << area->shift))
		return NULL;
	block = block_at(w, area, start);
	demand(block != NULL, "the model has a block that was not allocated");
	if (w->debug && (block->size != size || block->dma != dma || block->managed))
		return NULL;
	return block;
}

void world_drain(struct world *w)
{
	struct area *next;

	for (struct area *a = w->first; a; a = next) {
		next = a->next;
		a->draining = true;
		if (model_used(&a->model) == 0)
			remove_area(w, a);
	}
}
