/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The life of an area: declared, drained, destroyed. */
#include <cohmem/config.h>
#include <cohmem/mapping.h>

#include "../base/assert.h"
#include "../observe/observe.h"
#include "thread_cache.h"

_Static_assert(sizeof(struct cohmem_area) <= COHMEM_AREA_HEAD_BYTES,
	       "the runs follow the area's head");

#define KNOWN_FLAGS                                                                             \
	(DMA_MEMORY_MAP | DMA_MEMORY_IO | DMA_MEMORY_INCLUDES_CHILDREN | DMA_MEMORY_EXCLUSIVE | \
	 COHMEM_AREA_EXACT | COHMEM_AREA_PER_THREAD)

static unsigned int desc_shift(const struct cohmem_area_desc *desc)
{
	return desc->granule_shift ? desc->granule_shift : COHMEM_PAGE_SHIFT;
}

static bool wraps(uint64_t addr, size_t size)
{
	return addr + (size - 1) < addr;
}

/* Returns what is wrong with @desc, or NULL. */
static const char *desc_fault(const struct cohmem_area_desc *desc)
{
	unsigned int shift = desc_shift(desc);

	if (shift < COHMEM_GRANULE_SHIFT_MIN || shift > COHMEM_GRANULE_SHIFT_MAX)
		return "granule_shift must be 5 to 21 (32 bytes to 2 MiB)";
	if (desc->flags & ~KNOWN_FLAGS)
		return "unknown flag";
	if ((desc->flags & COHMEM_AREA_PER_THREAD) && (desc->flags & COHMEM_AREA_EXACT))
		return "COHMEM_AREA_EXACT and COHMEM_AREA_PER_THREAD exclude each other";
	if ((desc->flags & COHMEM_AREA_PER_THREAD) && !cohmem_cache_possible())
		return "COHMEM_AREA_PER_THREAD is not available: the port has no threads";
	if (desc->size >> shift == 0)
		return "smaller than one granule";
	if (desc->size >> shift > COHMEM_RUNS_MAX_GRANULES)
		return "more than 2^26 granules";
	if (wraps(desc->phys_addr, desc->size) || wraps(desc->device_addr, desc->size))
		return "it wraps around the end of the address space";
	if ((desc->phys_addr | desc->device_addr) & ((1u << COHMEM_GRANULE_SHIFT_MIN) - 1))
		return "an address is not a multiple of 32 bytes";
	if ((uintptr_t)desc->state % sizeof(uint64_t))
		return "the state is not 8-byte aligned";
	return NULL;
}

static struct cohmem_area *area_create(struct device *dev, const struct cohmem_area_desc *desc)
{
	uint32_t granules = (uint32_t)(desc->size >> desc_shift(desc));
	size_t bytes = desc->flags & COHMEM_AREA_PER_THREAD ? COHMEM_AREA_PER_THREAD_BYTES(granules)
							    : COHMEM_AREA_BYTES(granules);
	struct cohmem_area *area = desc->state;

	if (area && desc->state_bytes < bytes)
		return NULL;
	if (!area)
		area = cohmem_port->alloc(bytes);
	if (!area)
		return NULL;

	*area = (struct cohmem_area){
		.owner = dev,
		.device_base = desc->device_addr,
		.size = (size_t)granules << desc_shift(desc),
		.state_bytes = bytes,
		.port_state = desc->state ? NULL : area,
		.flags = desc->flags,
		.granule_shift = desc_shift(desc),
	};
	if (desc->flags & COHMEM_AREA_PER_THREAD)
		cohmem__thread_cache_init(area);
	return area;
}

static void area_free(struct cohmem_area *area)
{
	if (area->port_state)
		cohmem_port->free(area->port_state, area->state_bytes);
}

static SLOW_PATH void observe_area(const struct cohmem_area *area, bool begins)
{
	const struct cohmem_area_info info = {
		.virt_base = area->virt_base,
		.device_base = area->device_base,
		.size = area->size,
		.granule_shift = area->granule_shift,
		.flags = area->flags,
	};

	cohmem__area_event(area->owner, &info, begins);
}

/* Undoes cohmem__region_claim() and area_create(). @area must be unlinked from its owner. */
void cohmem__area_destroy(struct cohmem_area *area)
{
	if (observed(OBSERVE_AREAS))
		observe_area(area, false);
	cohmem__region_unclaim(area, true);
	area_free(area);
}

/* Under the owner's lock. */
void cohmem__area_unlink(struct cohmem_area *area)
{
	struct cohmem_area **link = &area->owner->cohmem_areas;
	struct thread_flags stopped;

	assert_locked(&area->owner->cohmem_lock);
	while (*link != area)
		link = &(*link)->next;
	cohmem__lock_all_threads(&stopped);
	*link = area->next;
	cohmem__thread_cache_unlink(area);
	cohmem__unlock_all_threads(&stopped);
}

static bool same_addresses(const struct cohmem_area *a, const struct cohmem_area *b)
{
	return intervals_overlap(a->device_base, a->size, b->device_base, b->size);
}

/* There is one global area at a time; one that is draining does not count. */
static bool second_global(const struct cohmem_area *other)
{
	return COHMEM_WITH_GLOBAL && other->owner == &cohmem__global_device && !other->draining;
}

/* Appends @area, so that areas are tried in the order of declaration; -EBUSY on an overlap. */
static int area_link(struct cohmem_area *area)
{
	struct device *dev = area->owner;
	unsigned long flags = cohmem_port->lock(&dev->cohmem_lock);
	struct cohmem_area **link = &dev->cohmem_areas;
	struct thread_flags stopped;

	while (*link && !same_addresses(*link, area) && !second_global(*link))
		link = &(*link)->next;
	if (*link) {
		cohmem_port->unlock(&dev->cohmem_lock, flags);
		return -EBUSY;
	}
	cohmem__lock_all_threads(&stopped);
	*link = area;
	cohmem__thread_cache_link(area);
	cohmem__unlock_all_threads(&stopped);
	cohmem_port->unlock(&dev->cohmem_lock, flags);
	return 0;
}

static int area_refuse(const struct device *dev, const struct cohmem_area_desc *desc, int err,
		       const char *why)
{
	report_err(dev, "cannot declare %#llx bytes at phys %#llx, device %#llx: %s",
		   (unsigned long long)desc->size, (unsigned long long)desc->phys_addr,
		   (unsigned long long)desc->device_addr, why);
	return err;
}

static const char *claim_fault(int err)
{
	switch (err) {
	case -ENXIO:
		return FORKS ? "no region covers this memory; those created before fork() belong to the parent process"
			     : "no region covers this memory: add one first (region.h)";
	case -EBUSY:
		return "it overlaps another area";
	default:
		return "its CPU address is not a multiple of the granule, or the granule is smaller than the region allows";
	}
}

int cohmem_declare_area(struct device *dev, const struct cohmem_area_desc *desc)
{
	struct cohmem_area *area;
	const char *why;
	bool zero;
	int err;

	if (!dev || !desc)
		return -EINVAL;
	why = desc_fault(desc);
	if (why)
		return area_refuse(dev, desc, -EINVAL, why);
	if (of_parent(dev))
		return area_refuse(dev, desc, -EPERM, OF_PARENT);

	if (desc->state && cohmem__region_has_state(desc->state, desc->state_bytes))
		return area_refuse(dev, desc, -EBUSY, "another area uses this state");

	area = area_create(dev, desc);
	if (!area)
		return area_refuse(
			dev, desc, -ENOMEM,
			"out of memory for the area's state, or state_bytes is too small");

	err = cohmem__region_claim(area, desc->phys_addr, desc->size, &zero);
	if (err) {
		why = claim_fault(err);
		goto free_area;
	}
	cohmem_runs_init(area_runs(area), area_runs_bytes(area),
			 (uint32_t)(area->size >> area->granule_shift), zero);
	if (observed(OBSERVE_AREAS))
		observe_area(area, true);
	/* This reads the area, so it precedes area_link(): afterwards, other threads may even release the area. */
	if (COHMEM_WITH_REPORTS && area->device_base + (area->size - 1) > cohmem_dma_limit(dev))
		report_warn(dev, "the area at device %#llx reaches beyond the device's mask %#llx",
			    (unsigned long long)area->device_base,
			    (unsigned long long)cohmem_dma_limit(dev));
	err = area_link(area);
	if (err) {
		why = "its device addresses overlap another area of the device";
		goto unclaim;
	}
	return 0;

unclaim:
	if (observed(OBSERVE_AREAS))
		observe_area(area, false);
	cohmem__region_unclaim(area, false);
free_area:
	area_free(area);
	return area_refuse(dev, desc, err, why);
}

int dma_declare_coherent_memory(struct device *dev, phys_addr_t phys_addr, dma_addr_t device_addr,
				size_t size, int flags)
{
	const struct cohmem_area_desc desc = {
		.phys_addr = phys_addr,
		.device_addr = device_addr,
		.size = size,
		.flags = (unsigned int)flags,
	};

	return cohmem_declare_area(dev, &desc);
}

/* Returns the first area that is not draining, or NULL. Under the lock. */
static struct cohmem_area *first_live(struct device *dev)
{
	struct cohmem_area *area = dev->cohmem_areas;

	assert_locked(&dev->cohmem_lock);
	while (area && area->draining)
		area = area->next;
	return area;
}

/* Finds the first block of @area at or after granule *@at. @area may have been destroyed meanwhile. */
static bool next_leftover(struct device *dev, const struct cohmem_area *area, uint32_t *at,
			  struct cohmem_run *run)
{
	unsigned long flags = cohmem_port->lock(&dev->cohmem_lock);
	struct cohmem_area *a = dev->cohmem_areas;
	bool found = false;

	while (a && a != area)
		a = a->next;
	while (a && !found && cohmem_runs_next(area_runs(a), *at, run)) {
		*at += run->count;
		found = run->used;
	}
	cohmem_port->unlock(&dev->cohmem_lock, flags);
	return found;
}

static void report_leftovers(struct device *dev, const struct cohmem_area *area,
			     dma_addr_t device_base, unsigned int shift)
{
	struct cohmem_run run;
	uint32_t at = 0;

	while (next_leftover(dev, area, &at, &run))
		report_warn(dev, "area released with %#llx bytes at device %#llx still in use",
			    (unsigned long long)run.count << shift,
			    (unsigned long long)device_base +
				    ((unsigned long long)run.start << shift));
}

/* Stops the area from serving requests. Under the lock. */
static void area_drain(struct cohmem_area *area)
{
	struct thread_flags stopped;

	assert_locked(&area->owner->cohmem_lock);
	cohmem__lock_all_threads(&stopped);
	area->draining = true;
	cohmem__unlock_all_threads(&stopped);
	if (area_is_per_thread(area))
		cohmem__thread_cache_steal(area);
}

void dma_release_declared_memory(struct device *dev)
{
	if (dev && of_parent(dev))
		return;
	while (dev) {
		unsigned long flags = cohmem_port->lock(&dev->cohmem_lock);
		struct cohmem_area *area = first_live(dev);
		dma_addr_t device_base = area ? area->device_base : 0;
		unsigned int shift = area ? area->granule_shift : 0;
		bool empty;

		if (area)
			area_drain(area);
		empty = area && cohmem_runs_used(area_runs(area)) == 0;
		if (empty)
			cohmem__area_unlink(area);
		cohmem_port->unlock(&dev->cohmem_lock, flags);

		if (!area)
			break;
		if (empty)
			cohmem__area_destroy(area);
		else
			report_leftovers(dev, area, device_base, shift);
	}
}
