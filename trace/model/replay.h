/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A recording's requests to one pool: what would have been refused, when and why. */
#ifndef TRACE_MODEL_REPLAY_H
#define TRACE_MODEL_REPLAY_H

#include "../follow/follow.h"
#include "../follow/sites.h"
#include "pool_model.h"

#define REPLAY_SAMPLES 512

/**
 * struct replay_options - the pool
 * @bytes:	its size
 * @base:	its device address
 * @mask:	of the devices
 * @granule_shift: log2 of its granule
 * @exact:	blocks keep what they need
 * @device:	whose requests: a pattern of glob(7); NULL: all
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
 * @time:	of the event before
 * @used:	granules in blocks
 * @largest:	the longest free run, in granules
 */
struct replay_sample {
	uint64_t time;
	uint32_t used;
	uint32_t largest;
};

/**
 * struct replay_moment - all of it at one moment
 * @event:	what came then
 * @why:	what became of it
 * @used:	granules in blocks
 * @largest:	the longest free run, in granules
 * @largest_known: else there were too many such moments to look at each
 * @wasted:	bytes that rounding takes
 * @site:	who holds what, the largest first
 * @sites:	how many hold something
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
 * struct replay - all of it
 * @served:	requests that were
 * @refused:	requests that were not, by &enum pool_answer
 * @worst:	when most was in use
 * @first:	when the first request was refused
 * @at_worst:	and nothing went since
 * @looked:	when the longest free run was looked for, in events
 * @wasted:	bytes that rounding takes now
 * @sample:	so many at equal distances (in events)
 * @block:	told of each block that was placed, when it goes (@end: UINT64_MAX at the end); NULL
 * @refusal:	told of each that was not; NULL
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

/* @why: filled with a sentence where it returns false. */
bool replay_begin(struct replay *replay, const struct replay_options *options, const char **why);
/* False: no memory. */
bool replay_event(struct replay *replay, const struct trace_event *event);
/* No events come any more. */
void replay_finish(struct replay *replay);
/* A refused request's reason, as the end of a sentence. */
const char *replay_why(enum pool_answer why);
/* Which of replay->sites holds a block. */
uint32_t replay_site(const struct live *block);
void replay_end(struct replay *replay);

#endif
