/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The observers, and the calls to them.
 *
 * An observer is never removed from the list, so the list is read without a lock. The events that it asks for may
 * change at any time. The lock protects the sum of all observers' events.
 */
#include "observe.h"
#include "../base/assert.h"

unsigned int cohmem__observed;
static struct cohmem_lock lock;
static struct cohmem_observer *observers;
static bool faults;
static void (*changed)(void);

#define for_each_observer(o, event)                                                  \
	for (struct cohmem_observer *o = atomic_acquire(&observers); o; o = o->next) \
		if (atomic_read(&o->events) & (event))

/* Under the lock. */
static void sum_up(void)
{
	unsigned int events = faults ? OBSERVE_FAULTS : 0;

	assert_locked(&lock);
	for (const struct cohmem_observer *o = observers; o; o = o->next)
		events |= o->events;
	atomic_write(&cohmem__observed, events);
}

static void call_changed(void)
{
	void (*call)(void) = atomic_acquire(&changed);

	if (call)
		call();
}

void cohmem_observe(struct cohmem_observer *observer, unsigned int events)
{
	unsigned long flags = cohmem_port->lock(&lock);
	struct cohmem_observer *o = observers;

	while (o && o != observer)
		o = o->next;
	atomic_write(&observer->events, events);
	if (!o) {
		observer->next = observers;
		atomic_release(&observers, observer);
	}
	sum_up();
	cohmem_port->unlock(&lock, flags);
	call_changed();
}

void cohmem__observe_faults(bool on)
{
	unsigned long flags = cohmem_port->lock(&lock);

	faults = on;
	sum_up();
	cohmem_port->unlock(&lock, flags);
	call_changed();
}

void cohmem__on_observe(void (*call)(void))
{
	atomic_release(&changed, call);
}

void cohmem__observe_fork_child(void)
{
	lock = (struct cohmem_lock){0};
}

static unsigned int event_of(const struct cohmem_block *block)
{
	return block->kind == COHMEM_BLOCK_POOL || block->kind == COHMEM_BLOCK_DMA_POOL
		       ? OBSERVE_POOLS
		       : OBSERVE_BLOCKS;
}

SLOW_PATH void cohmem__allocated(const struct cohmem_block *block)
{
	for_each_observer(o, event_of(block))
	{
		if (o->allocated)
			o->allocated(block);
	}
}

SLOW_PATH bool cohmem__may_free(const struct cohmem_block *block)
{
	for_each_observer(o, event_of(block))
	{
		if (o->may_free && !o->may_free(block))
			return false;
	}
	for_each_observer(o, event_of(block))
	{
		if (o->freed)
			o->freed(block);
	}
	return true;
}

SLOW_PATH void cohmem_memory_freed(const void *addr, size_t bytes)
{
	for_each_observer(o, OBSERVE_MEMORY)
	{
		if (o->memory_freed)
			o->memory_freed(addr, bytes);
	}
}

SLOW_PATH void cohmem_memory_reused(const void *addr, size_t bytes)
{
	for_each_observer(o, OBSERVE_MEMORY)
	{
		if (o->memory_reused)
			o->memory_reused(addr, bytes);
	}
}

void cohmem_slab_allocated(void *addr, size_t size, const void *site)
{
	const struct cohmem_block block = {.vaddr = addr,
					   .size = size,
					   .capacity = size,
					   .kind = COHMEM_BLOCK_SLAB,
					   .site = site};

	if (observed(OBSERVE_BLOCKS))
		cohmem__allocated(&block);
}

void cohmem_slab_freed(void *addr)
{
	const struct cohmem_block block = {.vaddr = addr, .kind = COHMEM_BLOCK_SLAB};

	if (observed(OBSERVE_BLOCKS))
		cohmem__may_free(&block);
}

SLOW_PATH void cohmem__inspect(const void *addr, size_t bytes, bool begins)
{
	for_each_observer(o, OBSERVE_MEMORY)
	{
		if (o->inspect)
			o->inspect(addr, bytes, begins);
	}
}

SLOW_PATH void cohmem__area_event(struct device *dev, const struct cohmem_area_info *area,
				  bool begins)
{
	for_each_observer(o, OBSERVE_AREAS)
	{
		if (o->area)
			o->area(dev, area, begins);
	}
}

SLOW_PATH void cohmem__device_released(struct device *dev, const void *site)
{
	for_each_observer(o, OBSERVE_DEVICES)
	{
		if (o->device_released)
			o->device_released(dev, site);
	}
}
