/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * How the core calls its observers. Each call is guarded by observed(), so an event that no observer asks for costs a
 * load and a branch. With COHMEM_WITH_OBSERVERS=0 observed() is a constant, so that even a build without optimisation
 * does not link the guarded code.
 */
#ifndef OBSERVE_OBSERVE_H
#define OBSERVE_OBSERVE_H

#include <cohmem/backend/observe.h>
#include <cohmem/config.h>

#include "../base/atomic.h"
#include "../base/compiler.h"

#define OBSERVE_BLOCKS  COHMEM_OBSERVE_BLOCKS
#define OBSERVE_POOLS   COHMEM_OBSERVE_POOLS
#define OBSERVE_MEMORY  COHMEM_OBSERVE_MEMORY
#define OBSERVE_AREAS   COHMEM_OBSERVE_AREAS
#define OBSERVE_DEVICES COHMEM_OBSERVE_DEVICES
#define OBSERVE_FAULTS  0x80000000u /* fault injection: fault.h */
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

/* Call these only if observed(). Each calls the matching function of every observer that asks for the event. */
void cohmem__allocated(const struct cohmem_block *block);
/* Returns false if an observer refuses the free. Otherwise calls @freed of all observers. */
bool cohmem__may_free(const struct cohmem_block *block);
void cohmem__inspect(const void *addr, size_t bytes, bool begins);
void cohmem__area_event(struct device *dev, const struct cohmem_area_info *area, bool begins);
void cohmem__device_released(struct device *dev, const void *site);

/* Sets or clears OBSERVE_FAULTS. */
void cohmem__observe_faults(bool on);
/* Sets the function to call, with no lock held, after each change to the set of observed events. For dma_pools only. */
void cohmem__on_observe(void (*call)(void));
/* Resets the lock in a child process. */
void cohmem__observe_fork_child(void);

#endif
