/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the readers know of each other. */
#ifndef TRACE_INPUT_INTERNAL_H
#define TRACE_INPUT_INTERNAL_H

#include <stdio.h>
#include <sys/types.h>

#include "trace.h"

/* source.c: the bytes of a file, unpacked if it is packed (gzip, xz, zstd). */
struct source;
/* NULL, with @file closed: @why is filled with a sentence about @name. */
struct source *source_open(FILE *file, const char *name, char *why, size_t room);
/* What is read from an open file, as it is; the file is closed with it. NULL: no memory, and it is closed. */
struct source *source_of(FILE *file);
/* As many as there are, up to @bytes; 0: the end; negative: source_why(). */
long source_read(struct source *source, void *to, size_t bytes);
const char *source_why(const struct source *source);
/* A file that had come to its end may have grown. */
void source_go_on(struct source *source);
/* Of a file that has a name and is not packed; -1: of anything else. */
int source_fd(const struct source *source);
void source_progress(const struct source *source, uint64_t *done, uint64_t *of);
void source_close(struct source *source);

/* names.c: strings that stay; the same one for the same text. NULL: no memory. */
struct names;
struct names *names_create(void);
const char *names_intern(struct names *names, const char *text, size_t length);
/* Of a text that names_intern() gave: from 1 on, in their order. */
uint32_t names_number(const char *text);
void names_destroy(struct names *names);

/* A format: how it begins, and how it goes on. */
struct format {
	const char *name;
	bool (*begins)(const char *bytes, size_t count);
	int (*start)(struct trace *trace);
	int (*next)(struct trace *trace, struct trace_event *event);
	void (*stop)(struct trace *trace);
};

#define BUFFER ((size_t)1 << 16) /* a line is no longer */

struct trace {
	const struct format *format;
	struct source *source;
	struct names *names;
	struct trace_notes notes;
	void *state; /* the format's own */
	char why[256];
	char buffer[BUFFER];
	size_t from, to; /* what is in it and was not used */
	bool ended;
	uint64_t last; /* event's time */
	bool followed; /* its end is no end */
	pid_t child;   /* dat.c: who reads the file */
};

extern const struct format text_format, dat_format, own_format;

/* input.c: fills the buffer as far as it goes; negative: trace->why. */
int trace_fill(struct trace *trace);
int trace_fail(struct trace *trace, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* So many were lost here. */
void trace_lost(struct trace *trace, uint64_t at, uint64_t count);
/* One more that cannot be understood. */
void trace_unread(struct trace *trace, uint64_t at, const char *why);
/* own.c: so goes on what another process converts. */
int own_start(struct trace *trace);
int own_next(struct trace *trace, struct trace_event *event);
void own_stop(struct trace *trace);
const char *trace_name(struct trace *trace, const char *text, size_t length);

#endif
