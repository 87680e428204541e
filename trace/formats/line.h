/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Splits a line of ftrace's or trace-cmd's text into its parts. Nothing is copied. */
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
 * @task:	name of the task; empty if the line has no context
 * @pid:	0 if the line has no context
 * @timed:	the line has a time
 * @late:	the time is beyond TRACE_LAST_TIME
 * @time:	in ns, or in the clock's own unit if it does not count seconds
 * @event:	name of the event
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

/* line.c: false if the line is not an event. */
bool line_split(const char *text, struct line *line);

/* payload.c: find the text between "KEY=" and the next blank; false: there is none. */
bool payload_find(const char *payload, const char *key, struct piece *value);
/* Find the device: the value of "device=", or the text before the first KEY=. */
bool payload_device(const char *payload, struct piece *device);
/* Convert all of @value to a number. A prefix of 0x means base 16; without it, a @base of 0 means 10. */
bool payload_number(struct piece value, unsigned int base, uint64_t *number);
bool piece_is(struct piece piece, const char *text);

#endif
