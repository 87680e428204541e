/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Shared by the files that read text. */
#ifndef TRACE_FORMATS_TEXT_H
#define TRACE_FORMATS_TEXT_H

#include "../input/internal.h"
#include "calls.h"
#include "kinds.h"
#include "line.h"

/**
 * struct text - state of reading a text
 * @calls:	kprobes: calls that have not returned yet
 * @cma_called: the kernel's log: cma_alloc() was called, and has not returned
 * @cma_size:	in bytes, as that call requested
 */
struct text {
	struct calls calls;
	bool cma_called;
	uint64_t cma_size;
};

/* Count an event that cannot be understood. Returns 0. */
static inline int text_unread(struct trace *trace, const char *why)
{
	trace_unread(trace, trace->notes.lines, why);
	return 0;
}

/* text_events.c, text_log.c: read a line. Returns 1 if it is an event, 0 if not, or negative: see trace->why. */
int text_read_event(struct trace *trace, const struct line *line, struct trace_event *event);
int text_read_log(struct trace *trace, const char *text, struct trace_event *event);

#endif
