/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TRACE_FORMATS_OWN_WRITE_H
#define TRACE_FORMATS_OWN_WRITE_H

#include <cohmem/recording.h>

#include "../input/internal.h"
struct own_writer {
	FILE *file;
	struct names *names;
	uint32_t told; /* names up to this number are defined in the file */
};

/* Returns false if there is no memory or the file cannot be written. own_end() reports later errors. */
bool own_begin(struct own_writer *w, FILE *file);
void own_event(struct own_writer *w, const struct trace_event *event);
void own_lost(struct own_writer *w, uint64_t count);
/* Record why the recording ends here. */
void own_why(struct own_writer *w, const char *why);
/* Write the end record. Returns false if not all of the recording was written. The file remains open. */
bool own_end(struct own_writer *w);

#endif
