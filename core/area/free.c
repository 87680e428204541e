/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Frees of blocks in a device's own areas and in those of its ancestors that include children. The free of the last
 * block in a draining area also destroys the area.
 */
#include "../base/assert.h"
#include "../observe/observe.h"
#include "thread_cache.h"

/* Under the lock, so that observers are notified before the block can be allocated again. */
static SLOW_PATH int release_observed(struct cohmem_area *area, uint32_t start, unsigned int order)
{
	struct cohmem_run run;
	int err;

	cohmem_runs_next(area_runs(area), start, &run);
	err = cohmem_runs_release(area_runs(area), start, order);
	if (!err)
		cohmem_memory_freed(area_addr(area, start),
				    (size_t)run.count << area->granule_shift);
	return err;
}

static int area_release_block(struct cohmem_area *area, const struct release *what)
{
	unsigned int order;
	uint32_t start;
	int err = release_target(area, what, &start, &order);

	assert_locked(&area->owner->cohmem_lock);
	if (!err && area_is_per_thread(area))
		err = cohmem__thread_cache_claim(area, start, order);
	if (err)
		return err;
	if (observed(OBSERVE_MEMORY))
		return release_observed(area, start, order);
	return cohmem_runs_release(area_runs(area), start, order);
}

/* Unlinks a draining area that has no more blocks. Returns true if it did: then the caller must destroy the area. */
static bool was_last(struct cohmem_area *area)
{
	if (!area->draining || cohmem_runs_used(area_runs(area)))
		return false;
	cohmem__area_unlink(area);
	return true;
}

int cohmem__area_free(struct device *owner, const struct device *dev, const struct release *what)
{
	unsigned long flags = cohmem_port->lock(&owner->cohmem_lock);
	struct cohmem_area *area = cohmem__area_find(owner, dev, what->vaddr);
	bool last = false;
	int err = 0;

	if (area)
		err = area_release_block(area, what);
	if (area && !err)
		last = was_last(area);
	cohmem_port->unlock(&owner->cohmem_lock, flags);

	if (last)
		cohmem__area_destroy(area);
	if (err)
		report_warn(dev, "release of CPU address %#llx refused: %s",
			    (unsigned long long)(uintptr_t)what->vaddr, cohmem_runs_refusal(err));
	return area != NULL;
}

static int release_up(struct device *dev, const struct release *what)
{
	int mine = dev && cohmem__thread_cache_release(dev, what);

	for (struct device *d = dev; d && !mine; d = device_above(d))
		mine = cohmem__area_free(d, dev, what);
	return mine;
}

int dma_release_from_coherent(struct device *dev, int order, void *vaddr)
{
	/* A negative order must not be taken for BY_SIZE: no block has the order INT_MAX. */
	const struct release what = {.vaddr = vaddr, .order = order < 0 ? 0x7fffffff : order};

	return (dev && of_parent(dev)) || release_up(dev, &what);
}

int cohmem__free_from_coherent(struct device *dev, size_t size, const void *vaddr)
{
	const struct release what = {.vaddr = vaddr, .size = size, .order = BY_SIZE};

	return release_up(dev, &what);
}
