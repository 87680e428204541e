/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reads the kernel's log, with debugging of mm/cma.c enabled. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static const char *after(const char *text, const char *words)
{
	const char *found = strstr(text, words);

	return found ? found + strlen(words) : NULL;
}

/*
 * "cma: cma_alloc(cma POINTER, count N, align N)", then "cma: cma_alloc(): returned POINTER", and
 * "cma: cma_release(page POINTER, count N)". The log does not contain the CMA's name.
 */
int text_read_log(struct trace *trace, const char *text, struct trace_event *event)
{
	struct text *state = trace->state;
	const char *call = after(text, "cma: cma_alloc(cma "),
		   *page = after(text, "cma: cma_alloc(): returned "),
		   *gone = after(text, "cma: cma_release(page ");
	const char *count = call || gone ? after(call ? call : gone, ", count ") : NULL;
	unsigned long long pages = count ? strtoull(count, NULL, 0) : 0;
	double seconds = 0;

	if ((call || gone) && (!count || !pages || pages > UINT64_MAX / KERNEL_PAGE))
		return text_unread(trace, "it has no count, or an invalid one");
	if (call)
		state->cma_size = pages * KERNEL_PAGE;
	state->cma_called |= call != NULL;
	if (!gone && (!page || !state->cma_called))
		return 0;
	sscanf(text, "[%lf]", &seconds);
	*event = (struct trace_event){.kind = gone ? TRACE_FREE : TRACE_ALLOC,
				      .device = trace_name(trace, "cma", 3),
				      .task = "",
				      .caller = "",
				      .at = trace->notes.lines,
				      .time = seconds > 0 && seconds < 1e9
						      ? (uint64_t)(seconds * 1e9)
						      : trace->notes.lines,
				      .addr = strtoull(gone ? gone : page, NULL, 16),
				      .size = gone ? pages * KERNEL_PAGE : state->cma_size};
	event->failed = !gone && event->addr == 0;
	state->cma_called = state->cma_called && gone;
	return event->device ? 1 : -ENOMEM;
}
