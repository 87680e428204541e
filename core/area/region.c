/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The regions: the CPU addresses of physical memory, and the areas in it.
 *
 * One lock protects the list of regions and each region's list of areas. It is taken before a device's lock, and never
 * while one is held.
 */
#include <cohmem/config.h>

#include "../base/list.h"
#include "area.h"

static struct cohmem_region *regions;
static struct cohmem_lock regions_lock;

int cohmem_region_add(struct cohmem_region *region)
{
	unsigned long flags;
	int err = 0;

	if (!region || !region->cpu_addr || region->size == 0 ||
	    region->phys_addr + (region->size - 1) < region->phys_addr ||
	    (uintptr_t)region->cpu_addr + (region->size - 1) < (uintptr_t)region->cpu_addr)
		return -EINVAL;

	flags = cohmem_port->lock(&regions_lock);
	for (struct cohmem_region *w = regions; w && !err; w = w->next) {
		if (intervals_overlap(w->phys_addr, w->size, region->phys_addr, region->size))
			err = -EEXIST;
	}
	if (!err) {
		region->areas = NULL;
		region->next = regions;
		regions = region;
	}
	cohmem_port->unlock(&regions_lock, flags);
	return err;
}

int cohmem_region_remove(struct cohmem_region *region)
{
	struct cohmem_region **link;
	unsigned long flags;
	int err = -ENOENT;

	flags = cohmem_port->lock(&regions_lock);
	for (link = &regions; *link && *link != region; link = &(*link)->next)
		;
	if (*link)
		err = region->areas ? -EBUSY : 0;
	if (!err)
		*link = region->next;
	cohmem_port->unlock(&regions_lock, flags);
	return err;
}

#if COHMEM_WITH_THREADS
void cohmem__regions_fork_child(void)
{
	static struct cohmem_region *left;

	leave_to_parent(regions, left);
	regions_lock = (struct cohmem_lock){0};
}
#endif

static struct cohmem_region *find_region(phys_addr_t phys_addr, size_t size)
{
	struct cohmem_region *w;

	for (w = regions; w; w = w->next) {
		if (interval_contains(w->phys_addr, w->size, phys_addr, size))
			break;
	}
	return w;
}

void *cohmem_region_addr(phys_addr_t phys_addr, size_t size)
{
	unsigned long flags = cohmem_port->lock(&regions_lock);
	const struct cohmem_region *region = find_region(phys_addr, size);
	void *addr = NULL;

	if (region)
		addr = (char *)region->cpu_addr + (phys_addr - region->phys_addr);
	cohmem_port->unlock(&regions_lock, flags);
	return addr;
}

struct cohmem_region *cohmem_region_find(const void *cpu_addr, size_t size)
{
	unsigned long flags = cohmem_port->lock(&regions_lock);
	struct cohmem_region *w = regions;

	while (w && ((uintptr_t)cpu_addr - (uintptr_t)w->cpu_addr >= w->size ||
		     size > w->size - ((uintptr_t)cpu_addr - (uintptr_t)w->cpu_addr)))
		w = w->next;
	cohmem_port->unlock(&regions_lock, flags);
	return w;
}

/* Returns true if an area's state overlaps [@state, @state + @bytes): a new state would overwrite it. */
bool cohmem__region_has_state(const void *state, size_t bytes)
{
	unsigned long flags = cohmem_port->lock(&regions_lock);
	bool found = false;

	for (struct cohmem_region *w = regions; w && !found; w = w->next) {
		for (struct cohmem_area *a = w->areas; a && !found; a = a->next_in_region)
			found = intervals_overlap((uintptr_t)a, a->state_bytes, (uintptr_t)state,
						  bytes);
	}
	cohmem_port->unlock(&regions_lock, flags);
	return found;
}

void cohmem__region_keeps(const struct cohmem_area *area,
			  void (*call)(struct cohmem_area *area, int thread), int thread)
{
	unsigned long flags = cohmem_port->lock(&regions_lock);
	struct cohmem_area *found = NULL;

	for (struct cohmem_region *w = regions; w && !found; w = w->next) {
		found = w->areas;
		while (found && found != area)
			found = found->next_in_region;
	}
	if (found)
		call(found, thread);
	cohmem_port->unlock(&regions_lock, flags);
}

static int claim(struct cohmem_area *area, struct cohmem_region *region, size_t offset, bool *zero)
{
	uintptr_t cpu = (uintptr_t)region->cpu_addr + offset;
	size_t align = (size_t)1 << area->granule_shift;

	if (align > COHMEM_PAGE_SIZE)
		align = COHMEM_PAGE_SIZE;
	if (cpu & (align - 1) || area->granule_shift < region->granule_shift)
		return -EINVAL;
	for (struct cohmem_area *a = region->areas; a; a = a->next_in_region) {
		if (intervals_overlap((uintptr_t)a->virt_base, a->size, cpu, area->size))
			return -EBUSY;
	}

	area->region = region;
	area->region_offset = offset;
	area->virt_base = (void *)cpu;
	area->next_in_region = region->areas;
	region->areas = area;
	*zero = region->size - offset <= region->zero_bytes;
	return 0;
}

/*
 * Finds the region that contains @size bytes at @phys_addr (@size may include a partial
 * granule; @area->size does not) and adds @area to it. *@zero: the memory is known to be zero.
 * Returns 0, or -ENXIO, -EBUSY or -EINVAL as cohmem_declare_area() does.
 */
int cohmem__region_claim(struct cohmem_area *area, phys_addr_t phys_addr, size_t size, bool *zero)
{
	unsigned long flags = cohmem_port->lock(&regions_lock);
	struct cohmem_region *region = find_region(phys_addr, size);
	int err = -ENXIO;

	if (region)
		err = claim(area, region, (size_t)(phys_addr - region->phys_addr), zero);
	cohmem_port->unlock(&regions_lock, flags);
	return err;
}

/* @touched: the area's memory may have been written since the area was claimed. */
void cohmem__region_unclaim(struct cohmem_area *area, bool touched)
{
	struct cohmem_region *region = area->region;
	unsigned long flags = cohmem_port->lock(&regions_lock);
	struct cohmem_area **link = &region->areas;
	size_t end = (size_t)area->region_offset + area->size;

	while (*link != area)
		link = &(*link)->next_in_region;
	*link = area->next_in_region;
	if (touched && region->size - end < region->zero_bytes)
		region->zero_bytes = region->size - end;
	cohmem_port->unlock(&regions_lock, flags);
}
