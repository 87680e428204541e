/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Replays a recording's requests on one pool: which of them would be refused, when and why. */
#ifndef TRACE_MODEL_REPLAY_H
#define TRACE_MODEL_REPLAY_H

#include "../follow/follow.h"
#include "../follow/sites.h"
#include "pool_model.h"

#define REPLAY_SAMPLES 512

/**
 * struct replay_options - the pool to simulate
 * @bytes:	size of the pool
 * @base:	device address of the pool
 * @mask:	DMA mask of the devices
 * @granule_shift: log2 of the granule size
 * @exact:	blocks keep as many granules as they need, not 2^order
 * @device:	pattern of glob(7): replay only requests of devices whose names match; NULL: all
 */
struct replay_options {
	uint64_t bytes;
	uint64_t base;
	uint64_t mask;
	unsigned int granule_shift;
	bool exact;
	const char *device;
};

/**
 * struct replay_sample - the pool at one moment
 * @time:	time of the last event
 * @used:	granules in blocks
 * @largest:	the longest free run, in granules
 */
struct replay_sample {
	uint64_t time;
	uint32_t used;
	uint32_t largest;
};

/**
 * struct replay_moment - the replay at one moment
 * @event:	the event at that moment
 * @why:	result of the request
 * @used:	granules in blocks
 * @largest:	the longest free run, in granules
 * @largest_known: false if @largest was not determined because it would have taken too long
 * @wasted:	bytes lost by rounding
 * @site:	the sites that hold memory, the largest first
 * @sites:	number of elements of @site
 */
struct replay_moment {
	struct trace_event event;
	enum pool_answer why;
	uint32_t used;
	uint32_t largest;
	bool largest_known;
	uint64_t wasted;
	struct site *site;
	size_t sites;
};

/**
 * struct replay - a replay
 * @served:	number of requests that were served
 * @refused:	number of requests that were refused, by &enum pool_answer
 * @worst:	the moment when most granules were in use
 * @first:	the moment when the first request was refused
 * @at_worst:	no block was released since @worst
 * @looked:	value of @events when @worst.largest was last determined
 * @wasted:	bytes that are currently lost by rounding
 * @sample:	the pool's state at @samples moments, at equal distances in events
 * @block:	called for each placed block when it is released, or at the end with @end UINT64_MAX; may be NULL
 * @refusal:	called for each refused request; may be NULL
 */
struct replay {
	struct replay_options options;
	struct follow follow;
	struct pool_model area;
	uint32_t reach;
	struct sites sites;
	uint64_t served;
	uint64_t refused[POOL_NO_MEMORY + 1];
	uint64_t refused_in_all;
	uint64_t wasted;
	struct replay_moment worst;
	struct replay_moment first;
	bool at_worst;
	uint64_t looked;
	struct replay_sample sample[REPLAY_SAMPLES];
	size_t samples;
	uint64_t events, stride;
	void (*block)(void *context, const struct live *block, uint64_t end);
	void (*refusal)(void *context, const struct live *block, enum pool_answer why);
	void *context;
};

/* @why: filled with a sentence if false is returned. */
bool replay_begin(struct replay *replay, const struct replay_options *options, const char **why);
/* Returns false if there is no memory. */
bool replay_event(struct replay *replay, const struct trace_event *event);
/* Call this after the last event. */
void replay_finish(struct replay *replay);
/* A refused request's reason, as the end of a sentence. */
const char *replay_why(enum pool_answer why);
/* The index in replay->sites of the site that holds a block. */
uint32_t replay_site(const struct live *block);
void replay_end(struct replay *replay);

#endif
