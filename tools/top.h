/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What cohmem top knows of a recording that goes on. */
#ifndef TOOLS_TOP_H
#define TOOLS_TOP_H

#include "../trace/follow.h"
#include "../trace/sites.h"

/* Of a device. */
struct top_device {
	const char *name;
	uint64_t bytes, most, blocks;
	uint64_t allocations, releases, failures;
	uint64_t allocations_before, releases_before; /* when it was last shown */
};

struct top {
	const char *path;
	struct trace *trace;
	struct follow follow;
	struct sites sites;
	struct top_device *device;
	size_t count, room;
	struct sites index; /* of devices, by their names */
	uint64_t shown;     /* ns, of our clock; 0: not yet */
};

/* False, with the reason told. */
bool top_begin(struct top *top, const char *path);
/* All that there is by now. */
bool top_read(struct top *top);
/* No more than so many lines. */
void top_print(struct top *top, size_t rows);
void top_json(const struct top *top);
void top_end(struct top *top);

#endif
