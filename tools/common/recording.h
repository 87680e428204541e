/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Read a whole recording, and report how far it can be trusted. */
#ifndef TOOLS_COMMON_RECORDING_H
#define TOOLS_COMMON_RECORDING_H

#include <jansson.h>

#include "../../trace/follow/follow.h"

struct recording {
	const char *command;
	const char *path;
	struct trace *trace;
};

/*
 * Return 0, or STATUS_BAD after reporting the reason; recording_close() must be called in both cases. @event returns
 * false if there is no memory.
 */
int recording_read(struct recording *recording,
		   bool (*event)(void *context, const struct trace_event *event), void *context);
/* Print on stderr what is wrong with the recording. */
void recording_warn(const struct recording *recording, const struct follow_counts *counts);
/* Return the same information, and more, as a JSON object. */
json_t *recording_json(const struct recording *recording, const struct follow_counts *counts);
void recording_close(struct recording *recording);

#endif
