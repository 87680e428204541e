/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Everything that the command prints passes through these functions; scripts/check-print enforces this. Layout,
 * newlines and terminal control sequences are only in formats, which are literals. Everything that %s and %c print is
 * made visible (visible.h), whatever its source.
 */
#ifndef TOOLS_COMMON_OUTPUT_H
#define TOOLS_COMMON_OUTPUT_H

#include <argp.h>
#include <jansson.h>

#pragma GCC diagnostic error "-Wformat-nonliteral"

/* Like printf(), but only with %s, %c, %d, %i, %u, %x, %f, l, ll, z, widths and precisions. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, to standard error. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Print @json, indented, with invisible characters escaped. If @json is NULL, end_output() reports an error. */
void say_json(json_t *json);
/* Flush standard output. */
void say_now(void);
/* Like argp_error(): report invalid arguments. */
void refuse(const struct argp_state *state, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Like argp_parse(), for @argp without children. What argp and getopt print is made visible, too. */
void parse_arguments(const struct argp *argp, int argc, char **argv, unsigned int flags,
		     void *input);
/* Return @status, or print a message and return STATUS_BAD if not all output was written. */
int end_output(const char *command, int status);

#endif
