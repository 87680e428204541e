/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "replay.h"

#include <stdlib.h>

#define FEW_BLOCKS 4096u

/* Indices of place[] in struct live. */
enum {
	PLACE,
	SITE,
};

const char *replay_why(enum pool_answer why)
{
	static const char *const words[] = {
		[POOL_PLACED] = "it was served",
		[POOL_TOO_LARGE] = "it is larger than the pool, or 0 bytes",
		[POOL_FULL] = "fewer granules are free than it needs",
		[POOL_OUT_OF_REACH] = "there is room only beyond the mask",
		[POOL_FRAGMENTED] =
			"enough granules are free, but not in one aligned run: the pool is fragmented",
		[POOL_NO_MEMORY] = "no memory to simulate it",
	};

	return words[why];
}

uint32_t replay_site(const struct live *block)
{
	return block->place[SITE];
}

static uint64_t waste_of(const struct pool_model *area, uint64_t size)
{
	return ((uint64_t)pool_model_block(area, size) << area->granule_shift) - size;
}

static uint32_t largest_free(const struct replay *r)
{
	struct cohmem_runs_info info;

	cohmem_runs_get_info(r->area.runs, &info);
	return info.largest_free;
}

/*
 * Called before a block is released, and at the end: if the pool was fullest until now, find its longest free run. That
 * means looking at all blocks. If there are many, it is only done if at least as many events have passed since the last
 * time.
 */
static void leave_worst(struct replay *r)
{
	uint64_t blocks = live_count(r->follow.live);

	if (!r->at_worst)
		return;
	r->at_worst = false;
	r->worst.largest_known = blocks < FEW_BLOCKS || r->events - r->looked >= blocks;
	if (!r->worst.largest_known)
		return;
	r->worst.largest = largest_free(r);
	r->looked = r->events;
}

static void replay_hold(struct replay *r, const struct live *block)
{
	sites_change(&r->sites, block->place[SITE], 1, block->size,
		     pool_model_block(&r->area, block->size));
	r->wasted += waste_of(&r->area, block->size);
}

static void replay_refuse(struct replay *r, const struct live *block,
			  const struct trace_event *event, enum pool_answer why)
{
	r->refused[why]++;
	if (r->refusal)
		r->refusal(r->context, block, why);
	if (r->refused_in_all++)
		return;
	r->first = (struct replay_moment){.event = *event,
					  .why = why,
					  .used = cohmem_runs_used(r->area.runs),
					  .largest = largest_free(r),
					  .largest_known = true,
					  .wasted = r->wasted};
	r->first.site = sites_copy(&r->sites, &r->first.sites);
}

static bool replay_place(void *context, struct live *block, const struct trace_event *event)
{
	struct replay *r = context;
	enum pool_answer answer =
		pool_model_place(&r->area, block->size, r->reach, &block->place[PLACE]);
	uint32_t used = cohmem_runs_used(r->area.runs);

	block->place[SITE] = sites_find(&r->sites, block->device, block->task, block->caller);
	if (block->place[SITE] == UINT32_MAX)
		return false;
	if (answer != POOL_PLACED) {
		replay_refuse(r, block, event, answer);
		return true;
	}
	r->served++;
	replay_hold(r, block);
	if (used > r->worst.used) {
		r->worst.used = used;
		r->worst.event = *event;
		r->worst.wasted = r->wasted;
		r->at_worst = true;
		sites_mark(&r->sites);
	}
	return true;
}

static void replay_remove(void *context, const struct live *block, const struct trace_event *event)
{
	struct replay *r = context;

	if (block->place[PLACE] == LIVE_NOWHERE)
		return;
	leave_worst(r);
	if (r->block)
		r->block(r->context, block, event->time);
	sites_change(&r->sites, block->place[SITE], -1, block->size,
		     pool_model_block(&r->area, block->size));
	r->wasted -= waste_of(&r->area, block->size);
	pool_model_remove(&r->area, block->size, block->place[PLACE]);
}

/* There are too many samples: drop every other one, and take them half as often. */
static void thin_out(struct replay *r)
{
	for (size_t i = 0; i < REPLAY_SAMPLES / 2; i++)
		r->sample[i] = r->sample[2 * i + 1];
	r->samples = REPLAY_SAMPLES / 2;
	r->stride *= 2;
}

static void sample(struct replay *r, uint64_t time)
{
	if (++r->events % r->stride)
		return;
	if (r->samples == REPLAY_SAMPLES)
		thin_out(r);
	if (r->events % r->stride)
		return;
	r->sample[r->samples++] =
		(struct replay_sample){time, cohmem_runs_used(r->area.runs), largest_free(r)};
}

bool replay_begin(struct replay *r, const struct replay_options *options, const char **why)
{
	uint64_t granules = options->bytes >> options->granule_shift;
	uint64_t reach = options->mask < options->base
				 ? 0
				 : ((options->mask - options->base) >> options->granule_shift) + 1;

	*r = (struct replay){.options = *options,
			     .stride = 1,
			     .follow = {.device = options->device,
					.place = replay_place,
					.remove = replay_remove,
					.context = r}};
	r->reach = reach > COHMEM_RUNS_MAX_GRANULES ? COHMEM_RUNS_MAX_GRANULES : (uint32_t)reach;
	*why = granules == 0 ? "the pool is smaller than a granule"
			     : "the pool has more than 2^26 granules";
	if (granules == 0 || granules > COHMEM_RUNS_MAX_GRANULES)
		return false;
	*why = "the pool ends beyond 2^64";
	if (options->bytes - 1 > UINT64_MAX - options->base)
		return false;
	*why = "no memory to simulate the pool";
	return pool_model_create(&r->area, (uint32_t)granules, options->granule_shift,
				 options->exact) &&
	       follow_begin(&r->follow);
}

bool replay_event(struct replay *r, const struct trace_event *event)
{
	bool good = follow_event(&r->follow, event);

	sample(r, event->time);
	return good;
}

void replay_finish(struct replay *r)
{
	const struct live *block = NULL;

	leave_worst(r);
	r->worst.site = sites_copy_marked(&r->sites, &r->worst.sites);
	while (r->block && (block = live_next(r->follow.live, block))) {
		if (block->place[PLACE] != LIVE_NOWHERE)
			r->block(r->context, block, UINT64_MAX);
	}
}

void replay_end(struct replay *r)
{
	pool_model_destroy(&r->area);
	sites_destroy(&r->sites);
	free(r->worst.site);
	free(r->first.site);
	if (r->follow.live)
		follow_end(&r->follow);
}
