/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "sizing.h"

#include <stdlib.h>

/* Indices of place[] in struct live. */
enum {
	OWN_KERNEL,
	OWN_KEPT,
	ALL_KERNEL,
	ALL_KEPT,
};

static void amount_add(struct amount *amount, uint64_t bytes)
{
	amount->now += bytes;
	if (amount->most < amount->now)
		amount->most = amount->now;
}

static uint64_t block_bytes(const struct pool_model *area, uint64_t size)
{
	return (uint64_t)pool_model_block(area, size) << area->granule_shift;
}

static bool demand_create(struct demand *demand, const char *device, unsigned int shift)
{
	*demand = (struct demand){.device = device};
	return pool_model_create(&demand->kernel, 0, shift, false) &&
	       pool_model_create(&demand->kept, 0, shift, true);
}

static void destroy(struct demand *demand)
{
	pool_model_destroy(&demand->kernel);
	pool_model_destroy(&demand->kept);
}

static bool demands_grow(struct demands *d)
{
	size_t room = d->room ? 2 * d->room : 16;
	struct demand *device = realloc(d->device, room * sizeof(*device));

	if (!device)
		return false;
	d->device = device;
	d->room = room;
	return true;
}

/* NULL: no memory. */
static struct demand *demand_of(struct demands *d, const char *device)
{
	uint32_t i = sites_find(&d->index, device, NULL, NULL);

	if (i < d->count)
		return &d->device[i];
	if (i == UINT32_MAX || (d->count == d->room && !demands_grow(d)))
		return NULL;
	if (!demand_create(&d->device[i], device, d->granule_shift)) {
		destroy(&d->device[i]);
		return NULL;
	}
	d->count++;
	return &d->device[i];
}

/* Leave the block out of the figures: by at least one rule, even the largest possible area has no room for it. */
static void give_up(struct demand *demand, struct live *block, int kernel, int kept)
{
	if (block->place[kernel] != LIVE_NOWHERE)
		pool_model_remove(&demand->kernel, block->size, block->place[kernel]);
	if (block->place[kept] != LIVE_NOWHERE)
		pool_model_remove(&demand->kept, block->size, block->place[kept]);
	block->place[kernel] = block->place[kept] = LIVE_NOWHERE;
	demand->impossible++;
}

/* Returns false if there is no memory. */
static bool place_in(struct demand *demand, struct live *block, int kernel, int kept)
{
	enum pool_answer one, other;

	if (!demand->allocations++)
		demand->first = block->time;
	demand->last = block->time;
	one = pool_model_place(&demand->kernel, block->size, COHMEM_RUNS_MAX_GRANULES,
			       &block->place[kernel]);
	other = pool_model_place(&demand->kept, block->size, COHMEM_RUNS_MAX_GRANULES,
				 &block->place[kept]);
	if (one == POOL_NO_MEMORY || other == POOL_NO_MEMORY)
		return false;
	if (one != POOL_PLACED || other != POOL_PLACED) {
		give_up(demand, block, kernel, kept);
		return true;
	}
	amount_add(&demand->live, block->size);
	amount_add(&demand->rounded, block_bytes(&demand->kernel, block->size));
	amount_add(&demand->exact, block_bytes(&demand->kept, block->size));
	return true;
}

static void remove_from(struct demand *demand, const struct live *block, uint64_t time, int kernel,
			int kept)
{
	demand->last = time;
	if (block->place[kernel] == LIVE_NOWHERE)
		return;
	demand->live.now -= block->size;
	demand->rounded.now -= block_bytes(&demand->kernel, block->size);
	demand->exact.now -= block_bytes(&demand->kept, block->size);
	pool_model_remove(&demand->kernel, block->size, block->place[kernel]);
	pool_model_remove(&demand->kept, block->size, block->place[kept]);
}

static bool sizing_place(void *context, struct live *block, const struct trace_event *event)
{
	struct demands *d = context;
	struct demand *demand = demand_of(d, block->device);

	(void)event;
	return demand && place_in(demand, block, OWN_KERNEL, OWN_KEPT) &&
	       place_in(&d->all, block, ALL_KERNEL, ALL_KEPT);
}

static void sizing_remove(void *context, const struct live *block, const struct trace_event *event)
{
	struct demands *d = context;
	struct demand *demand = demand_of(d, block->device);

	if (demand)
		remove_from(demand, block, event->time, OWN_KERNEL, OWN_KEPT);
	remove_from(&d->all, block, event->time, ALL_KERNEL, ALL_KEPT);
}

bool demands_begin(struct demands *d, const char *glob, unsigned int granule_shift)
{
	*d = (struct demands){.granule_shift = granule_shift,
			      .follow = {.device = glob,
					 .place = sizing_place,
					 .remove = sizing_remove,
					 .context = d}};
	return demand_create(&d->all, NULL, granule_shift) && follow_begin(&d->follow);
}

bool demands_event(struct demands *d, const struct trace_event *event)
{
	return follow_event(&d->follow, event);
}

uint64_t demand_bytes(const struct pool_model *area)
{
	return (uint64_t)area->needs << area->granule_shift;
}

void demands_end(struct demands *d)
{
	for (size_t i = 0; i < d->count; i++)
		destroy(&d->device[i]);
	destroy(&d->all);
	free(d->device);
	sites_destroy(&d->index);
	follow_end(&d->follow);
}
