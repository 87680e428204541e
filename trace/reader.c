/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Finds out what a file is, and reads it. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Text is what none of the others is. */
static const struct format *const formats[] = {&dat_format, &own_format, &text_format};

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

struct trace *trace_open_file(FILE *file, const char *name, char *why, size_t room)
{
	struct source *source = source_open(file, name, why, room);
	struct trace *trace = source ? calloc(1, sizeof(*trace)) : NULL;
	const struct format *const *format = formats;

	if (!source)
		return NULL;
	snprintf(why, room, "%s: %s", name, strerror(ENOMEM));
	if (!trace) {
		source_close(source);
		return NULL;
	}
	trace->source = source;
	trace->names = names_create();
	if (!trace->names)
		goto close;
	if (trace_fill(trace))
		goto tell;
	while (!(*format)->begins(trace->buffer, trace->to))
		format++;
	trace->format = *format;
	if (trace->format->start(trace))
		goto tell;
	return trace;

tell:
	snprintf(why, room, "%s: %s", name, trace->why);
close:
	trace_close(trace);
	return NULL;
}

struct trace *trace_open(const char *path, char *why, size_t room)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "rbe") : stdin;

	if (file)
		return trace_open_file(file, path, why, room);
	snprintf(why, room, "%s: %s", path, strerror(errno));
	return NULL;
}

int trace_next(struct trace *trace, struct trace_event *event)
{
	int got;

	if (trace->why[0])
		return -EIO;
	got = trace->format->next(trace, event);
	if (got > 0) {
		trace->notes.events += event->kind == TRACE_ALLOC || event->kind == TRACE_FREE;
		if (event->time < trace->last && !trace->notes.backwards++)
			trace->notes.backwards_at = event->at;
		trace->last = event->time;
	}
	return got;
}

void trace_follow(struct trace *trace)
{
	trace->followed = true;
}

const char *trace_why(const struct trace *trace)
{
	return trace->why;
}

const struct trace_notes *trace_notes(const struct trace *trace)
{
	return &trace->notes;
}

const char *trace_format(const struct trace *trace)
{
	return trace->format->name;
}

void trace_progress(const struct trace *trace, uint64_t *done, uint64_t *of)
{
	source_progress(trace->source, done, of);
}

void trace_close(struct trace *trace)
{
	if (!trace)
		return;
	if (trace->format)
		trace->format->stop(trace);
	source_close(trace->source);
	names_destroy(trace->names);
	free(trace);
}
