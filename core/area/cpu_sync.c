/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Cleans and invalidates cache lines when an area's memory passes from the CPU to the engine or back, as
 * in Linux's arch/arm/mm/dma-mapping.c. Only in the freestanding build.
 */
#include <cohmem/config.h>
#include <cohmem/sync.h>

#include "area.h"

#if !COHMEM_WITH_THREADS

/* Cleans lines that [@from, @to) covers only in part, so that invalidation does not lose the CPU's other data. */
static void clean_edges(const struct cohmem_cpu_cache *cache, uintptr_t from, uintptr_t to)
{
	const uintptr_t line = (uintptr_t)1 << cache->line_shift;
	const uintptr_t first = from & ~(line - 1), last = (to - 1) & ~(line - 1);

	if (from != first)
		cache->clean((void *)first, line);
	if (to != last + line && (first != last || from == first))
		cache->clean((void *)last, line);
}

/*
 * Lines are invalidated before the engine writes, so that no dirty line is written back over the engine's
 * data. They are invalidated again afterwards, because the CPU may have prefetched some in the meantime.
 */
static int cached_access(struct cohmem_region *region, uint64_t offset, size_t size,
			 enum dma_data_direction dir, bool begin)
{
	const struct cohmem_cpu_cache *cache = region->priv;
	const uintptr_t line = (uintptr_t)1 << cache->line_shift;
	const uintptr_t from = (uintptr_t)region->cpu_addr + (uintptr_t)offset, to = from + size;
	const uintptr_t first = from & ~(line - 1);
	const size_t bytes = (size_t)(((to + line - 1) & ~(line - 1)) - first);

	if (!begin && dir != DMA_FROM_DEVICE)
		cache->clean((void *)first, bytes);
	else if (dir != DMA_TO_DEVICE)
		clean_edges(cache, from, to);
	if (dir != DMA_TO_DEVICE)
		cache->invalidate((void *)first, bytes);
	return 0;
}

void cohmem_region_cached(struct cohmem_region *region, struct cohmem_cpu_cache *cache)
{
	region->cpu_access = cached_access;
	region->granule_shift = cache->line_shift;
	region->priv = cache;
}

static struct cohmem_area *area_of(struct device *owner, const struct device *dev, dma_addr_t addr,
				   size_t size)
{
	unsigned long flags = cohmem_port->lock(&owner->cohmem_lock);
	struct cohmem_area *area = owner->cohmem_areas;

	while (area && !(area_serves(area, dev) &&
			 interval_contains(area->device_base, area->size, addr, size)))
		area = area->next;
	cohmem_port->unlock(&owner->cohmem_lock, flags);
	return area;
}

/* The memory is allocated, so its area cannot be destroyed meanwhile. */
static void area_sync(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		      bool begin)
{
	struct cohmem_area *area = NULL;
	struct cohmem_region *region;

	for (struct device *d = dev; d && !area; d = d->parent)
		area = area_of(d, dev, addr, size);
	if (COHMEM_WITH_GLOBAL && dev && !area)
		area = area_of(&cohmem__global_device, dev, addr, size);
	region = area ? area->region : NULL;
	if (region && region->cpu_access && size)
		region->cpu_access(region, area->region_offset + (addr - area->device_base), size,
				   dir, begin);
}

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir)
{
	area_sync(dev, addr, size, dir, true);
}

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir)
{
	area_sync(dev, addr, size, dir, false);
}

#endif
