/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TRACE_FORMATS_CONVERT_H
#define TRACE_FORMATS_CONVERT_H

#include <event-parse.h>

#include "calls.h"
#include "kinds.h"
#include "own_write.h"

/**
 * struct converter - binary events become a recording of cohmem's own
 * @device:	only those of devices with such a name, a pattern of glob(7); NULL: all
 * @comm:	the name of a task; NULL: libtraceevent knows it
 * @events:	written
 * @lost:	that the kernel lost
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
	enum kind kind; /* of the last one */
};

/* @c: zeroed, but for the first two. False: no memory, or nothing can be written. */
bool convert_begin(struct converter *c, FILE *out);
/* @event: NULL: it is of no kind that libtraceevent knows. */
void convert_event(struct converter *c, struct tep_handle *tep, struct tep_event *event,
		   struct tep_record *record);
/* The kernel lost events before this one: so many, negative: nobody knows how many. */
void convert_lost(struct converter *c, long long missed);
/* False: not all of it was written. */
bool convert_end(struct converter *c);

#endif
