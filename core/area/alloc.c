/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Requests to a device's own areas.
 *
 * The device's lock protects the device's areas and everything in them. It is held while runs are
 * searched, but not while memory is zeroed or a report is made. A request tries the areas of the
 * device, then those of its ancestors that include children, and holds one device's lock at a time.
 */
#include <cohmem/config.h>
#include <cohmem/mapping.h>

#include "../base/io.h"
#include "../observe/fault.h"
#include "thread_cache.h"

static enum cohmem_failure area_failure(const struct cohmem_area *area, size_t count,
					uint32_t reach)
{
	size_t granules = area->size >> area->granule_shift;

	if (count == 0 || count > granules)
		return COHMEM_TOO_LARGE;
	if (count > granules - cohmem_runs_used(area_runs(area)))
		return COHMEM_FULL;
	return reach < granules ? COHMEM_OUT_OF_REACH : COHMEM_FRAGMENTED;
}

/* Allocates @count granules. Takes kept blocks back from threads before it gives up. */
static bool take_run(struct cohmem_area *area, size_t count, uint32_t reach, struct cohmem_run *run)
{
	if (count == 0 || count > area->size >> area->granule_shift)
		return false;
	count = area_block(area, count);
	while (cohmem_runs_alloc(area_runs(area), (uint32_t)count, reach, run)) {
		if (!area_is_per_thread(area) || !cohmem__thread_cache_steal(area))
			return false;
	}
	if (area_is_per_thread(area))
		cohmem__thread_cache_mark(area, run->start, cohmem_runs_order((uint32_t)count),
					  true);
	return true;
}

/* Plans to zero, of the @count requested granules, those from the first to the last that is not known to be zero. */
static void plan_zeroing(struct area_alloc *alloc, uint32_t count)
{
	struct cohmem_area *area = alloc->area;
	uint32_t end = alloc->run.start + count;
	uint32_t to = alloc->run.dirty_to < end ? alloc->run.dirty_to : end;
	uint32_t dirty = to > alloc->run.dirty_from ? to - alloc->run.dirty_from : 0;

	alloc->dirty_bytes = (size_t)dirty << area->granule_shift;
	if (!COHMEM_WITH_STATS)
		return;
	area->stats.zeroed_bytes += alloc->dirty_bytes;
	area->stats.spared_bytes += (uint64_t)(count - dirty) << area->granule_shift;
}

static SLOW_PATH void note_refusal(struct cohmem_area *area, size_t count, enum cohmem_failure why,
				   struct area_alloc *alloc, enum area_answer answer)
{
	area->stats.failures[why] += COHMEM_WITH_STATS;
#if COHMEM_WITH_REPORTS
	/* The first exclusive area's reason is reported, or else the first one. */
	if (answer == EXCLUSIVE || (answer == FULL && !(area->flags & DMA_MEMORY_EXCLUSIVE)))
		return;
	if (count && count <= area->size >> area->granule_shift)
		count = area_block(area, count);
	alloc->refusal = (struct area_refusal){
		.why = why,
		.device_base = area->device_base,
		.size = area->size,
		.used = (uint64_t)cohmem_runs_used(area_runs(area)) << area->granule_shift,
		.block = (uint64_t)count << area->granule_shift,
	};
#else
	(void)count, (void)alloc, (void)answer;
#endif
}

/* @answer: of the areas before. */
static bool area_take(struct cohmem_area *area, const struct device *dev, ssize_t size,
		      struct area_alloc *alloc, enum area_answer answer)
{
	size_t count = size > 0 ? area_granules(area, (size_t)size) : 0;
	uint32_t reach = area_reach(area, dev);

	if (fails(COHMEM_FAIL_AREA, dev)) {
		note_refusal(area, count, COHMEM_INJECTED, alloc, answer);
		return false;
	}
	if (!take_run(area, count, reach, &alloc->run)) {
		note_refusal(area, count, area_failure(area, count, reach), alloc, answer);
		return false;
	}
	alloc->area = area;
	plan_zeroing(alloc, (uint32_t)count);
	area->stats.allocations += COHMEM_WITH_STATS;
	return true;
}

enum area_answer cohmem__area_try(struct device *owner, const struct device *dev, ssize_t size,
				  struct area_alloc *alloc)
{
	enum area_answer answer = NO_AREA;
	unsigned long flags = cohmem_port->lock(&owner->cohmem_lock);

	for (struct cohmem_area *a = owner->cohmem_areas; a && answer != SERVED; a = a->next) {
		if (a->draining || !area_serves(a, dev))
			continue;
		if (area_take(a, dev, size, alloc, answer))
			answer = SERVED;
		else if (a->flags & DMA_MEMORY_EXCLUSIVE)
			answer = EXCLUSIVE;
		else if (answer == NO_AREA)
			answer = FULL;
	}
	owner->cohmem_stats.fell_through += COHMEM_WITH_STATS && answer == FULL;
	cohmem_port->unlock(&owner->cohmem_lock, flags);
	return answer;
}

static void area_zero(const struct area_alloc *alloc)
{
	const struct cohmem_area *area = alloc->area;
	struct cohmem_region *region = area->region;
	uint64_t offset = (uint64_t)alloc->run.dirty_from << area->granule_shift;

	if (area->flags & DMA_MEMORY_IO)
		cohmem__zero_io((char *)area->virt_base + offset, alloc->dirty_bytes);
	else
		cohmem_port->zero((char *)area->virt_base + offset, alloc->dirty_bytes);
	if (region->cpu_access)
		region->cpu_access(region, area->region_offset + offset, alloc->dirty_bytes,
				   DMA_TO_DEVICE, false);
}

static inline void *area_finish_alloc(const struct area_alloc *alloc, dma_addr_t *dma_handle)
{
	const struct cohmem_area *area = alloc->area;

	if (alloc->dirty_bytes)
		area_zero(alloc);
	*dma_handle = area->device_base + ((uint64_t)alloc->run.start << area->granule_shift);
	return area_addr(area, alloc->run.start);
}

/* Called as a tail call, so that unobserved requests need not save registers for it. */
static SLOW_PATH void *finish_observed(const struct area_alloc *alloc, dma_addr_t *dma_handle)
{
	const struct cohmem_area *area = alloc->area;

	cohmem_memory_reused(area_addr(area, alloc->run.start),
			     (size_t)alloc->run.count << area->granule_shift);
	return area_finish_alloc(alloc, dma_handle);
}

void *cohmem__area_finish_alloc(const struct area_alloc *alloc, dma_addr_t *dma_handle)
{
	return observed(OBSERVE_MEMORY) ? finish_observed(alloc, dma_handle)
					: area_finish_alloc(alloc, dma_handle);
}

void cohmem__area_describe(const struct cohmem_area *area, struct cohmem_block *block)
{
	block->capacity = area_block(area, area_granules(area, block->size)) << area->granule_shift;
	block->io = (area->flags & DMA_MEMORY_IO) != 0;
	block->readable_when_free = true;
}

enum area_answer cohmem__area_alloc(struct device *dev, ssize_t size, struct area_alloc *alloc)
{
	enum area_answer answer = NO_AREA;

	if (cohmem__thread_cache_alloc(dev, size, alloc))
		return SERVED;
	for (struct device *d = dev; d && answer == NO_AREA; d = device_above(d))
		answer = cohmem__area_try(d, dev, size, alloc);
	return answer;
}

int dma_alloc_from_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle, void **ret)
{
	enum area_answer answer;
	struct area_alloc alloc;

	if (!dev)
		return 0;
	if (!dma_handle || !ret) {
		report_warn(dev, "cannot allocate: dma_handle or ret is NULL");
		return 0;
	}
	if (of_parent(dev)) {
		report_warn(dev, "cannot allocate: " OF_PARENT);
		*ret = NULL;
		return 1;
	}
	answer = cohmem__area_alloc(dev, size, &alloc);
	if (answer == NO_AREA)
		return 0;
	*ret = answer == SERVED ? cohmem__area_finish_alloc(&alloc, dma_handle) : NULL;
	return answer != FULL;
}
