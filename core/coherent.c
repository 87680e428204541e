/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Requests to a device's own areas.
 *
 * The areas of a device, and all that is in them, are guarded by the device's lock, which is held
 * while runs are searched and never while memory is zeroed or a report is made. A request asks
 * the device, then its ancestors' areas that include children; one lock at a time.
 */
#include <cohmem/mapping.h>

#include "apart.h"
#include "cache.h"
#include "debug.h"
#include "internal.h"
#include "watch.h"

/* What became of a request at one device's areas. */
enum answer {
	NO_AREA,   /* none that serves the request */
	FULL,      /* no room, and generic memory may do */
	EXCLUSIVE, /* no room, and nothing else will do */
	SERVED,
};

static enum cohmem_failure why_not(const struct cohmem_area *area, size_t count, uint32_t reach)
{
	size_t granules = area->size >> area->granule_shift;

	if (count == 0 || count > granules)
		return COHMEM_TOO_LARGE;
	if (count > granules - cohmem_runs_used(area_runs(area)))
		return COHMEM_FULL;
	return reach < granules ? COHMEM_OUT_OF_REACH : COHMEM_FRAGMENTED;
}

/* A request for @count granules. */
static bool take_run(struct cohmem_area *area, size_t count, uint32_t reach, struct cohmem_run *run)
{
	if (count == 0 || count > area->size >> area->granule_shift)
		return false;
	count = area_block(area, count);
	while (cohmem_runs_alloc(area_runs(area), (uint32_t)count, reach, run)) {
		if (!area_is_cached(area) || !cohmem_cache_steal(area))
			return false;
	}
	if (area_is_cached(area))
		cohmem_cache_mark(area, run->start, cohmem_runs_order((uint32_t)count), true);
	return true;
}

/* The granules that a request touches are zeroed, but for those known to be zero. */
static void plan_zeroing(struct grant *grant, uint32_t count)
{
	struct cohmem_area *area = grant->area;
	uint32_t end = grant->run.start + count;
	uint32_t to = grant->run.dirty_to < end ? grant->run.dirty_to : end;
	uint32_t dirty = to > grant->run.dirty_from ? to - grant->run.dirty_from : 0;

	grant->dirty_bytes = (size_t)dirty << area->granule_shift;
	if (!STATS)
		return;
	area->stats.zeroed_bytes += grant->dirty_bytes;
	area->stats.spared_bytes += (uint64_t)(count - dirty) << area->granule_shift;
}

static bool take(struct cohmem_area *area, const struct device *dev, ssize_t size,
		 struct grant *grant)
{
	size_t count = size > 0 ? area_granules(area, (size_t)size) : 0;
	uint32_t reach = area_reach(area, dev);

	if (fails(COHMEM_FAIL_AREA, dev)) {
		area->stats.failures[COHMEM_INJECTED] += STATS;
		return false;
	}
	if (!take_run(area, count, reach, &grant->run)) {
		if (STATS)
			area->stats.failures[why_not(area, count, reach)]++;
		return false;
	}
	grant->area = area;
	plan_zeroing(grant, (uint32_t)count);
	area->stats.allocations += STATS;
	return true;
}

/* Tries @owner's areas for a request of @dev, in order. */
static enum answer ask(struct device *owner, const struct device *dev, ssize_t size,
		       struct grant *grant)
{
	enum answer answer = NO_AREA;
	unsigned long flags = cohmem_port->lock(&owner->cohmem_lock);

	for (struct cohmem_area *a = owner->cohmem_areas; a && answer != SERVED; a = a->next) {
		if (a->draining || !area_serves(a, dev))
			continue;
		if (take(a, dev, size, grant))
			answer = SERVED;
		else if (a->flags & DMA_MEMORY_EXCLUSIVE)
			answer = EXCLUSIVE;
		else if (answer == NO_AREA)
			answer = FULL;
	}
	owner->cohmem_stats.fell_through += STATS && answer == FULL;
	cohmem_port->unlock(&owner->cohmem_lock, flags);
	return answer;
}

static void *area_addr(const struct cohmem_area *area, uint32_t granule)
{
	return (char *)area->virt_base + ((size_t)granule << area->granule_shift);
}

/* Some device memory takes only whole aligned words, and no compiler may turn this into memset. */
void cohmem_zero_io(void *addr, size_t bytes)
{
	volatile uint32_t *word = addr;

	for (size_t i = 0; i < bytes / sizeof(*word); i++)
		word[i] = 0;
}

static COLD void take_over(const struct grant *grant)
{
	const void *block = area_addr(grant->area, grant->run.start);
	size_t bytes = (size_t)grant->run.count << grant->area->granule_shift;

	if (watched(WATCH_BLOCKS))
		cohmem_debug_reclaim(block, bytes);
	tell_access(block, bytes, COHMEM_ACCESS_TAKEN);
}

static void zero(const struct grant *grant)
{
	const struct cohmem_area *area = grant->area;
	struct cohmem_window *window = area->window;
	uint64_t offset = (uint64_t)grant->run.dirty_from << area->granule_shift;

	if (area->flags & DMA_MEMORY_IO)
		cohmem_zero_io((char *)area->virt_base + offset, grant->dirty_bytes);
	else
		cohmem_port->zero((char *)area->virt_base + offset, grant->dirty_bytes);
	if (window->cpu_access)
		window->cpu_access(window, area->window_offset + offset, grant->dirty_bytes,
				   DMA_TO_DEVICE, false);
}

/* The block cannot go while it is ours, and the area stays as long as a block is out. */
static APART void *deliver(const struct grant *grant, dma_addr_t *dma_handle)
{
	const struct cohmem_area *area = grant->area;

	if (watched(WATCH_BLOCKS | WATCH_ACCESS))
		take_over(grant);
	if (grant->dirty_bytes)
		zero(grant);
	*dma_handle = area->device_base + ((uint64_t)grant->run.start << area->granule_shift);
	return area_addr(area, grant->run.start);
}

int cohmem_alloc_from_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle, void **ret)
{
	enum answer answer = NO_AREA;
	struct grant grant;

	if (cohmem_cache_alloc(dev, size, &grant))
		answer = SERVED;
	for (struct device *d = dev; d && answer == NO_AREA; d = device_above(d))
		answer = ask(d, dev, size, &grant);
	if (answer == NO_AREA)
		return 0;
	*ret = answer == SERVED ? deliver(&grant, dma_handle) : NULL;
	return answer != FULL;
}

int dma_alloc_from_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle, void **ret)
{
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
	return cohmem_alloc_from_coherent(dev, size, dma_handle, ret);
}

bool cohmem_has_area(struct device *dev)
{
	bool found = false;

	for (struct device *d = dev; d && !found; d = device_above(d)) {
		unsigned long flags = cohmem_port->lock(&d->cohmem_lock);

		for (struct cohmem_area *a = d->cohmem_areas; a && !found; a = a->next)
			found = !a->draining && area_serves(a, dev);
		cohmem_port->unlock(&d->cohmem_lock, flags);
	}
	return found;
}

static bool room_at(struct device *owner, const struct device *dev, const void *vaddr, size_t *room,
		    bool *io)
{
	unsigned long flags = cohmem_port->lock(&owner->cohmem_lock);
	const struct cohmem_area *area = cohmem_area_around(owner, dev, vaddr);

	if (area) {
		*room = area_block(area, area_granules(area, *room)) << area->granule_shift;
		*io = (area->flags & DMA_MEMORY_IO) != 0;
	}
	cohmem_port->unlock(&owner->cohmem_lock, flags);
	return area != NULL;
}

bool cohmem_area_room(struct device *dev, const void *vaddr, size_t size, size_t *room, bool *io)
{
	size_t bytes = size;
	bool found = false;

	for (struct device *d = dev; d && !found; d = device_above(d))
		found = room_at(d, dev, vaddr, &bytes, io);
	if (GLOBAL && !found)
		found = room_at(&cohmem_global_device, dev, vaddr, &bytes, io);
	if (found)
		*room = bytes;
	return found;
}

bool cohmem_is_io(struct device *dev, const void *vaddr)
{
	size_t room;
	bool io;

	return cohmem_area_room(dev, vaddr, 1, &room, &io) && io;
}

int cohmem_release_target(const struct cohmem_area *area, const struct release *what,
			  uint32_t *start, unsigned int *order)
{
	size_t offset = (uintptr_t)what->vaddr - (uintptr_t)area->virt_base;
	size_t count;

	*start = (uint32_t)(offset >> area->granule_shift);
	*order = (unsigned int)what->order;
	if (offset & (((size_t)1 << area->granule_shift) - 1))
		return -EFAULT;
	if (what->order == BY_SIZE) {
		count = area_granules(area, what->size);
		if (count > area->size >> area->granule_shift)
			return -EINVAL;
		*order = cohmem_runs_order((uint32_t)count);
	}
	return 0;
}

/* Who uses the block next finds the lock taken until it is forgotten. */
void cohmem_released(const struct cohmem_area *area, uint32_t start, uint32_t count)
{
	const void *block = area_addr(area, start);

	if (watched(WATCH_BLOCKS))
		cohmem_debug_forget(block);
	tell_access(block, (size_t)count << area->granule_shift, COHMEM_ACCESS_FREE);
}

static COLD int release_watched(struct cohmem_area *area, uint32_t start, unsigned int order)
{
	struct cohmem_run run;
	int err;

	cohmem_runs_next(area_runs(area), start, &run);
	err = cohmem_runs_release(area_runs(area), start, order);
	if (!err)
		cohmem_released(area, start, run.count);
	return err;
}

static int release_block(struct cohmem_area *area, const struct release *what)
{
	unsigned int order;
	uint32_t start;
	int err = cohmem_release_target(area, what, &start, &order);

	if (!err && area_is_cached(area))
		err = cohmem_cache_claim(area, start, order);
	if (err)
		return err;
	if (watched(WATCH_BLOCKS | WATCH_ACCESS))
		return release_watched(area, start, order);
	return cohmem_runs_release(area_runs(area), start, order);
}

/* Whether that was the last block of an area that only waited for it, and then it is off the list. */
static bool was_last(struct cohmem_area *area)
{
	if (!area->draining || cohmem_runs_used(area_runs(area)))
		return false;
	cohmem_area_unlink(area);
	return true;
}

/* Returns 1 if @owner has the area, and then the release is done or refused. */
static int release_at(struct device *owner, const struct device *dev, const struct release *what)
{
	unsigned long flags = cohmem_port->lock(&owner->cohmem_lock);
	struct cohmem_area *area = cohmem_area_around(owner, dev, what->vaddr);
	bool last = false;
	int err = 0;

	if (area)
		err = release_block(area, what);
	if (area && !err)
		last = was_last(area);
	cohmem_port->unlock(&owner->cohmem_lock, flags);

	if (last)
		cohmem_area_destroy(area);
	if (err)
		report_warn(dev, "release of CPU address %#llx refused: %s",
			    (unsigned long long)(uintptr_t)what->vaddr, cohmem_runs_refusal(err));
	return area != NULL;
}

static int release_up(struct device *dev, const struct release *what)
{
	int mine = dev && cohmem_cache_release(dev, what);

	for (struct device *d = dev; d && !mine; d = device_above(d))
		mine = release_at(d, dev, what);
	return mine;
}

int dma_release_from_coherent(struct device *dev, int order, void *vaddr)
{
	/* A negative order must not be taken for BY_SIZE: no block has the order INT_MAX. */
	const struct release what = {.vaddr = vaddr, .order = order < 0 ? 0x7fffffff : order};

	return (dev && of_parent(dev)) || release_up(dev, &what);
}

int cohmem_release_from_coherent(struct device *dev, size_t size, const void *vaddr)
{
	const struct release what = {.vaddr = vaddr, .size = size, .order = BY_SIZE};

	return release_up(dev, &what);
}

#ifndef COHMEM_NO_GLOBAL

void *dma_alloc_from_global_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle)
{
	struct grant grant;

	if (!dev || !dma_handle || of_parent(dev) ||
	    ask(&cohmem_global_device, dev, size, &grant) != SERVED)
		return NULL;
	return deliver(&grant, dma_handle);
}

int dma_release_from_global_coherent(int order, void *vaddr)
{
	const struct release what = {.vaddr = vaddr, .order = order < 0 ? 0x7fffffff : order};

	return release_at(&cohmem_global_device, &cohmem_global_device, &what);
}

int cohmem_release_from_global(size_t size, const void *vaddr)
{
	const struct release what = {.vaddr = vaddr, .size = size, .order = BY_SIZE};

	return release_at(&cohmem_global_device, &cohmem_global_device, &what);
}

#endif
