/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The interface of thread_cache.c: free blocks, taken from areas, that threads keep. With
 * COHMEM_WITH_THREADS=0 no thread keeps blocks, and these functions compile to nothing.
 *
 * To change a device's list of areas, or members of an area that threads read without the device's
 * lock, hold the device's lock and all thread locks (cohmem__lock_all_threads()).
 */
#ifndef AREA_THREAD_CACHE_H
#define AREA_THREAD_CACHE_H

#include <cohmem/config.h>

#include "area.h"

#if COHMEM_WITH_THREADS

struct thread_flags {
	unsigned long flags[COHMEM_THREADS];
};

void cohmem__thread_cache_init(struct cohmem_area *area);
void cohmem__thread_cache_fork_child(void);
/* Returns the blocks in the caches of @thread to their areas. */
void cohmem__thread_cache_thread_end(int thread);
void cohmem__lock_all_threads(struct thread_flags *stopped);
void cohmem__unlock_all_threads(const struct thread_flags *stopped);
void cohmem__thread_cache_link(struct cohmem_area *area);
void cohmem__thread_cache_unlink(struct cohmem_area *area);
/* Serve a request or a free from the calling thread's cache. Return false if the area must. */
bool cohmem__thread_cache_alloc(struct device *dev, ssize_t size, struct area_alloc *alloc);
bool cohmem__thread_cache_release(struct device *dev, const struct release *what);
/* Under the device's lock, and only for areas with COHMEM_AREA_PER_THREAD: */
void cohmem__thread_cache_add_stats(const struct cohmem_area *area,
				    struct cohmem_area_stats *stats);
void cohmem__thread_cache_mark(struct cohmem_area *area, uint32_t start, unsigned int order,
			       bool cacheable);
int cohmem__thread_cache_claim(struct cohmem_area *area, uint32_t start, unsigned int order);
bool cohmem__thread_cache_steal(struct cohmem_area *area);

static inline bool area_is_per_thread(const struct cohmem_area *area)
{
	return area->cache != NULL;
}

static inline bool cohmem_cache_possible(void)
{
	return cohmem_port->threads != NULL;
}

#else

struct thread_flags {
	char none;
};

static inline void cohmem__thread_cache_init(struct cohmem_area *area)
{
	(void)area;
}

static inline void cohmem__lock_all_threads(struct thread_flags *stopped)
{
	(void)stopped;
}

static inline void cohmem__unlock_all_threads(const struct thread_flags *stopped)
{
	(void)stopped;
}

static inline void cohmem__thread_cache_link(struct cohmem_area *area)
{
	(void)area;
}

static inline void cohmem__thread_cache_unlink(struct cohmem_area *area)
{
	(void)area;
}

static inline bool cohmem__thread_cache_alloc(struct device *dev, ssize_t size,
					      struct area_alloc *alloc)
{
	(void)dev, (void)size, (void)alloc;
	return false;
}

static inline bool cohmem__thread_cache_release(struct device *dev, const struct release *what)
{
	(void)dev, (void)what;
	return false;
}

static inline void cohmem__thread_cache_add_stats(const struct cohmem_area *area,
						  struct cohmem_area_stats *stats)
{
	(void)area, (void)stats;
}

static inline void cohmem__thread_cache_mark(struct cohmem_area *area, uint32_t start,
					     unsigned int order, bool cacheable)
{
	(void)area, (void)start, (void)order, (void)cacheable;
}

static inline int cohmem__thread_cache_claim(struct cohmem_area *area, uint32_t start,
					     unsigned int order)
{
	(void)area, (void)start, (void)order;
	return 0;
}

static inline bool cohmem__thread_cache_steal(struct cohmem_area *area)
{
	(void)area;
	return false;
}

static inline bool area_is_per_thread(const struct cohmem_area *area)
{
	(void)area;
	return false;
}

static inline bool cohmem_cache_possible(void)
{
	return false;
}

#endif
#endif
