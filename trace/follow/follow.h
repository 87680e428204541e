/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Follows a recording's events, and keeps track of the blocks that are live. */
#ifndef TRACE_FOLLOW_FOLLOW_H
#define TRACE_FOLLOW_FOLLOW_H

#include "live.h"

/**
 * struct follow_counts - numbers of events
 * @allocations: allocations that succeeded
 * @releases:	releases of live blocks
 * @failed:	allocations that failed when recorded; they are ignored, since their lifetime is not known
 * @failed_at:	the first of them
 * @unknown:	releases of blocks that were allocated before the recording; they are ignored
 * @unknown_at:	the first of them
 * @null:	releases of NULL, or of 0 bytes at an unknown address
 * @reused:	allocations at the address of a live block: the block's release was not recorded, because the device
 *		already has a pool of its own, or because events were lost
 * @reused_at:	the first of them
 * @resized:	releases whose size differs from the allocation's: CMA may be released in parts, and then the
 *		rest is missing from the figures
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
	const char *device; /* a glob(7) pattern; NULL: all */
	/* Called for a new block. Returns false if there is no memory; follow_event() then fails. */
	bool (*place)(void *context, struct live *block, const struct trace_event *event);
	void (*remove)(void *context, const struct live *block, const struct trace_event *event);
	/* Called when an area is declared or ends; may be NULL. Returns false if there is no memory. */
	bool (*area)(void *context, const struct trace_event *event);
	void *context;
};

/* @follow: filled in, except for @live and @counts. Returns false if there is no memory. */
bool follow_begin(struct follow *follow);
/* Returns false if there is no memory. */
bool follow_event(struct follow *follow, const struct trace_event *event);
void follow_end(struct follow *follow);

#endif
