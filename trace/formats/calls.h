/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* kprobes tell of a call and of its return in two events: these are the calls that have not returned yet. */
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

/* False: there were too many, and the oldest, whose return was lost, is forgotten. */
bool calls_push(struct calls *calls, const struct call *call);
/* The last call of a task; false: it was called before the recording. */
bool calls_pop(struct calls *calls, uint64_t pid, struct call *call);

#endif
