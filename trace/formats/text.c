/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reads text by lines: /sys/kernel/tracing/trace and trace_pipe, trace-cmd report, the kernel's log. */
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_any(const char *bytes, size_t count)
{
	(void)bytes, (void)count;
	return true;
}

static int text_start(struct trace *trace)
{
	trace->state = calloc(1, sizeof(struct text));
	return trace->state ? 0 : trace_fail(trace, -ENOMEM, "no memory to read it");
}

static void text_stop(struct trace *trace)
{
	free(trace->state);
}

/* Find the end of the line that begins at trace->from; NULL: it is not in the buffer. */
static char *line_end(struct trace *trace)
{
	char *from = trace->buffer + trace->from;

	return memchr(from, '\n', trace->to - trace->from);
}

/* Skip the rest of a line that is too long. */
static int skip_rest(struct trace *trace)
{
	int err = 0;

	while (!err && !line_end(trace)) {
		trace->from = trace->to;
		err = trace_fill(trace);
		if (trace->from == trace->to)
			return err;
	}
	if (!err)
		trace->from = (size_t)(line_end(trace) - trace->buffer) + 1;
	return err;
}

/* Get the next line, NUL-terminated. Lines that are too long are skipped. Returns 1, 0 at the end, or negative. */
static int next_line(struct trace *trace, char **line)
{
	char *end;

	for (;;) {
		end = line_end(trace);
		if (!end && trace_fill(trace))
			return -EIO;
		end = line_end(trace);
		if (end || trace->to - trace->from < BUFFER)
			break;
		trace->notes.lines++;
		if (!trace->notes.cut++)
			trace->notes.cut_at = trace->notes.lines;
		if (skip_rest(trace))
			return -EIO;
	}
	if (trace->from == trace->to)
		return 0;
	trace->notes.lines++;
	*line = trace->buffer + trace->from;
	if (end) {
		*end = 0;
		trace->from = (size_t)(end - trace->buffer) + 1;
		return 1;
	}
	/* The last line, without a newline. There is room for the NUL: the line is shorter than the buffer. */
	trace->buffer[trace->to] = 0;
	trace->from = trace->to;
	return 1;
}

/* Count lost events ("CPU:0 [LOST 12 EVENTS]" of trace_pipe, the header of a saved trace) and raw lines. */
static void read_other(struct trace *trace, const char *text)
{
	unsigned long long lost, in, written;
	unsigned int type;

	if (sscanf(text, "CPU:%*u [LOST %llu EVENTS]", &lost) == 1)
		trace_lost(trace, trace->notes.lines, lost);
	else if (sscanf(text, "# entries-in-buffer/entries-written: %llu/%llu", &in, &written) ==
			 2 &&
		 written > in)
		trace_lost(trace, trace->notes.lines, written - in);
	else if (sscanf(text, "%*x %*x %*x type: %u", &type) == 1)
		trace->notes.raw++;
}

static int text_next(struct trace *trace, struct trace_event *event)
{
	struct line line;
	char *text;
	int got;

	while ((got = next_line(trace, &text)) > 0) {
		if (!line_split(text, &line)) {
			read_other(trace, text);
			got = text_read_log(trace, text, event);
		} else {
			got = text_read_event(trace, &line, event);
		}
		if (got)
			break;
	}
	return got;
}

const struct format text_format = {"text", is_any, text_start, text_next, text_stop};
