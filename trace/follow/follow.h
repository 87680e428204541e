/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What a recording's events mean for the blocks that are live. */
#ifndef TRACE_FOLLOW_FOLLOW_H
#define TRACE_FOLLOW_FOLLOW_H

#include "live.h"

/**
 * struct follow_counts - what was seen
 * @allocations: that gave memory
 * @releases:	of it
 * @failed:	allocations that gave nothing when it was recorded: how long they would have lived nobody knows
 * @failed_at:	the first of them
 * @unknown:	releases of what was allocated before the recording; they are not applied
 * @unknown_at:	the first of them
 * @null:	releases of nothing
 * @reused:	allocations at an address that was live: its release was not recorded. Such a device has a pool
 *		of its own already, or events were lost
 * @reused_at:	the first of them
 * @resized:	releases with another size than the allocation's: CMA may be released in parts, and then the
 *		rest is not in the figures
 * @resized_at:	the first of them
 */
struct follow_counts {
	uint64_t allocations;
	uint64_t releases;
	uint64_t failed;
	uint64_t failed_at;
	uint64_t unknown;
	uint64_t unknown_at;
	uint64_t null;
	uint64_t reused;
	uint64_t reused_at;
	uint64_t resized;
	uint64_t resized_at;
};

struct follow {
	struct live_table *live;
	struct follow_counts counts;
	const char *device; /* a pattern of glob(7); NULL: all */
	/* A block comes: false ends it all, since there is no memory. */
	bool (*place)(void *context, struct live *block, const struct trace_event *event);
	void (*remove)(void *context, const struct live *block, const struct trace_event *event);
	/* An area begins or ends; NULL: that is all the same. False: no memory. */
	bool (*area)(void *context, const struct trace_event *event);
	void *context;
};

/* @follow: filled but for @live. False: no memory. */
bool follow_begin(struct follow *follow);
/* False: no memory. */
bool follow_event(struct follow *follow, const struct trace_event *event);
void follow_end(struct follow *follow);

#endif
