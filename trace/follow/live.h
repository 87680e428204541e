/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A table of the blocks that are live at one moment of a recording, by device and address. */
#ifndef TRACE_FOLLOW_LIVE_H
#define TRACE_FOLLOW_LIVE_H

#include "../input/trace.h"

#define LIVE_PLACES  4
#define LIVE_NOWHERE UINT32_MAX

/**
 * struct live - a block that has not been released yet
 * @device:	name of the device, the same pointer as in the event
 * @task:	name of the task that requested it
 * @caller:	place in the code that requested it
 * @addr:	as recorded
 * @size:	in bytes, as requested
 * @time:	time of the allocation
 * @place:	used by the simulation: first granule in a pool, or an index; at first LIVE_NOWHERE
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
/* Add a block, which must not be in the table yet. NULL: no memory. Adding or removing another block may move it. */
struct live *live_add(struct live_table *table, const char *device, uint64_t addr);
struct live *live_find(struct live_table *table, const char *device, uint64_t addr);
void live_remove(struct live_table *table, struct live *block);
/* Return the block after @block (NULL: the first block), in no particular order, or NULL at the end. */
const struct live *live_next(const struct live_table *table, const struct live *block);
size_t live_count(const struct live_table *table);
void live_destroy(struct live_table *table);

#endif
