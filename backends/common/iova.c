/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "iova.h"

#include <cohmem/port.h>

#include "error_text.h"

/* Round *@addr up to a multiple of @align. Returns false if that wraps around. */
static bool align_up(uint64_t *addr, uint64_t align)
{
	uint64_t up = (*addr + align - 1) & ~(align - 1);
	bool wrapped = up < *addr;

	*addr = up;
	return !wrapped;
}

/*
 * Move *@addr up to the first free place at or above it; the caller checks that the place lies in a range. Returns the
 * link at which to insert the new allocation, or NULL if there is no such place.
 */
static struct iova_alloc **skip_taken(struct iova_alloc **link, size_t size, uint64_t align,
				      uint64_t *addr)
{
	if (!align_up(addr, align))
		return NULL;
	for (; *link; link = &(*link)->next) {
		const struct iova_alloc *taken = *link;

		if (*addr < taken->addr && taken->addr - *addr >= size)
			break;
		if (taken->addr + taken->size - 1 < *addr)
			continue;
		*addr = taken->addr + taken->size;
		if (!*addr || !align_up(addr, align))
			return NULL;
	}
	return link;
}

static struct iova_alloc **iova_find_gap(struct iova_space *space, size_t size, uint64_t align,
					 uint64_t limit, uint64_t *addr)
{
	for (size_t i = 0; i < space->ranges; i++) {
		const struct iova_range *range = &space->range[i];
		uint64_t last = range->last < limit ? range->last : limit;
		struct iova_alloc **link;

		*addr = range->first;
		link = skip_taken(&space->first, size, align, addr);
		if (link && *addr <= last && last - *addr >= size - 1)
			return link;
	}
	return NULL;
}

int cohmem__alloc_iova(struct iova_space *space, size_t size, uint64_t align, uint64_t limit,
		       struct iova_alloc **taken)
{
	struct iova_alloc *new, **link;
	uint64_t addr;

	link = iova_find_gap(space, size, align, limit, &addr);
	if (!link)
		return cohmem_set_error_text(
			-ENOSPC,
			"no free range of %zu bytes of device addresses up to %#llx (they begin at %#llx)",
			size, (unsigned long long)limit,
			(unsigned long long)(space->ranges ? space->range[0].first : 0));
	new = cohmem_port->alloc(sizeof(*new));
	if (!new)
		return -ENOMEM;
	*new = (struct iova_alloc){.next = *link, .addr = addr, .size = size};
	*link = new;
	*taken = new;
	return 0;
}

void cohmem__free_iova(struct iova_space *space, struct iova_alloc *taken)
{
	struct iova_alloc **link = &space->first;

	while (*link != taken)
		link = &(*link)->next;
	*link = taken->next;
	cohmem_port->free(taken, sizeof(*taken));
}
