/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TRACE_FORMATS_CONVERT_H
#define TRACE_FORMATS_CONVERT_H

#include <event-parse.h>

#include "calls.h"
#include "kinds.h"
#include "own_write.h"

/**
 * struct converter - converts binary events to a recording of cohmem's own
 * @device:	pattern of glob(7): convert only events of devices whose names match; NULL: all
 * @comm:	returns the name of a task; NULL: ask libtraceevent
 * @events:	number of events written
 * @lost:	number of events that the kernel lost
 */
struct converter {
	const char *device;
	const char *(*comm)(int pid);
	uint64_t events;
	uint64_t lost;
	struct own_writer writer;
	struct calls calls;
	struct names *names;
	const struct tep_event *last;
	enum kind kind; /* of @last */
};

/* @c: zeroed, except for @device and @comm. Returns false if there is no memory or @out cannot be written. */
bool convert_begin(struct converter *c, FILE *out);
/* @event: NULL if libtraceevent does not know the kind of event; it is ignored. */
void convert_event(struct converter *c, struct tep_handle *tep, struct tep_event *event,
		   struct tep_record *record);
/* Record that the kernel lost @missed events before the next one; negative: an unknown number. */
void convert_lost(struct converter *c, long long missed);
/* Returns false if not all of the recording was written. */
bool convert_end(struct converter *c);

#endif
