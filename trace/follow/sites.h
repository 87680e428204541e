/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Who holds memory: what each device, task and place in the code has at the moment. */
#ifndef TRACE_FOLLOW_SITES_H
#define TRACE_FOLLOW_SITES_H

#include "../input/trace.h"

/**
 * struct site - one holder
 * @bytes:	as asked for
 * @granules:	as they are taken
 * @blocks:	how many
 * @held:	the three as they were at the mark, if they were changed since (sites.c's own)
 */
struct site {
	const char *device;
	const char *task;
	const char *caller;
	uint64_t bytes;
	uint64_t granules;
	uint64_t blocks;
	struct site_held {
		uint64_t mark;
		uint64_t bytes, granules, blocks;
	} held;
};

struct sites {
	struct site *site;
	size_t count;
	size_t room;
	uint32_t *slots; /* a hash table of them: index and 1; 0: free */
	size_t slot_count;
	uint64_t mark;
};

/* Which one: an index that stays, given from 0 on. UINT32_MAX: no memory. */
uint32_t sites_find(struct sites *sites, const char *device, const char *task, const char *caller);
/* A block comes or goes (@sign: 1 or -1). */
void sites_change(struct sites *sites, uint32_t index, int sign, uint64_t bytes, uint64_t granules);
/* This is the moment that sites_copy_marked() tells of. */
void sites_mark(struct sites *sites);
struct site *sites_copy_marked(const struct sites *sites, size_t *count);
/* As they are, the largest first; to be freed. NULL: none, or no memory. */
struct site *sites_copy(const struct sites *sites, size_t *count);
void sites_destroy(struct sites *sites);

#endif
