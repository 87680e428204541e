/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the core's files know of each other. */
#ifndef CORE_INTERNAL_H
#define CORE_INTERNAL_H

#include <cohmem/coherent.h>
#include <cohmem/port.h>
#include <cohmem/window.h>

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
	unsigned int flags;
	unsigned int granule_shift;
	bool draining;
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

static inline bool area_has(const struct cohmem_area *area, const void *vaddr)
{
	return (uintptr_t)vaddr - (uintptr_t)area->virt_base < area->size;
}

/* Whether @area serves @dev, which is its owner or below it. */
static inline bool area_serves(const struct cohmem_area *area, const struct device *dev)
{
	return area->owner == dev || (area->flags & DMA_MEMORY_INCLUDES_CHILDREN);
}

/* window.c: find the window around @area's memory at @phys_addr and claim it; see declare. */
int cohmem_window_claim(struct cohmem_area *area, phys_addr_t phys_addr, size_t size, bool *zero);
void cohmem_window_unclaim(struct cohmem_area *area, bool touched);

/* area.c: off the owner's list (under its lock), then undo the declaration (outside of it). */
void cohmem_area_unlink(struct cohmem_area *area);
void cohmem_area_destroy(struct cohmem_area *area);
struct cohmem_area *cohmem_area_around(struct device *owner, const struct device *dev,
				       const void *vaddr);

#define report_err(dev, ...)  cohmem_report(COHMEM_LOG_ERR, dev, __VA_ARGS__)
#define report_warn(dev, ...) cohmem_report(COHMEM_LOG_WARN, dev, __VA_ARGS__)

/*
 * coherent.c: what dma_free_coherent() calls. It knows a block's size, and not the granule that an
 * order counts in. Returns as dma_release_from_coherent().
 */
int cohmem_release_from_coherent(struct device *dev, size_t size, const void *vaddr);
int cohmem_release_from_global(size_t size, const void *vaddr);

/* coherent.c: whether an area serves requests of @dev, full or not. */
bool cohmem_has_area(struct device *dev);

/* global.c: owns the global area, and no driver knows it. */
extern struct device cohmem_global_device;

#endif
