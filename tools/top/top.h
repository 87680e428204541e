/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What cohmem top has read so far of a recording that is still being written. */
#ifndef TOOLS_TOP_TOP_H
#define TOOLS_TOP_TOP_H

#include <stdio.h>

#include "../../trace/follow/follow.h"
#include "../../trace/follow/sites.h"
#include "../../trace/model/pool_model.h"

/* A limit, because each block is looked up in all areas. */
#define TOP_MOST_AREAS 1024u

/* The counts of a device or an area. */
struct top_count {
	uint64_t bytes, most, blocks;
	uint64_t allocations, releases;
	uint64_t allocations_before, releases_before; /* at the last display */
};

struct top_device {
	const char *name;
	struct top_count count; /* in bytes as requested */
	uint64_t failures;
};

/* An area as declared, and its contents, in whole granules. */
struct top_area {
	const char *device;
	uint64_t base, size;
	unsigned int flags, granule_shift;
	bool gone;
	struct top_count count;
	uint64_t needs; /* like @needs of struct pool_model, in bytes */
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
	struct sites index; /* of devices, by their names */
	uint64_t
		impossible; /* number of allocations ignored because a sum would reach 2^64 bytes */
	uint64_t areas_left_out;
	uint64_t shown; /* time of the last display, in ns; 0: none yet */
};

/* Open the recording that process @pid writes, and fill @name with its path. Return NULL after reporting the reason. */
FILE *top_process(const char *pid, char *name, size_t room);
/*
 * Open @path with O_PATH as if @root were /. If the last part is a symbolic link, it is not followed. Return -1 and set
 * errno on failure.
 */
int open_in_root(int root, const char *path);
/* Read from @file, or open @path if it is NULL. Return false after reporting the reason. */
bool top_begin(struct top *top, FILE *file, const char *path);
/* Read all events that were written so far. Return false after reporting the reason. */
bool top_read(struct top *top);
/* Print as much as fits in @rows lines. */
void top_print(struct top *top, size_t rows);
void top_json(const struct top *top);
void top_end(struct top *top);

#endif
