/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Allocations of DMA memory as they were recorded: one event after the other, whatever the file's format. Nothing
 * here keeps a trace in memory.
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
 * struct trace_event - one allocation or release, or an area that begins or ends
 * @kind:	which
 * @failed:	an allocation that gave nothing: @addr means nothing
 * @time:	ns, by the recording's clock; where it has none, the count of lines; TRACE_LAST_TIME at most
 * @device:	its name; stays until trace_close(), and equal names are equal pointers
 * @task:	who asked, or ""; stays, too
 * @caller:	where in the code, or ""; stays, too
 * @addr:	device address; where only the CPU's is known, that
 * @size:	in bytes, as asked for; 0 in a release: not known
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
 * struct trace_notes - what the reader has to say of the recording
 * @lines:	read, or records
 * @events:	of DMA memory
 * @lost:	events that were lost when it was recorded
 * @lost_at:	where the first were
 * @unread:	events of DMA memory that cannot be understood
 * @unread_at:	the first of them
 * @unread_why:	what is wrong with it
 * @backwards:	how often the time ran backwards
 * @backwards_at: the first time
 * @markers:	lines of trace_marker: any program may have written them, and forged events with them
 * @cut_at:	the first of the lines that were
 * @cut:	lines passed over, since they were longer than a line can be
 * @raw:	lines of the options raw or hex, which have no payload
 * @unended:	a recording of cohmem that has no end: who wrote it was killed, or writes on
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

/* Opens @path ("-": standard input). NULL, and @why filled with a sentence. */
struct trace *trace_open(const char *path, char *why, size_t room);
/* The same of an open file, which is closed with it, or here if NULL is returned. */
struct trace *trace_open_file(FILE *file, const char *name, char *why, size_t room);
/* 1: the next event; 0: there are no more; negative: it cannot be read on, and trace_why() tells why. */
int trace_next(struct trace *trace, struct trace_event *event);
/* A recording of cohmem's own that goes on: trace_next() gives 0 when there is no more yet, and may be asked again. */
void trace_follow(struct trace *trace);
const char *trace_why(const struct trace *trace);
const struct trace_notes *trace_notes(const struct trace *trace);
/* What format it is in, for people. */
const char *trace_format(const struct trace *trace);
/* How far it was read, of how much: bytes of the file; @of 0 where that is not known. */
void trace_progress(const struct trace *trace, uint64_t *done, uint64_t *of);
void trace_close(struct trace *trace);

#endif
