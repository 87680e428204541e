/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Reads recorded allocations of DMA memory, one event after the other, whatever the file's format. A trace is never
 * kept in memory as a whole.
 */
#ifndef TRACE_INPUT_TRACE_H
#define TRACE_INPUT_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TRACE_LAST_TIME ((uint64_t)INT64_MAX) /* ns: 292 years; no event has a later one */

enum trace_kind {
	TRACE_ALLOC,
	TRACE_FREE,
	TRACE_AREA,
	TRACE_AREA_END,
};

/**
 * struct trace_event - one allocation or release, or the declaration or end of an area
 * @kind:	which of these
 * @failed:	the allocation failed, or NULL was released: @addr is meaningless
 * @time:	in ns, by the recording's clock, or the line number if it has none; at most TRACE_LAST_TIME
 * @device:	name of the device. It is valid until trace_close(), and equal names are equal pointers.
 * @task:	name of the task that made the request, or ""; valid until trace_close()
 * @caller:	place in the code that made the request, or ""; valid until trace_close()
 * @addr:	device address, or the CPU address if the recording contains no other
 * @size:	in bytes, as requested; 0 in a release if it is not known
 * @flags:	of an area: DMA_MEMORY_*, COHMEM_AREA_*
 * @granule_shift: of an area
 * @at:		line, or byte offset, in the file
 */
struct trace_event {
	enum trace_kind kind;
	bool failed;
	uint64_t time;
	const char *device;
	const char *task;
	const char *caller;
	uint64_t addr;
	uint64_t size;
	uint64_t at;
	unsigned int flags;
	unsigned int granule_shift;
};

/**
 * struct trace_notes - what the reader noticed in the recording
 * @lines:	number of lines or records read
 * @events:	allocations and releases of DMA memory
 * @lost:	events that were lost when it was recorded
 * @lost_at:	where events were first lost
 * @unread:	events of DMA memory that cannot be understood
 * @unread_at:	the first of them
 * @unread_why:	what is wrong with it
 * @backwards:	how often the time ran backwards
 * @backwards_at: where it first did
 * @markers:	lines written to trace_marker: any program can write such lines, and forge events with them
 * @cut:	lines that were skipped because they are too long
 * @cut_at:	the first of them
 * @raw:	lines written with ftrace's option raw or hex, which have no payload
 * @unended:	a recording of cohmem has no end record: its writer was killed, or is still writing
 */
struct trace_notes {
	uint64_t lines;
	uint64_t events;
	uint64_t lost;
	uint64_t lost_at;
	uint64_t unread;
	uint64_t unread_at;
	const char *unread_why;
	uint64_t backwards;
	uint64_t backwards_at;
	uint64_t markers;
	uint64_t cut;
	uint64_t cut_at;
	uint64_t raw;
	bool unended;
};

struct trace;

/* Open @path ("-": standard input). On failure @why is filled with a sentence, and NULL is returned. */
struct trace *trace_open(const char *path, char *why, size_t room);
/* Like trace_open(), for an open file. trace_close() closes it; on failure it is closed at once. */
struct trace *trace_open_file(FILE *file, const char *name, char *why, size_t room);
/* Read the next event. Returns 1, 0 at the end, or negative if nothing more can be read: see trace_why(). */
int trace_next(struct trace *trace, struct trace_event *event);
/*
 * Follow a recording of cohmem's own that is still being written: trace_next() returns 0 if there is no new event yet,
 * and may be called again.
 */
void trace_follow(struct trace *trace);
const char *trace_why(const struct trace *trace);
const struct trace_notes *trace_notes(const struct trace *trace);
/* The name of the trace's format, for people. */
const char *trace_format(const struct trace *trace);
/* Get the number of bytes of the file that were read, and its size (@of, 0 if it is not known). */
void trace_progress(const struct trace *trace, uint64_t *done, uint64_t *of);
void trace_close(struct trace *trace);

#endif
