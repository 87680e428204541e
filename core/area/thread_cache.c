/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * COHMEM_AREA_PER_THREAD: blocks that threads keep.
 *
 * The area's runs count a block that a thread keeps as in use. A tag at a block's first granule is
 * non-zero while the driver owns the block. Frees are validated without the device's lock: the thread
 * that changes the tag to 0 owns the block.
 *
 * Each thread has a lock that protects its slots in all areas. While it is held, no list of areas
 * changes. So a request or a free that the thread's own slots can serve takes only that lock.
 */
#include <cohmem/config.h>

#include "../base/assert.h"
#include "../base/thread.h"
#include "../observe/observe.h"
#include "thread_cache.h"

#if COHMEM_WITH_THREADS

#define UNCACHEABLE 0x80u /* reserved by address, so perhaps not aligned to its order */

struct area_magazine {
	uint32_t start[COHMEM_AREA_MAGAZINE_ORDERS][COHMEM_AREA_MAGAZINE_BLOCKS];
	uint8_t count[COHMEM_AREA_MAGAZINE_ORDERS];
	uint32_t pad;
	uint64_t zeroed_bytes;
	unsigned long allocations;
	unsigned char more_pad[48 - sizeof(unsigned long)];
};

struct thread_cache {
	struct area_magazine slots[COHMEM_THREADS];
	uint8_t tag[]; /* per granule: order + 1 of the driver's block that starts there, or 0 */
};

_Static_assert(sizeof(struct area_magazine) == 320,
	       "COHMEM_AREA_PER_THREAD_BYTES counts 320 a thread");

/* Areas with a cache. A change needs all thread locks, reading needs one. The count is read without a lock. */
static struct cohmem_area *cached;
static unsigned int cached_count;

void cohmem__thread_cache_init(struct cohmem_area *area)
{
	uint32_t granules = (uint32_t)(area->size >> area->granule_shift);
	uintptr_t at = (uintptr_t)area + COHMEM_AREA_BYTES(granules);
	struct thread_cache *cache = (struct thread_cache *)((at + 63) / 64 * 64);

	for (int t = 0; t < COHMEM_THREADS; t++)
		cache->slots[t] = (struct area_magazine){0};
	for (uint32_t i = 0; i < granules; i++)
		cache->tag[i] = 0;
	area->cache = cache;
}

void cohmem__lock_all_threads(struct thread_flags *stopped)
{
	for (int t = 0; cohmem_port->threads && t < COHMEM_THREADS; t++)
		stopped->flags[t] = cohmem_port->lock(&cohmem_port->threads[t].lock);
}

void cohmem__unlock_all_threads(const struct thread_flags *stopped)
{
	for (int t = COHMEM_THREADS; cohmem_port->threads && t--;)
		cohmem_port->unlock(&cohmem_port->threads[t].lock, stopped->flags[t]);
}

/* In a child process: the areas, and all threads except the calling one, exist only in the parent. */
void cohmem__thread_cache_fork_child(void)
{
	cached = NULL;
	cached_count = 0;
	for (int t = 0; cohmem_port->threads && t < COHMEM_THREADS; t++)
		cohmem_port->threads[t].lock = (struct cohmem_lock){0};
}

void cohmem__thread_cache_link(struct cohmem_area *area)
{
	if (!area->cache)
		return;
	area->next_per_thread = cached;
	cached = area;
	__atomic_fetch_add(&cached_count, 1, __ATOMIC_RELAXED);
}

void cohmem__thread_cache_unlink(struct cohmem_area *area)
{
	struct cohmem_area **link = &cached;

	if (!area->cache)
		return;
	while (*link != area)
		link = &(*link)->next_per_thread;
	*link = area->next_per_thread;
	__atomic_fetch_sub(&cached_count, 1, __ATOMIC_RELAXED);
}

void cohmem__thread_cache_mark(struct cohmem_area *area, uint32_t start, unsigned int order,
			       bool cacheable)
{
	uint8_t tag = (uint8_t)(order + 1);

	__atomic_store_n(&area->cache->tag[start], cacheable ? tag : tag | UNCACHEABLE,
			 __ATOMIC_RELAXED);
}

static bool claim_tag(struct cohmem_area *area, uint32_t start, unsigned int tag)
{
	uint8_t expected = (uint8_t)tag;

	return __atomic_compare_exchange_n(&area->cache->tag[start], &expected, 0, false,
					   __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

/* Takes the block back from the driver. Returns 0, or a negative errno if the free is invalid. */
int cohmem__thread_cache_claim(struct cohmem_area *area, uint32_t start, unsigned int order)
{
	int err;

	if (order <= COHMEM_RUNS_MAX_ORDER && (claim_tag(area, start, order + 1) ||
					       claim_tag(area, start, (order + 1) | UNCACHEABLE)))
		return 0;
	if (__atomic_load_n(&area->cache->tag[start], __ATOMIC_RELAXED))
		return -EINVAL;
	/* No block has this order, so nothing is released. -EINVAL: a thread keeps it, so it is already free. */
	err = cohmem_runs_release(area_runs(area), start, COHMEM_RUNS_MAX_ORDER + 1);
	return err == -EINVAL ? -ENOENT : err;
}

/* Returns the calling thread's index, or -1 if it has none or no area has a cache. */
static int caching_thread(void)
{
	if (!__atomic_load_n(&cached_count, __ATOMIC_RELAXED))
		return -1;
	return own_thread();
}

static bool magazine_pop(struct area_magazine *slots, unsigned int order, uint32_t limit,
			 uint32_t *start)
{
	uint32_t top;

	if (!slots->count[order])
		return false;
	top = slots->start[order][slots->count[order] - 1];
	if (top + (1u << order) > limit)
		return false;
	slots->count[order]--;
	*start = top;
	return true;
}

static bool alloc_own(struct device *dev, int thread, size_t size, struct area_alloc *alloc)
{
	struct cohmem_area *area = dev->cohmem_areas;
	unsigned int order;
	uint32_t start;
	size_t count;

	/* Areas are tried in order, so only the first one that serves requests may be used here. */
	while (area && area->draining)
		area = area->next;
	if (!area || !area->cache)
		return false;
	count = area_granules(area, size);
	if (count == 0 || count > 1u << (COHMEM_AREA_MAGAZINE_ORDERS - 1))
		return false;
	order = cohmem_runs_order((uint32_t)count);
	if (!magazine_pop(&area->cache->slots[thread], order, area_reach(area, dev), &start))
		return false;
	cohmem__thread_cache_mark(area, start, order, true);
	area->cache->slots[thread].allocations++;
	area->cache->slots[thread].zeroed_bytes += count << area->granule_shift;
	alloc->area = area;
	alloc->dirty_bytes = count << area->granule_shift;
	alloc->run = (struct cohmem_run){
		.start = start,
		.count = 1u << order,
		.dirty_from = start,
		.used = true,
	};
	return true;
}

bool cohmem__thread_cache_alloc(struct device *dev, ssize_t size, struct area_alloc *alloc)
{
	int thread = size > 0 ? caching_thread() : -1;
	unsigned long flags;
	bool served;

	/* While failures are injected, the area must see every request. */
	if (thread < 0 || observed(OBSERVE_FAULTS))
		return false;
	flags = cohmem_port->lock(&cohmem_port->threads[thread].lock);
	served = alloc_own(dev, thread, (size_t)size, alloc);
	cohmem_port->unlock(&cohmem_port->threads[thread].lock, flags);
	return served;
}

static bool release_own(struct device *dev, int thread, const struct release *what)
{
	struct cohmem_area *area = cohmem__area_find(dev, dev, what->vaddr);
	struct area_magazine *slots;
	unsigned int order;
	uint32_t start;

	if (!area || !area->cache || area->draining)
		return false;
	if (release_target(area, what, &start, &order) || order >= COHMEM_AREA_MAGAZINE_ORDERS)
		return false;
	slots = &area->cache->slots[thread];
	if (slots->count[order] == COHMEM_AREA_MAGAZINE_BLOCKS ||
	    !claim_tag(area, start, order + 1))
		return false;
	slots->start[order][slots->count[order]++] = start;
	if (observed(OBSERVE_MEMORY))
		cohmem_memory_freed(area_addr(area, start),
				    (size_t)1 << order << area->granule_shift);
	return true;
}

bool cohmem__thread_cache_release(struct device *dev, const struct release *what)
{
	int thread = caching_thread();
	unsigned long flags;
	bool kept;

	if (thread < 0)
		return false;
	flags = cohmem_port->lock(&cohmem_port->threads[thread].lock);
	kept = release_own(dev, thread, what);
	cohmem_port->unlock(&cohmem_port->threads[thread].lock, flags);
	return kept;
}

static bool keeps_any(const struct area_magazine *slots)
{
	unsigned int count = 0;

	for (unsigned int order = 0; order < COHMEM_AREA_MAGAZINE_ORDERS; order++)
		count += slots->count[order];
	return count != 0;
}

/* Takes any block out of @slots. */
static bool pop_any(struct area_magazine *slots, uint32_t *start, unsigned int *order)
{
	for (*order = 0; *order < COHMEM_AREA_MAGAZINE_ORDERS; ++*order) {
		if (magazine_pop(slots, *order, COHMEM_RUNS_MAX_GRANULES, start))
			return true;
	}
	return false;
}

void cohmem__thread_cache_add_stats(const struct cohmem_area *area, struct cohmem_area_stats *stats)
{
	for (int t = 0; t < COHMEM_THREADS; t++) {
		unsigned long flags = cohmem_port->lock(&cohmem_port->threads[t].lock);

		stats->allocations += area->cache->slots[t].allocations;
		stats->zeroed_bytes += area->cache->slots[t].zeroed_bytes;
		cohmem_port->unlock(&cohmem_port->threads[t].lock, flags);
	}
}

/* Moves the blocks in @thread's slots to the runs of @area. Returns true if there were any. Under the owner's lock. */
static bool steal_from(struct cohmem_area *area, int thread)
{
	unsigned long flags = cohmem_port->lock(&cohmem_port->threads[thread].lock);
	unsigned int order;
	uint32_t start;
	bool any = false;

	assert_locked(&area->owner->cohmem_lock);
	while (pop_any(&area->cache->slots[thread], &start, &order)) {
		cohmem_runs_release(area_runs(area), start, order);
		any = true;
	}
	cohmem_port->unlock(&cohmem_port->threads[thread].lock, flags);
	return any;
}

bool cohmem__thread_cache_steal(struct cohmem_area *area)
{
	bool any = false;

	for (int t = 0; t < COHMEM_THREADS; t++)
		any |= steal_from(area, t);
	return any;
}

static void magazine_flush(struct cohmem_area *area, int thread)
{
	unsigned long flags = cohmem_port->lock(&area->owner->cohmem_lock);

	steal_from(area, thread);
	cohmem_port->unlock(&area->owner->cohmem_lock, flags);
}

/* Returns an area from which @thread keeps blocks, or NULL. The area may have been destroyed when this returns. */
static struct cohmem_area *area_with_blocks(int thread)
{
	unsigned long flags = cohmem_port->lock(&cohmem_port->threads[thread].lock);
	struct cohmem_area *area = cached;

	while (area && !keeps_any(&area->cache->slots[thread]))
		area = area->next_per_thread;
	cohmem_port->unlock(&cohmem_port->threads[thread].lock, flags);
	return area;
}

void cohmem__thread_cache_thread_end(int thread)
{
	struct cohmem_area *area;

	/*
	 * A block moves from the slots to the runs with both locks held, the owner's and the thread's, so that a
	 * concurrent release of the area finds the block in the slots or in the runs.
	 */
	while ((area = area_with_blocks(thread)))
		cohmem__region_keeps(area, magazine_flush, thread);
}

#endif
