/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * How the core calls its observers: each call behind an observed(), so that one that nobody observes costs a load and a
 * branch. Built with COHMEM_WITH_OBSERVERS=0 nobody can, and observed() is a constant: not even a build without optimisation
 * links what is behind it.
 */
#ifndef OBSERVE_OBSERVE_H
#define OBSERVE_OBSERVE_H

#include <cohmem/config.h>
#include <cohmem/observe.h>

#include "../base/atomic.h"
#include "../base/compiler.h"

#define OBSERVE_BLOCKS  COHMEM_OBSERVE_BLOCKS
#define OBSERVE_POOLS   COHMEM_OBSERVE_POOLS
#define OBSERVE_MEMORY  COHMEM_OBSERVE_MEMORY
#define OBSERVE_AREAS   COHMEM_OBSERVE_AREAS
#define OBSERVE_DEVICES COHMEM_OBSERVE_DEVICES
#define OBSERVE_FAULTS  0x80000000u /* no observer: fault.h */
#define OBSERVE_ANY     (~0u)

extern unsigned int cohmem__observed;

#if !COHMEM_WITH_OBSERVERS
#define observed(events) false
#else
static inline bool observed(unsigned int events)
{
	return __builtin_expect((atomic_read(&cohmem__observed) & events) != 0, 0);
}
#endif

/* Once observed(), each calls what the observers of the event have for it. */
void cohmem__allocated(const struct cohmem_block *block);
/* Whether the block may be freed; then @freed was called. */
bool cohmem__may_free(const struct cohmem_block *block);
void cohmem__inspect(const void *addr, size_t bytes, bool begins);
void cohmem__area_event(struct device *dev, const struct cohmem_area_info *area, bool begins);
void cohmem__device_released(struct device *dev, const void *site);

/* Sets or clears OBSERVE_FAULTS. */
void cohmem__observe_faults(bool on);
/* @call: called after each change of what is observed, without a lock. There is one such function: that of dma_pools. */
void cohmem__on_observe(void (*call)(void));
/* In a child process the lock is free. */
void cohmem__observe_fork_child(void);

#endif
