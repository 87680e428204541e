/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Determines how large pools must be: one for each device, and one that all devices share. */
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
 * struct demand - the demand on one pool
 * @device:	name of the device that uses the pool; NULL: all devices
 * @live:	bytes, as requested; no allocator can do with a pool of less than @live.most
 * @rounded:	bytes, each request rounded up to 2^order granules
 * @exact:	bytes, rounded up to granules
 * @allocations: number of allocations
 * @impossible:	number of allocations that do not fit even in an area of 2^26 granules
 * @first:	time of the first allocation
 * @last:	time of the last event
 * @kernel:	pool whose blocks are placed by the kernel's rule
 * @kept:	like @kernel, but blocks keep only the granules that they need (COHMEM_AREA_EXACT)
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
	struct sites index; /* gives a device's index in @device, by its name */
};

/* @glob: pattern of device names; NULL: all. Returns false if there is no memory. */
bool demands_begin(struct demands *demands, const char *glob, unsigned int granule_shift);
bool demands_event(struct demands *demands, const struct trace_event *event);
void demands_end(struct demands *demands);
/* The smallest pool, in bytes. */
uint64_t demand_bytes(const struct pool_model *area);

#endif
