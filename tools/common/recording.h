/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reading a recording from one end to the other, and saying what it is worth. */
#ifndef TOOLS_COMMON_RECORDING_H
#define TOOLS_COMMON_RECORDING_H

#include <jansson.h>

#include "../../trace/follow/follow.h"

struct recording {
	const char *command;
	const char *path;
	struct trace *trace;
};

/* 0, or STATUS_BAD with the reason told; recording_close() wants it in both cases. @event: false: no memory. */
int recording_read(struct recording *recording,
		   bool (*event)(void *context, const struct trace_event *event), void *context);
/* What is wrong with it, on stderr. */
void recording_warn(const struct recording *recording, const struct follow_counts *counts);
/* The same and more, as an object. */
json_t *recording_json(const struct recording *recording, const struct follow_counts *counts);
void recording_close(struct recording *recording);

#endif
