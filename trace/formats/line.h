/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A line of ftrace's or trace-cmd's text, taken apart. Nothing is copied. */
#ifndef TRACE_FORMATS_LINE_H
#define TRACE_FORMATS_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct piece {
	const char *text;
	size_t length;
};

/**
 * struct line - TASK-PID (TGID) [CPU] FLAGS TIME: EVENT: PAYLOAD
 * @task:	empty where the line has no context
 * @pid:	0 there
 * @timed:	it has a time
 * @late:	one beyond TRACE_LAST_TIME
 * @time:	in ns; of a clock that does not count seconds, what it counts
 * @event:	its name
 * @payload:	the rest
 */
struct line {
	struct piece task;
	uint64_t pid;
	bool timed;
	bool late;
	uint64_t time;
	struct piece event;
	const char *payload;
};

/* line.c: false: it is no event's line. */
bool line_split(const char *text, struct line *line);

/* payload.c: what follows "KEY=" up to the next blank; false: there is none. */
bool payload_find(const char *payload, const char *key, struct piece *value);
/* The device: "device=" or what stands before the first KEY=. */
bool payload_device(const char *payload, struct piece *device);
/* A number that is all of @value; a base of 0 is told by 0x. */
bool payload_number(struct piece value, unsigned int base, uint64_t *number);
bool piece_is(struct piece piece, const char *text);

#endif
