/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The blocks that are allocated at a moment of a recording, by device and address. */
#ifndef TRACE_FOLLOW_LIVE_H
#define TRACE_FOLLOW_LIVE_H

#include "../input/trace.h"

#define LIVE_PLACES  4
#define LIVE_NOWHERE UINT32_MAX

/**
 * struct live - a block that was not released yet
 * @device:	its name, as the event has it
 * @task:	who asked
 * @caller:	where in the code
 * @addr:	as recorded
 * @size:	in bytes, as asked for
 * @time:	when
 * @place:	where simulated areas have it: granules, or LIVE_NOWHERE
 */
struct live {
	const char *device;
	const char *task;
	const char *caller;
	uint64_t addr;
	uint64_t size;
	uint64_t time;
	uint32_t place[LIVE_PLACES];
};

struct live_table;

struct live_table *live_create(void);
/* A new block, which must not be there; NULL: no memory. It may move with the next call. */
struct live *live_add(struct live_table *table, const char *device, uint64_t addr);
struct live *live_find(struct live_table *table, const char *device, uint64_t addr);
void live_remove(struct live_table *table, struct live *block);
/* The block after @block, in no order; NULL: the first one, or there are no more. */
const struct live *live_next(const struct live_table *table, const struct live *block);
size_t live_count(const struct live_table *table);
void live_destroy(struct live_table *table);

#endif
