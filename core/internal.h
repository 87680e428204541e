/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the core's files know of each other. */
#ifndef CORE_INTERNAL_H
#define CORE_INTERNAL_H

#include <cohmem/coherent.h>
#include <cohmem/mapping.h>
#include <cohmem/observe.h>
#include <cohmem/port.h>
#include <cohmem/window.h>

#include "apart.h"

/*
 * An area, followed by its runs in the same piece of memory. @next and @draining and the runs are
 * guarded by the owner's lock, @next_in_window by the windows' lock; the rest never changes.
 */
struct cohmem_area {
	struct cohmem_area *next;
	struct cohmem_area *next_in_window;
	struct cohmem_window *window;
	struct device *owner;
	void *virt_base;
	dma_addr_t device_base;
	uint64_t window_offset;
	size_t size;
	size_t state_bytes;
	void *port_state; /* what goes back to the port; NULL when the caller owns the state */
	struct cohmem_cache *cache; /* NULL unless COHMEM_AREA_CACHED */
	struct cohmem_area *next_cached;
	unsigned int flags;
	unsigned int granule_shift;
	bool draining;
	struct cohmem_area_stats stats; /* but for those of caches; under the owner's lock */
};

static inline struct cohmem_runs *area_runs(const struct cohmem_area *area)
{
	return (struct cohmem_runs *)((uintptr_t)area + COHMEM_AREA_HEAD_BYTES);
}

static inline size_t area_runs_bytes(const struct cohmem_area *area)
{
	return area->state_bytes - COHMEM_AREA_HEAD_BYTES;
}

/* The granules that @size bytes touch. */
static inline size_t area_granules(const struct cohmem_area *area, size_t size)
{
	return size ? ((size - 1) >> area->granule_shift) + 1 : 0;
}

/* The granules that a block for @count of them has; @count is not more than the area's. */
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

/* Whether @area serves @dev, which is its owner or below it. */
static inline bool area_serves(const struct cohmem_area *area, const struct device *dev)
{
	return area->owner == dev || (area->flags & DMA_MEMORY_INCLUDES_CHILDREN);
}

/* A block handed out, and what of it must still be zeroed. */
struct grant {
	struct cohmem_area *area;
	struct cohmem_run run;
	size_t dirty_bytes; /* from run.dirty_from on */
};

/* What is being released: by order, or by size where @order is BY_SIZE. */
struct release {
	const void *vaddr;
	size_t size;
	int order;
};
#define BY_SIZE (-1)

/* The block that is meant; 0 or the -errno of a refusal. */
static APART int release_target(const struct cohmem_area *area, const struct release *what,
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

/* What became of a request at one device's areas. */
enum area_answer {
	NO_AREA,   /* none that serves the request */
	FULL,      /* no room, and generic memory may do */
	EXCLUSIVE, /* no room, and nothing else will do */
	SERVED,
};

/* alloc.c: tries @owner's areas for a request of @dev, in order. */
enum area_answer cohmem_area_ask(struct device *owner, const struct device *dev, ssize_t size,
				 struct grant *grant);
/* The block that was SERVED, zeroed. It cannot go while it is ours, and the area stays as long as a block is out. */
void *cohmem_area_deliver(const struct grant *grant, dma_addr_t *dma_handle);
/* free.c: returns 1 if @owner has the area, and then the release is done or refused. */
int cohmem_area_release(struct device *owner, const struct device *dev,
			const struct release *what);
/* mmap.c: dma_mmap_from_coherent() for the areas of @owner. */
int cohmem_area_mmap(struct device *owner, const struct device *dev, struct vm_area_struct *vma,
		     const void *vaddr, size_t size, int *ret);

/* How many granules of the area lie within the device's reach. */
static APART uint32_t area_reach(const struct cohmem_area *area, const struct device *dev)
{
	uint64_t limit = cohmem_dma_limit(dev);

	if (limit < area->device_base)
		return 0;
	if (limit - area->device_base >= area->size - 1)
		return COHMEM_RUNS_MAX_GRANULES;
	return (uint32_t)((limit - area->device_base + 1) >> area->granule_shift);
}

/* window.c: find the window around @area's memory at @phys_addr and claim it; see declare. */
int cohmem_window_claim(struct cohmem_area *area, phys_addr_t phys_addr, size_t size, bool *zero);
void cohmem_window_unclaim(struct cohmem_area *area, bool touched);
bool cohmem_window_has_state(const void *state, size_t bytes);
/*
 * Calls @call(@area, @thread) if @area is still claimed, under the windows' lock: so it stays, and its owner as well, since
 * whatever releases an area returns after it was unclaimed.
 */
void cohmem_window_keeps(const struct cohmem_area *area,
			 void (*call)(struct cohmem_area *area, int thread), int thread);

/* area.c: off the owner's list (under its lock), then undo the declaration (outside of it). */
void cohmem_area_unlink(struct cohmem_area *area);
void cohmem_area_destroy(struct cohmem_area *area);

/* lookup.c: the area of @owner around @vaddr that serves @dev, or NULL; under @owner's lock. */
struct cohmem_area *cohmem_area_around(struct device *owner, const struct device *dev,
				       const void *vaddr);

/*
 * The number of the calling thread, or -1. A hosted build reads it where port/posix keeps it (that
 * number + 1, or 0), which is a load instead of a call.
 */
#ifdef COHMEM_THREAD_LOCAL
extern __thread int cohmem_own_thread __attribute__((tls_model("initial-exec")));
#endif

static inline int own_thread(void)
{
#ifdef COHMEM_THREAD_LOCAL
	if (cohmem_own_thread)
		return cohmem_own_thread - 1;
#endif
	return cohmem_port->thread();
}

/* @bits bits of an address that differ where it does (Fibonacci hashing). */
static inline size_t address_hash(uintptr_t address, unsigned int bits)
{
	return (size_t)(((uint64_t)address * 0x9e3779b97f4a7c15u) >> (64 - bits));
}

/* Built with COHMEM_NO_GLOBAL there is no area for devices without one, and global.c is left out. */
#ifdef COHMEM_NO_GLOBAL
#define GLOBAL 0
#else
#define GLOBAL 1
#endif

/* Built with COHMEM_NO_STATS requests are not counted: struct cohmem_area_stats and cohmem_device_stats stay 0. */
#ifdef COHMEM_NO_STATS
#define STATS 0
#else
#define STATS 1
#endif

/* Built with COHMEM_NO_REPORTS nothing is said, and no words are in the program. */
#ifdef COHMEM_NO_REPORTS
#define REPORTS 0
#else
#define REPORTS 1
#endif
#define REPORT(level, dev, ...)                                 \
	do {                                                    \
		if (REPORTS)                                    \
			cohmem_report(level, dev, __VA_ARGS__); \
	} while (0)
#define report_err(dev, ...)  REPORT(COHMEM_LOG_ERR, dev, __VA_ARGS__)
#define report_warn(dev, ...) REPORT(COHMEM_LOG_WARN, dev, __VA_ARGS__)

/* alloc.c: dma_alloc_from_coherent() for a device of this process. *@area: which one has the block; NULL: none has. */
int cohmem_alloc_from_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle, void **ret,
			       const struct cohmem_area **area);
/* global.c: as dma_alloc_from_global_coherent(), for such a device. */
void *cohmem_alloc_from_global(struct device *dev, ssize_t size, dma_addr_t *dma_handle,
			       const struct cohmem_area **area);

/*
 * free.c, global.c: what dma_free_coherent() calls. It knows a block's size, and not the granule that an
 * order counts in. Returns as dma_release_from_coherent().
 */
int cohmem_release_from_coherent(struct device *dev, size_t size, const void *vaddr);
int cohmem_release_from_global(size_t size, const void *vaddr);

/* devres.c: one thing to give back; the first member of what knows more of it. */
struct cohmem_devres {
	struct cohmem_devres *next;
	/* And frees @res. @site: who has it released. */
	void (*release)(struct device *dev, struct cohmem_devres *res, const void *site);
};
void cohmem_devres_release_all(struct device *dev, const void *site);
void cohmem_devres_push(struct device *dev, struct cohmem_devres *res);
/* Takes the first that matches off the stack, or returns NULL. */
struct cohmem_devres *cohmem_devres_pop(struct device *dev,
					bool (*match)(const struct cohmem_devres *res,
						      const void *what),
					const void *what);

/* lookup.c: whether an area serves requests of @dev, full or not. */
bool cohmem_has_area(struct device *dev);

/* alloc.c: zero memory that takes only aligned words. */
void cohmem_zero_io(void *addr, size_t bytes);
/* What observers want to know of a block of @block->size bytes that is @area's. */
void cohmem_area_describe(const struct cohmem_area *area, struct cohmem_block *block);

/* As in include/linux/dma-map-ops.h; NULL: it has none. */
static inline const struct dma_map_ops *get_dma_ops(const struct device *dev)
{
	return dev->dma_ops ? dev->dma_ops : cohmem_arch_dma_ops;
}

/* device.c: owns the global area, and no driver knows it. */
extern struct device cohmem_global_device;

/*
 * device.c: how many forks lie between the first process and this one. A device that another process initialised is looked
 * at once, when it is first used: its lock may be held by a thread that is not here. Firmware has no processes.
 */
#ifdef COHMEM_NO_THREADS
#define FORKS 0u
static inline bool cohmem_is_parents(struct device *dev)
{
	(void)dev;
	return false;
}
#else
#define FORKS cohmem_forks
extern unsigned int cohmem_forks;
__attribute__((cold, noinline)) bool cohmem_is_parents(struct device *dev);
#endif

/* Whether @dev, which is not NULL, got its memory before this process was forked; then nobody may use it here. */
static inline bool of_parent(struct device *dev)
{
	return __builtin_expect(dev->cohmem_forks != FORKS, 0) && cohmem_is_parents(dev);
}

/* Why a call for such a device fails. */
#define OF_PARENT "it was set up before fork() and belongs to the parent process"

/* The device above @dev, whose areas may serve @dev as well; NULL: none. */
static inline struct device *device_above(const struct device *dev)
{
	if (dev->parent)
		of_parent(dev->parent);
	return dev->parent;
}

/* In a child process: @list is empty; what was on it stays reachable, so that nothing takes it for a leak. */
#define leave_to_parent(list, left)               \
	do {                                      \
		__typeof__(list) *end_ = &(list); \
                                                  \
		while (*end_)                     \
			end_ = &(*end_)->next;    \
		*end_ = (left);                   \
		(left) = (list);                  \
		(list) = NULL;                    \
	} while (0)

/* parents.c: the global device of a child process loses what its parent gave it. */
void cohmem__parents_fork_child(void);
/* window.c: the parent's windows are not the child's. */
void cohmem_windows_fork_child(void);

#endif
