/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Complete calls of dma_alloc_from_coherent() and dma_release_from_coherent(), with the device's list of
 * areas, its mask, zeroing, and the check of a release. Granules are 64 bytes, so that zeroing does not
 * dominate.
 */
#include <cohmem/cohmem.h>
#include <stdlib.h>

#include "bench.h"

#define NOINLINE_FOR_SIZE (1ULL << 32)
#define SHIFT             6

struct whole {
	struct device dev;
	struct cohmem_region *region;
};

static void whole_destroy(void *self)
{
	struct whole *whole = self;

	dma_release_declared_memory(&whole->dev);
	cohmem_region_destroy(whole->region);
	free(whole);
}

static uintptr_t whole_alloc(void *self, unsigned int order)
{
	struct whole *whole = self;
	dma_addr_t handle;
	void *ret = NULL;

	dma_alloc_from_coherent(&whole->dev, (ssize_t)1 << (order + SHIFT), &handle, &ret);
	return ret ? (uintptr_t)ret : NO_BLOCK;
}

static void whole_release(void *self, uintptr_t block, unsigned int order)
{
	struct whole *whole = self;

	dma_release_from_coherent(&whole->dev, (int)order, (void *)block);
}

static void *create(const struct population *population, uintptr_t *handles, unsigned int flags)
{
	static phys_addr_t phys;
	struct whole *whole = calloc(1, sizeof(*whole));
	struct cohmem_area_desc desc = {
		.phys_addr = phys += NOINLINE_FOR_SIZE,
		.device_addr = 0x100000,
		.size = (size_t)population->granules << SHIFT,
		.flags = flags,
		.granule_shift = SHIFT,
	};

	if (!whole)
		return NULL;
	cohmem_device_init(&whole->dev, NULL);
	if (cohmem_ram_region_create(desc.phys_addr, desc.size, 0, &whole->region))
		goto free;
	if (cohmem_declare_area(&whole->dev, &desc))
		goto destroy_region;
	for (size_t i = 0; i < population->count; i++) {
		handles[i] = whole_alloc(whole, population->blocks[i].order);
		if (handles[i] == NO_BLOCK)
			goto release_area;
	}
	return whole;

release_area:
	dma_release_declared_memory(&whole->dev);
destroy_region:
	cohmem_region_destroy(whole->region);
free:
	free(whole);
	return NULL;
}

static void *exact_create(const struct population *population, uintptr_t *handles)
{
	return create(population, handles, DMA_MEMORY_EXCLUSIVE);
}

static void *cached_create(const struct population *population, uintptr_t *handles)
{
	return create(population, handles, DMA_MEMORY_EXCLUSIVE | COHMEM_AREA_PER_THREAD);
}

const struct contender bench_area = {"area, exact", 14,           true, exact_create, whole_alloc,
				     whole_release, whole_destroy};
const struct contender bench_area_cached = {
	"area, cached", 14, true, cached_create, whole_alloc, whole_release, whole_destroy};
