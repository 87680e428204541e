/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Shared by all formats: the buffer that they read from, and the notes on what could not be read. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

int trace_fail(struct trace *trace, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(trace->why, sizeof(trace->why), fmt, args);
	va_end(args);
	return err;
}

void trace_lost(struct trace *trace, uint64_t at, uint64_t count)
{
	if (count && !trace->notes.lost)
		trace->notes.lost_at = at;
	if (__builtin_add_overflow(trace->notes.lost, count, &trace->notes.lost))
		trace->notes.lost = UINT64_MAX;
}

void trace_unread(struct trace *trace, uint64_t at, const char *why)
{
	if (!trace->notes.unread++) {
		trace->notes.unread_at = at;
		trace->notes.unread_why = why;
	}
}

const char *trace_name(struct trace *trace, const char *text, size_t length)
{
	const char *name = names_intern(trace->names, text, length);

	if (!name)
		trace_fail(trace, -ENOMEM, "no memory for a name");
	return name;
}

int trace_fill(struct trace *trace)
{
	uint64_t done, of;
	long got = 1;

	if (trace->followed && trace->ended) {
		trace->ended = false;
		source_go_on(trace->source);
	}
	memmove(trace->buffer, trace->buffer + trace->from, trace->to - trace->from);
	trace->to -= trace->from;
	trace->from = 0;
	while (!trace->ended && trace->to < BUFFER && got > 0) {
		got = source_read(trace->source, trace->buffer + trace->to, BUFFER - trace->to);
		if (got > 0)
			trace->to += (size_t)got;
		trace->ended = got == 0;
	}
	if (got >= 0)
		return 0;
	source_progress(trace->source, &done, &of);
	return trace_fail(trace, -EIO, "%s, at byte %llu of the file", source_why(trace->source),
			  (unsigned long long)done);
}
