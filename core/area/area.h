/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* An area, and what the files of this folder share. */
#ifndef AREA_AREA_H
#define AREA_AREA_H

#include <cohmem/backend/observe.h>
#include <cohmem/coherent.h>
#include <cohmem/config.h>
#include <cohmem/mapping.h>
#include <cohmem/port.h>
#include <cohmem/region.h>

#include "../base/compiler.h"
#include "../base/interval.h"
#include "../base/report.h"
#include "../device/device.h"

/*
 * An area, followed by its runs in the same piece of memory. The owner's lock protects @next,
 * @draining, @stats and the runs. The regions' lock protects @next_in_region, and the thread locks
 * protect @next_per_thread; see also thread_cache.h. The other members never change.
 */
struct cohmem_area {
	struct cohmem_area *next;
	struct cohmem_area *next_in_region;
	struct cohmem_region *region;
	struct device *owner;
	void *virt_base;
	dma_addr_t device_base;
	uint64_t region_offset;
	size_t size;
	size_t state_bytes;
	void *port_state; /* memory to return to the port; NULL if the caller owns the state */
	struct thread_cache *cache; /* NULL unless COHMEM_AREA_PER_THREAD */
	struct cohmem_area *next_per_thread;
	unsigned int flags;
	unsigned int granule_shift;
	bool draining;
	struct cohmem_area_stats stats; /* without those of thread caches */
};

static inline struct cohmem_runs *area_runs(const struct cohmem_area *area)
{
	return (struct cohmem_runs *)((uintptr_t)area + COHMEM_AREA_HEAD_BYTES);
}

static inline size_t area_runs_bytes(const struct cohmem_area *area)
{
	return area->state_bytes - COHMEM_AREA_HEAD_BYTES;
}

/* Returns the number of granules that @size bytes need. */
static inline size_t area_granules(const struct cohmem_area *area, size_t size)
{
	return size ? ((size - 1) >> area->granule_shift) + 1 : 0;
}

/* Returns the number of granules in the block for a request of @count, which must not exceed the area. */
static inline size_t area_block(const struct cohmem_area *area, size_t count)
{
	if (area->flags & COHMEM_AREA_EXACT)
		return count;
	return (size_t)1 << cohmem_runs_order((uint32_t)count);
}

static inline bool area_has(const struct cohmem_area *area, const void *vaddr)
{
	return (uintptr_t)vaddr - (uintptr_t)area->virt_base < area->size;
}

static inline void *area_addr(const struct cohmem_area *area, uint32_t granule)
{
	return (char *)area->virt_base + ((size_t)granule << area->granule_shift);
}

/* Returns true if @area serves @dev, which must be @area's owner or a descendant of the owner. */
static inline bool area_serves(const struct cohmem_area *area, const struct device *dev)
{
	return area->owner == dev || (area->flags & DMA_MEMORY_INCLUDES_CHILDREN);
}

/* The result of a request to one device's areas. */
enum area_answer {
	NO_AREA,   /* no area serves the device */
	FULL,      /* no room; generic memory may be used */
	EXCLUSIVE, /* no room; generic memory must not be used */
	SERVED,
};

/* Why an area did not serve a request, at the moment when it did not. */
struct area_refusal {
	enum cohmem_failure why;
	dma_addr_t device_base;
	uint64_t size;  /* of the area, in bytes */
	uint64_t used;  /* in bytes */
	uint64_t block; /* size of the block that the request would have taken, in bytes */
};

/* An allocated block, and the part of it that must still be zeroed; or the reason why no block was allocated. */
struct area_alloc {
	struct cohmem_area *area;
	struct cohmem_run run;
	size_t dirty_bytes;      /* from run.dirty_from on */
	enum area_answer answer; /* set by mapping.c if no area served */
	int err;                 /* for errno, if the request fails; 0: the back end sets it */
#if COHMEM_WITH_REPORTS
	struct area_refusal refusal; /* if the answer is FULL or EXCLUSIVE */
#endif
};

/* The block to free, given by its order, or by its size if @order is BY_SIZE. */
struct release {
	const void *vaddr;
	size_t size;
	int order;
};
#define BY_SIZE (-1)

/* Gets the first granule and the order of the block to free. Returns 0, or a negative errno if the free is invalid. */
static NOINLINE_FOR_SIZE int release_target(const struct cohmem_area *area,
					    const struct release *what, uint32_t *start,
					    unsigned int *order)
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

/* alloc.c: tries the areas that serve @dev, which must not be of_parent(). */
enum area_answer cohmem__area_alloc(struct device *dev, ssize_t size, struct area_alloc *alloc);
/* Tries @owner's areas for a request of @dev, in order. */
enum area_answer cohmem__area_try(struct device *owner, const struct device *dev, ssize_t size,
				  struct area_alloc *alloc);
/*
 * Zeroes the block after SERVED and returns its CPU address. Takes no lock: an area is not destroyed as long as a block
 * is allocated.
 */
void *cohmem__area_finish_alloc(const struct area_alloc *alloc, dma_addr_t *dma_handle);
/* free.c: returns 1 if the block lies in an area of @owner. It has then been freed, or the free was refused. */
int cohmem__area_free(struct device *owner, const struct device *dev, const struct release *what);
/* mmap.c: dma_mmap_from_coherent() for the areas of @owner. */
int cohmem__area_mmap(struct device *owner, const struct device *dev, struct vm_area_struct *vma,
		      const void *vaddr, size_t size, int *ret);

/* Returns how many granules of the area @dev can reach; COHMEM_RUNS_MAX_GRANULES: all. */
static NOINLINE_FOR_SIZE uint32_t area_reach(const struct cohmem_area *area,
					     const struct device *dev)
{
	uint64_t limit = cohmem_dma_limit(dev);

	if (limit < area->device_base)
		return 0;
	if (limit - area->device_base >= area->size - 1)
		return COHMEM_RUNS_MAX_GRANULES;
	return (uint32_t)((limit - area->device_base + 1) >> area->granule_shift);
}

/* region.c: add @area to the region that contains its memory, or remove it from that region. */
int cohmem__region_claim(struct cohmem_area *area, phys_addr_t phys_addr, size_t size, bool *zero);
void cohmem__region_unclaim(struct cohmem_area *area, bool touched);
bool cohmem__region_has_state(const void *state, size_t bytes);
/*
 * Calls @call(@area, @thread) under the regions' lock, if @area is still claimed. The lock keeps @area and its owner
 * valid, because the call that releases an area returns only after the area is unclaimed.
 */
void cohmem__region_keeps(const struct cohmem_area *area,
			  void (*call)(struct cohmem_area *area, int thread), int thread);

/* lifecycle.c: remove from the owner's list (under the owner's lock), then undo the declaration (without it). */
void cohmem__area_unlink(struct cohmem_area *area);
void cohmem__area_destroy(struct cohmem_area *area);

/* lookup.c: the area of @owner that contains @vaddr and serves @dev, or NULL. Under @owner's lock or the thread's. */
struct cohmem_area *cohmem__area_find(struct device *owner, const struct device *dev,
				      const void *vaddr);

/*
 * free.c, global.c: for dma_free_coherent(), which is given a block's size instead of its order. They return
 * what dma_release_from_coherent() does.
 */
int cohmem__free_from_coherent(struct device *dev, size_t size, const void *vaddr);
int cohmem__free_from_global(size_t size, const void *vaddr);

/* Called in a child process, which must not use the regions and areas of its parent. */
void cohmem__regions_fork_child(void);
void cohmem__global_fork_child(void);

/* alloc.c: fills in the members of @block, @block->size bytes in @area, that depend on the area. */
void cohmem__area_describe(const struct cohmem_area *area, struct cohmem_block *block);

#endif
