/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Shared by the readers of all formats. */
#ifndef TRACE_INPUT_INTERNAL_H
#define TRACE_INPUT_INTERNAL_H

#include <stdio.h>
#include <sys/types.h>

#include "trace.h"

/* source.c: the bytes of a file, unpacked if it is packed (gzip, xz, zstd). */
struct source;
/* Takes over @file. On failure @file is closed, @why is filled with a sentence about @name, and NULL is returned. */
struct source *source_open(FILE *file, const char *name, char *why, size_t room);
/* Takes over @file, and reads it without unpacking. On failure @file is closed, and NULL is returned. */
struct source *source_of(FILE *file);
/* Read up to @bytes. Returns how many were read, 0 at the end, or negative: see source_why(). */
long source_read(struct source *source, void *to, size_t bytes);
const char *source_why(const struct source *source);
/* Read on after the end was reached: the file may have grown. */
void source_go_on(struct source *source);
/* The descriptor of a regular file that is not empty, packed or standard input; -1 for anything else. */
int source_fd(const struct source *source);
void source_progress(const struct source *source, uint64_t *done, uint64_t *of);
void source_close(struct source *source);

/* names.c: strings that remain valid until names_destroy(). Equal texts give the same string. NULL: no memory. */
struct names;
struct names *names_create(void);
const char *names_intern(struct names *names, const char *text, size_t length);
/* The number of a string that names_intern() returned. They are numbered from 1, in the order of creation. */
uint32_t names_number(const char *text);
void names_destroy(struct names *names);

/* A file format: how it is recognized, and how it is read. */
struct format {
	const char *name;
	bool (*begins)(const char *bytes, size_t count);
	int (*start)(struct trace *trace);
	int (*next)(struct trace *trace, struct trace_event *event);
	void (*stop)(struct trace *trace);
};

#define BUFFER ((size_t)1 << 16) /* also the longest line */

struct trace {
	const struct format *format;
	struct source *source;
	struct names *names;
	struct trace_notes notes;
	void *state; /* private to the format */
	char why[256];
	char buffer[BUFFER];
	size_t from, to; /* the part of the buffer that was not used yet */
	bool ended;
	uint64_t last; /* time of the last event */
	bool followed; /* the file may still grow beyond its current end */
	pid_t child;   /* dat.c: the process that reads the file */
};

extern const struct format text_format, dat_format, own_format;

/* input.c: fill the buffer, as far as the file lasts; negative on error: see trace->why. */
int trace_fill(struct trace *trace);
int trace_fail(struct trace *trace, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Count @count events as lost at @at. */
void trace_lost(struct trace *trace, uint64_t at, uint64_t count);
/* Count the event at @at as one that cannot be understood. */
void trace_unread(struct trace *trace, uint64_t at, const char *why);
/* own.c: dat.c also uses these, to read the recording that its child process writes. */
int own_start(struct trace *trace);
int own_next(struct trace *trace, struct trace_event *event);
void own_stop(struct trace *trace);
const char *trace_name(struct trace *trace, const char *text, size_t length);

#endif
