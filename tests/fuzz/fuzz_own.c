/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * cohmem's own recordings; the input is what follows the magic number. They are sized and replayed, shown as by cohmem
 * top, and copied event by event; the copy must contain the same events.
 */
#include <cohmem/recording.h>
#include <cohmem/runs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../tools/top/top.h"
#include "../../trace/formats/own_write.h"
#include "input.h"
#include "output.h"
#include "read_trace.h"

#define LARGEST_AREA   ((uint64_t)COHMEM_RUNS_MAX_GRANULES << 12)
#define MOST_REQUESTED ((uint64_t)1 << 28)

static struct trace *open_trace(const char *path)
{
	char why[256];
	struct trace *trace = trace_open(path, why, sizeof(why));

	demand(trace != NULL, "it does not begin as a recording");
	return trace;
}

/* Read the next allocation or free; false if there are no more. */
static bool next_event(struct trace *trace, struct trace_event *event)
{
	int got;

	do
		got = trace_next(trace, event);
	while (got > 0 && event->kind != TRACE_ALLOC && event->kind != TRACE_FREE);
	return got > 0;
}

static bool same(const struct trace_event *a, const struct trace_event *b)
{
	return a->kind == b->kind && a->failed == b->failed && a->time == b->time &&
	       a->addr == b->addr && a->size == b->size && !strcmp(a->device, b->device) &&
	       !strcmp(a->task, b->task) && !strcmp(a->caller, b->caller);
}

/* Copy all events to @file. Returns the sum of their sizes, excluding sizes too large for any area. */
static uint64_t write_again(const char *path, FILE *file)
{
	struct trace *trace = open_trace(path);
	struct trace_event event;
	struct own_writer writer;
	uint64_t bytes = 0;

	demand(own_begin(&writer, file), "memory");
	while (next_event(trace, &event)) {
		own_event(&writer, &event);
		bytes += event.size <= LARGEST_AREA ? event.size : 0;
	}
	demand(own_end(&writer), "it cannot be written");
	trace_close(trace);
	return bytes;
}

static void compare(const char *path, const char *copy)
{
	struct trace *trace = open_trace(path), *written = open_trace(copy);
	struct trace_event event, again;

	while (next_event(trace, &event))
		demand(next_event(written, &again) && same(&event, &again), "another event");
	demand(!next_event(written, &again) && !trace_why(written)[0], "an event too many");
	trace_close(trace);
	trace_close(written);
}

static uint64_t round_trip(const char *path)
{
	char copy[64], *bytes = NULL;
	uint64_t requested;
	size_t size;
	FILE *file = open_memstream(&bytes, &size);
	int fd;

	requested = write_again(path, file);
	fclose(file);
	fd = file_of(copy, bytes, size);
	compare(path, copy);
	close(fd);
	free(bytes);
	return requested;
}

/* The devices' counters must agree with the list of live blocks. */
static void check_counts(const struct top *top)
{
	uint64_t blocks = 0, bytes = 0;

	for (size_t i = 0; i < top->count; i++) {
		const struct top_count *count = &top->device[i].count;

		demand(count->allocations - count->releases == count->blocks, "a device's blocks");
		blocks += count->blocks;
		bytes += count->bytes;
	}
	/* Blocks with which a sum of sizes would reach 2^64 are live but not counted. */
	demand(blocks <= live_count(top->follow.live) &&
		       live_count(top->follow.live) - blocks <= top->impossible,
	       "blocks that are live");
	if (top->impossible)
		return;
	for (const struct live *b = NULL; (b = live_next(top->follow.live, b));)
		bytes -= b->size;
	demand(bytes == 0, "bytes that are live");
}

static void show(const char *path)
{
	struct top top;
	char *text;

	output_begin(&text);
	if (top_begin(&top, NULL, path)) {
		top_read(&top);
		check_counts(&top);
		top_print(&top, 24);
		top_json(&top);
		top_end(&top);
	}
	output_end();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd = file_of(path, COHMEM_RECORDING_MAGIC, COHMEM_RECORDING_HEAD_BYTES);

	demand(write(fd, data, size) == (ssize_t)size, "a file in memory");
	/* Bookkeeping for areas of gigabytes takes seconds. */
	if (round_trip(path) <= MOST_REQUESTED)
		read_trace(path);
	show(path);
	close(fd);
	return 0;
}
