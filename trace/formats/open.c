/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Detects a file's format, and reads it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../input/internal.h"

/* The last format, text, accepts any file. */
static const struct format *const formats[] = {&dat_format, &own_format, &text_format};

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
