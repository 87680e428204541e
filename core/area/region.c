/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The windows: where physical memory is for the CPU, and which areas lie in it.
 *
 * One lock guards the list and every window's areas. It is taken before a device's, and never while one is held.
 */
#include "../base/list.h"
#include "area.h"

static struct cohmem_window *windows;
static struct cohmem_lock windows_lock;

static bool overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a < b ? b - a < a_size : a - b < b_size;
}

int cohmem_window_add(struct cohmem_window *window)
{
	unsigned long flags;
	int err = 0;

	if (!window || !window->cpu_addr || window->size == 0 ||
	    window->phys_addr + (window->size - 1) < window->phys_addr ||
	    (uintptr_t)window->cpu_addr + (window->size - 1) < (uintptr_t)window->cpu_addr)
		return -EINVAL;

	flags = cohmem_port->lock(&windows_lock);
	for (struct cohmem_window *w = windows; w && !err; w = w->next) {
		if (overlap(w->phys_addr, w->size, window->phys_addr, window->size))
			err = -EEXIST;
	}
	if (!err) {
		window->areas = NULL;
		window->next = windows;
		windows = window;
	}
	cohmem_port->unlock(&windows_lock, flags);
	return err;
}

int cohmem_window_remove(struct cohmem_window *window)
{
	struct cohmem_window **link;
	unsigned long flags;
	int err = -ENOENT;

	flags = cohmem_port->lock(&windows_lock);
	for (link = &windows; *link && *link != window; link = &(*link)->next)
		;
	if (*link)
		err = window->areas ? -EBUSY : 0;
	if (!err)
		*link = window->next;
	cohmem_port->unlock(&windows_lock, flags);
	return err;
}

#ifndef COHMEM_NO_THREADS
void cohmem_windows_fork_child(void)
{
	static struct cohmem_window *left;

	leave_to_parent(windows, left);
	windows_lock = (struct cohmem_lock){0};
}
#endif

static struct cohmem_window *find_window(phys_addr_t phys_addr, size_t size)
{
	struct cohmem_window *w;

	for (w = windows; w; w = w->next) {
		if (phys_addr >= w->phys_addr && phys_addr - w->phys_addr < w->size &&
		    size <= w->size - (phys_addr - w->phys_addr))
			break;
	}
	return w;
}

void *cohmem_window_addr(phys_addr_t phys_addr, size_t size)
{
	unsigned long flags = cohmem_port->lock(&windows_lock);
	const struct cohmem_window *window = find_window(phys_addr, size);
	void *addr = NULL;

	if (window)
		addr = (char *)window->cpu_addr + (phys_addr - window->phys_addr);
	cohmem_port->unlock(&windows_lock, flags);
	return addr;
}

struct cohmem_window *cohmem_window_find(const void *cpu_addr, size_t size)
{
	unsigned long flags = cohmem_port->lock(&windows_lock);
	struct cohmem_window *w = windows;

	while (w && ((uintptr_t)cpu_addr - (uintptr_t)w->cpu_addr >= w->size ||
		     size > w->size - ((uintptr_t)cpu_addr - (uintptr_t)w->cpu_addr)))
		w = w->next;
	cohmem_port->unlock(&windows_lock, flags);
	return w;
}

/* Whether [@state, @state + @bytes) is in use by an area already; it would be overwritten. */
bool cohmem_window_has_state(const void *state, size_t bytes)
{
	unsigned long flags = cohmem_port->lock(&windows_lock);
	bool found = false;

	for (struct cohmem_window *w = windows; w && !found; w = w->next) {
		for (struct cohmem_area *a = w->areas; a && !found; a = a->next_in_window)
			found = overlap((uintptr_t)a, a->state_bytes, (uintptr_t)state, bytes);
	}
	cohmem_port->unlock(&windows_lock, flags);
	return found;
}

void cohmem_window_keeps(const struct cohmem_area *area,
			 void (*call)(struct cohmem_area *area, int thread), int thread)
{
	unsigned long flags = cohmem_port->lock(&windows_lock);
	struct cohmem_area *found = NULL;

	for (struct cohmem_window *w = windows; w && !found; w = w->next) {
		found = w->areas;
		while (found && found != area)
			found = found->next_in_window;
	}
	if (found)
		call(found, thread);
	cohmem_port->unlock(&windows_lock, flags);
}

static int claim(struct cohmem_area *area, struct cohmem_window *window, size_t offset, bool *zero)
{
	uintptr_t cpu = (uintptr_t)window->cpu_addr + offset;
	size_t align = (size_t)1 << area->granule_shift;

	if (align > COHMEM_PAGE_SIZE)
		align = COHMEM_PAGE_SIZE;
	if (cpu & (align - 1) || area->granule_shift < window->granule_shift)
		return -EINVAL;
	for (struct cohmem_area *a = window->areas; a; a = a->next_in_window) {
		if (overlap((uintptr_t)a->virt_base, a->size, cpu, area->size))
			return -EBUSY;
	}

	area->window = window;
	area->window_offset = offset;
	area->virt_base = (void *)cpu;
	area->next_in_window = window->areas;
	window->areas = area;
	*zero = window->size - offset <= window->zero_bytes;
	return 0;
}

/*
 * Find the window around @size bytes at @phys_addr (they may reach a bit beyond @area->size) and
 * make @area part of it: -ENXIO, -EBUSY or -EINVAL as cohmem_declare_area().
 */
int cohmem_window_claim(struct cohmem_area *area, phys_addr_t phys_addr, size_t size, bool *zero)
{
	unsigned long flags = cohmem_port->lock(&windows_lock);
	struct cohmem_window *window = find_window(phys_addr, size);
	int err = -ENXIO;

	if (window)
		err = claim(area, window, (size_t)(phys_addr - window->phys_addr), zero);
	cohmem_port->unlock(&windows_lock, flags);
	return err;
}

/* @touched: what lies in the area may have been written to since it was claimed. */
void cohmem_window_unclaim(struct cohmem_area *area, bool touched)
{
	struct cohmem_window *window = area->window;
	unsigned long flags = cohmem_port->lock(&windows_lock);
	struct cohmem_area **link = &window->areas;
	size_t end = (size_t)area->window_offset + area->size;

	while (*link != area)
		link = &(*link)->next_in_window;
	*link = area->next_in_window;
	if (touched && window->size - end < window->zero_bytes)
		window->zero_bytes = window->size - end;
	cohmem_port->unlock(&windows_lock, flags);
}
