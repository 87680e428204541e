/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "top.h"

#include <cohmem/coherent.h>
#include <stdlib.h>

#include "../common/output.h"

enum {
	SITE,
	DEVICE,
	AREA,
};

/* Return the index of the device; UINT32_MAX if there is no memory. */
static uint32_t top_find_device(struct top *top, const char *name)
{
	uint32_t i = sites_find(&top->index, name, NULL, NULL);
	struct top_device *more;

	if (i < top->count || i == UINT32_MAX)
		return i;
	if (top->count == top->room) {
		more = realloc(top->device, (2 * top->room + 16) * sizeof(*more));
		if (!more)
			return UINT32_MAX;
		top->device = more;
		top->room = 2 * top->room + 16;
	}
	top->device[top->count++] = (struct top_device){.name = name};
	return i;
}

/*
 * Return the first area that ended and has no blocks, to be replaced, or else a new one. Return NULL if there is no
 * memory, or if @top->areas is TOP_MOST_AREAS.
 */
static struct top_area *area_slot(struct top *top)
{
	struct top_area *more;

	for (size_t i = 0; i < top->areas; i++) {
		if (top->area[i].gone && top->area[i].count.blocks == 0)
			return &top->area[i];
	}
	if (top->areas == TOP_MOST_AREAS)
		return NULL;
	if (top->areas == top->area_room) {
		more = realloc(top->area, (2 * top->area_room + 16) * sizeof(*more));
		if (!more)
			return NULL;
		top->area = more;
		top->area_room = 2 * top->area_room + 16;
	}
	return &top->area[top->areas++];
}

static bool begin_area(struct top *top, const struct trace_event *event)
{
	struct top_area *area = area_slot(top);

	if (area)
		*area = (struct top_area){.device = event->device,
					  .base = event->addr,
					  .size = event->size,
					  .flags = event->flags,
					  .granule_shift = event->granule_shift};
	else if (top->areas == TOP_MOST_AREAS)
		top->areas_left_out++;
	else
		return false;
	return true;
}

static bool change_area(void *context, const struct trace_event *event)
{
	struct top *top = context;

	if (event->kind == TRACE_AREA)
		return begin_area(top, event);
	for (size_t i = 0; i < top->areas; i++) {
		struct top_area *area = &top->area[i];

		if (!area->gone && area->device == event->device && area->base == event->addr) {
			area->gone = true;
			break;
		}
	}
	return true;
}

/* Find the area of a block: one of its device, or else one that serves child devices, too. */
static uint32_t find_area(const struct top *top, const struct live *block)
{
	uint32_t found = LIVE_NOWHERE;

	for (uint32_t i = 0; i < top->areas; i++) {
		const struct top_area *a = &top->area[i];

		if (a->gone || block->addr - a->base >= a->size)
			continue;
		if (a->device == block->device)
			return i;
		if (a->flags & DMA_MEMORY_INCLUDES_CHILDREN)
			found = i;
	}
	return found;
}

/* Return how many bytes a block occupies in the area, with COHMEM_AREA_EXACT (@exact) or without. */
static uint64_t room_of(const struct top_area *area, uint64_t size, bool exact)
{
	const struct pool_model rule = {.granule_shift = area->granule_shift, .exact = exact};

	return (uint64_t)pool_model_block(&rule, size) << area->granule_shift;
}

static void count_in(struct top_count *count, uint64_t bytes)
{
	count->allocations++;
	count->blocks++;
	count->bytes += bytes;
	if (count->most < count->bytes)
		count->most = count->bytes;
}

static void top_count_out(struct top_count *count, uint64_t bytes)
{
	count->releases++;
	count->blocks--;
	count->bytes -= bytes;
}

static bool top_count_fits(const struct top_count *count, uint64_t bytes)
{
	return bytes <= UINT64_MAX - count->bytes;
}

/* Check that all sums that include the block remain below 2^64 bytes. The sum of a holder is at most its device's. */
static bool can_be(const struct top *top, const struct live *block)
{
	const struct top_area *area = top->area;

	if (!top_count_fits(&top->device[block->place[DEVICE]].count, block->size))
		return false;
	if (block->place[AREA] == LIVE_NOWHERE)
		return true;
	area += block->place[AREA];
	return top_count_fits(&area->count,
			      room_of(area, block->size, area->flags & COHMEM_AREA_EXACT));
}

static void place_in_area(struct top_area *area, const struct live *block)
{
	uint64_t end = block->addr - area->base + room_of(area, block->size, false);

	count_in(&area->count, room_of(area, block->size, area->flags & COHMEM_AREA_EXACT));
	if (area->needs < end)
		area->needs = end;
}

static bool top_place(void *context, struct live *block, const struct trace_event *event)
{
	struct top *top = context;

	(void)event;
	block->place[AREA] = find_area(top, block);
	block->place[DEVICE] = top_find_device(top, block->device);
	block->place[SITE] = sites_find(&top->sites, block->device, block->task, block->caller);
	if (block->place[DEVICE] == UINT32_MAX || block->place[SITE] == UINT32_MAX)
		return false;
	if (!can_be(top, block)) {
		block->place[DEVICE] = LIVE_NOWHERE;
		top->impossible++;
		return true;
	}
	count_in(&top->device[block->place[DEVICE]].count, block->size);
	if (block->place[AREA] != LIVE_NOWHERE)
		place_in_area(&top->area[block->place[AREA]], block);
	sites_change(&top->sites, block->place[SITE], 1, block->size, block->size);
	return true;
}

static void top_remove(void *context, const struct live *block, const struct trace_event *event)
{
	struct top *top = context;
	struct top_area *area;

	(void)event;
	if (block->place[DEVICE] == LIVE_NOWHERE)
		return;
	top_count_out(&top->device[block->place[DEVICE]].count, block->size);
	if (block->place[AREA] != LIVE_NOWHERE) {
		area = &top->area[block->place[AREA]];
		top_count_out(&area->count,
			      room_of(area, block->size, area->flags & COHMEM_AREA_EXACT));
	}
	sites_change(&top->sites, block->place[SITE], -1, block->size, block->size);
}

static bool top_fail(const struct top *top, const char *why)
{
	complain("cohmem top: %s: %s\n", top->path, why);
	return false;
}

bool top_begin(struct top *top, FILE *file, const char *path)
{
	char why[512];

	*top = (struct top){.path = path,
			    .follow = {.place = top_place,
				       .remove = top_remove,
				       .area = change_area,
				       .context = top}};
	top->trace = file ? trace_open_file(file, path, why, sizeof(why))
			  : trace_open(path, why, sizeof(why));
	if (!top->trace) {
		complain("cohmem top: %s\n", why);
		return false;
	}
	trace_follow(top->trace);
	if (follow_begin(&top->follow))
		return true;
	trace_close(top->trace);
	return top_fail(top, "no memory");
}

bool top_read(struct top *top)
{
	struct trace_event event = {0};
	int got;

	while ((got = trace_next(top->trace, &event)) > 0) {
		uint32_t device = event.failed ? top_find_device(top, event.device) : 0;

		if (device == UINT32_MAX || !follow_event(&top->follow, &event))
			return top_fail(top, "no memory for all blocks that are live in it");
		if (event.failed && event.kind == TRACE_ALLOC)
			top->device[device].failures++;
	}
	return got == 0 || top_fail(top, trace_why(top->trace));
}

void top_end(struct top *top)
{
	follow_end(&top->follow);
	sites_destroy(&top->sites);
	sites_destroy(&top->index);
	free(top->device);
	free(top->area);
	trace_close(top->trace);
}
