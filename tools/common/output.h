/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * All that the command prints leaves through here; scripts/check-print keeps it so. The layout, ends of lines and
 * commands for the terminal are in formats, which are literals. What %s and %c show is made visible (visible.h),
 * wherever it came from.
 */
#ifndef TOOLS_COMMON_OUTPUT_H
#define TOOLS_COMMON_OUTPUT_H

#include <argp.h>
#include <jansson.h>

#pragma GCC diagnostic error "-Wformat-nonliteral"

/* As printf() does, with %s, %c, %d, %i, %u, %x, %f, l, ll, z, widths and precisions. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same to standard error. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Print @json, indented; NULL is reported by end_output(). Strings keep their values. */
void say_json(json_t *json);
/* Write out what was said so far. */
void say_now(void);
/* As argp_error(): the arguments are wrong. */
void refuse(const struct argp_state *state, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* As argp_parse(), for @argp without children; what argp and getopt themselves print is made visible, too. */
void parse_arguments(const struct argp *argp, int argc, char **argv, unsigned int flags,
		     void *input);
/* Return @status, or STATUS_BAD, with a message, if not all of the output was written. */
int end_output(const char *command, int status);

#endif
