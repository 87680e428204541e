/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Counts the memory that each site (a device, a task and a place in the code) holds at the moment. */
#ifndef TRACE_FOLLOW_SITES_H
#define TRACE_FOLLOW_SITES_H

#include "../input/trace.h"

/**
 * struct site - the memory that one site holds
 * @bytes:	bytes held, as requested
 * @granules:	granules held
 * @blocks:	number of blocks held
 * @held:	private to sites.c: the three numbers above as of the last sites_mark(), if they have changed since
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
	uint32_t *slots; /* a hash table of the sites: index in @site + 1; 0: free */
	size_t slot_count;
	uint64_t mark;
};

/* Find or add a site. Returns its index, which does not change and is counted from 0. UINT32_MAX: no memory. */
uint32_t sites_find(struct sites *sites, const char *device, const char *task, const char *caller);
/* Add a block to a site (@sign: 1) or remove it (-1). */
void sites_change(struct sites *sites, uint32_t index, int sign, uint64_t bytes, uint64_t granules);
/* Mark this moment for sites_copy_marked(). */
void sites_mark(struct sites *sites);
/* Copy the sites as they were at the mark; otherwise like sites_copy(). */
struct site *sites_copy_marked(const struct sites *sites, size_t *count);
/* Copy the sites that hold memory, the largest first. The caller frees the copy. NULL: no sites, or no memory. */
struct site *sites_copy(const struct sites *sites, size_t *count);
void sites_destroy(struct sites *sites);

#endif
