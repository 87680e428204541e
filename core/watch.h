/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Whether somebody watches: debugging, faults, a recorder, or a tool that sees each access. One word, read by every call, so that a call that
 * nobody watches pays one load and one branch. Built with COHMEM_NO_WATCH nobody can.
 */
#ifndef CORE_WATCH_H
#define CORE_WATCH_H

#include <cohmem/fail.h>
#include <cohmem/port.h>

#include "atomic.h"

#define WATCH_FAULTS 1u
#define WATCH_BLOCKS 2u
#define WATCH_ACCESS 4u
#define WATCH_TRACE  8u

extern unsigned int cohmem_watch;

/* What is only done while somebody watches stays out of the way of the rest. */
#define COLD __attribute__((cold, noinline))

/* Where nobody can watch it is a constant: not even a build without optimisation wants what is behind it. */
#ifdef COHMEM_NO_WATCH
#define watched(what) false
#else
static inline bool watched(unsigned int what)
{
	return __builtin_expect((atomic_read(&cohmem_watch) & what) != 0, 0);
}
#endif

/* pool_list.c: pools have it written down, and are told when the word changes; small ones have not. */
#ifdef COHMEM_NO_THREADS
static inline void cohmem_pools_watch(void)
{
}
#else
void cohmem_pools_watch(void);
#endif

static inline void watch(unsigned int what, bool on)
{
	atomic_set_bits(&cohmem_watch, what, on);
}

/* Whether this allocation was chosen to fail. */
static inline bool fails(unsigned int where, const struct device *dev)
{
	return watched(WATCH_FAULTS) && cohmem_fail_now(where, dev);
}

/* Memory is free, or taken, for a tool that sees each access. */
static inline void tell_access(const void *addr, size_t bytes, enum cohmem_access access)
{
	if (watched(WATCH_ACCESS) && cohmem_port->access)
		cohmem_port->access(addr, bytes, access);
}

/* Once watched(WATCH_TRACE). */
void cohmem_trace(const struct cohmem_traced *what);

/* Memory of the port for a driver of @dev. */
static inline void *slab_alloc(const struct device *dev, size_t bytes)
{
	return fails(COHMEM_FAIL_SLAB, dev) ? NULL : cohmem_port->alloc(bytes);
}

#endif
