/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Who holds memory: what each device, task and place in the code has at the moment. */
#ifndef TRACE_SITES_H
#define TRACE_SITES_H

#include "trace.h"

/**
 * struct site - one holder
 * @bytes:	as asked for
 * @granules:	as they are taken
 * @blocks:	how many
 */
struct site {
	const char *device;
	const char *task;
	const char *caller;
	uint64_t bytes;
	uint64_t granules;
	uint64_t blocks;
};

struct sites {
	struct site *site;
	size_t count;
	size_t room;
	uint32_t *slots; /* a hash table of them: index and 1; 0: free */
	size_t slot_count;
};

/* Which one: an index that stays. UINT32_MAX: no memory. */
uint32_t sites_find(struct sites *sites, const char *device, const char *task, const char *caller);
/* As they are, the largest first; to be freed. NULL: none, or no memory. */
struct site *sites_copy(const struct sites *sites, size_t *count);
void sites_destroy(struct sites *sites);

#endif
