/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "follow.h"

#include <fnmatch.h>

bool follow_begin(struct follow *follow)
{
	follow->counts = (struct follow_counts){0};
	follow->live = live_create();
	return follow->live != NULL;
}

static void follow_remove(struct follow *follow, struct live *block,
			  const struct trace_event *event)
{
	follow->remove(follow->context, block, event);
	live_remove(follow->live, block);
}

static bool follow_alloc(struct follow *follow, const struct trace_event *event)
{
	struct live *block = live_find(follow->live, event->device, event->addr);

	if (block) {
		if (!follow->counts.reused++)
			follow->counts.reused_at = event->at;
		follow_remove(follow, block, event);
	}
	follow->counts.allocations++;
	block = live_add(follow->live, event->device, event->addr);
	if (!block)
		return false;
	block->size = event->size;
	block->time = event->time;
	block->task = event->task;
	block->caller = event->caller;
	for (int i = 0; i < LIVE_PLACES; i++)
		block->place[i] = LIVE_NOWHERE;
	return follow->place(follow->context, block, event);
}

static void follow_free(struct follow *follow, const struct trace_event *event)
{
	struct live *block = live_find(follow->live, event->device, event->addr);

	if (event->failed || (!block && event->size == 0)) {
		follow->counts.null++;
	} else if (!block) {
		if (!follow->counts.unknown++)
			follow->counts.unknown_at = event->at;
	} else {
		follow->counts.releases++;
		if (event->size && event->size != block->size && !follow->counts.resized++)
			follow->counts.resized_at = event->at;
		follow_remove(follow, block, event);
	}
}

bool follow_event(struct follow *follow, const struct trace_event *event)
{
	if (follow->device && fnmatch(follow->device, event->device, 0))
		return true;
	if (event->kind == TRACE_AREA || event->kind == TRACE_AREA_END)
		return !follow->area || follow->area(follow->context, event);
	if (event->kind == TRACE_FREE)
		follow_free(follow, event);
	else if (!event->failed)
		return follow_alloc(follow, event);
	else if (!follow->counts.failed++)
		follow->counts.failed_at = event->at;
	return true;
}

void follow_end(struct follow *follow)
{
	live_destroy(follow->live);
}
