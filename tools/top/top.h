/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What cohmem top knows of a recording that goes on. */
#ifndef TOOLS_TOP_TOP_H
#define TOOLS_TOP_TOP_H

#include <stdio.h>

#include "../../trace/follow/follow.h"
#include "../../trace/follow/sites.h"
#include "../../trace/model/pool_model.h"

/* Each block is looked for in all of them. */
#define TOP_MOST_AREAS 1024u

/* Of a device, or an area. */
struct top_count {
	uint64_t bytes, most, blocks;
	uint64_t allocations, releases;
	uint64_t allocations_before, releases_before; /* when it was last shown */
};

struct top_device {
	const char *name;
	struct top_count count; /* of bytes as asked for */
	uint64_t failures;
};

/* As it was declared, and what is in it: whole granules, as they are taken. */
struct top_area {
	const char *device;
	uint64_t base, size;
	unsigned int flags, granule_shift;
	bool gone;
	struct top_count count;
	uint64_t
		needs; /* the smallest in which all was placed as it was: as in struct pool_model */
};

struct top {
	const char *path;
	struct trace *trace;
	struct follow follow;
	struct sites sites;
	struct top_device *device;
	size_t count, room;
	struct top_area *area;
	size_t areas, area_room;
	struct sites index;  /* of devices, by their names */
	uint64_t impossible; /* allocations with which a sum would be 2^64 bytes or more */
	uint64_t areas_left_out;
	uint64_t shown; /* ns, of our clock; 0: not yet */
};

/* Open the recording that process @pid writes, and fill @name. NULL, with the reason told. */
FILE *top_process(const char *pid, char *name, size_t room);
/* An O_PATH descriptor of what is at @path if @root is /; -1, and errno. The last part's link is not followed. */
int open_in_root(int root, const char *path);
/* @file: NULL: @path is opened. False, with the reason told. */
bool top_begin(struct top *top, FILE *file, const char *path);
/* All that there is by now. */
bool top_read(struct top *top);
/* No more than so many lines. */
void top_print(struct top *top, size_t rows);
void top_json(const struct top *top);
void top_end(struct top *top);

#endif
