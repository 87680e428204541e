/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* kprobes report a call and its return as two events. This table holds the calls that have not returned yet. */
#ifndef TRACE_FORMATS_CALLS_H
#define TRACE_FORMATS_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CALLS_MOST 256

struct call {
	uint64_t pid;
	const char *device;
	uint64_t size;
};

struct calls {
	struct call call[CALLS_MOST];
	size_t count;
};

/* False if the table was full: the oldest call is dropped, on the assumption that its return was lost. */
bool calls_push(struct calls *calls, const struct call *call);
/* Remove a task's latest call. False if the table has none: the call was made before the recording, or dropped. */
bool calls_pop(struct calls *calls, uint64_t pid, struct call *call);

#endif
