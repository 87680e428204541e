/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* How large a pool must be: for each device one of its own, and for all of them one. */
#ifndef TRACE_MODEL_SIZING_H
#define TRACE_MODEL_SIZING_H

#include "../follow/follow.h"
#include "../follow/sites.h"
#include "pool_model.h"

/* An amount, and the most it ever was. */
struct amount {
	uint64_t now;
	uint64_t most;
};

/**
 * struct demand - of one pool
 * @device:	who it is for; NULL: for all
 * @live:	bytes, as asked for: no allocator needs less than its most
 * @rounded:	bytes, each request rounded up to 2^order granules
 * @exact:	bytes, rounded up to granules
 * @allocations: how many
 * @impossible:	of them, those that not even an area of 2^26 granules had room for
 * @first:	the first allocation's time
 * @last:	the last event's
 * @kernel:	placed by the kernel's rule
 * @kept:	placed by it, with blocks that keep what they need (COHMEM_AREA_EXACT)
 */
struct demand {
	const char *device;
	struct amount live;
	struct amount rounded;
	struct amount exact;
	uint64_t allocations;
	uint64_t impossible;
	uint64_t first;
	uint64_t last;
	struct pool_model kernel;
	struct pool_model kept;
};

struct demands {
	struct follow follow;
	unsigned int granule_shift;
	struct demand all;
	struct demand *device; /* in the order of their first allocation */
	size_t count;
	size_t room;
	struct sites index; /* of them, by their names */
};

/* @glob: of devices; NULL: all. False: no memory. */
bool demands_begin(struct demands *demands, const char *glob, unsigned int granule_shift);
bool demands_event(struct demands *demands, const struct trace_event *event);
void demands_end(struct demands *demands);
/* The smallest pool, in bytes. */
uint64_t demand_bytes(const struct pool_model *area);

#endif
