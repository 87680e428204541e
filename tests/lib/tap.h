/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* TAP for programs that run in guests, where there is no test library. */
#ifndef TESTS_LIB_TAP_H
#define TESTS_LIB_TAP_H

#include <stdbool.h>
#include <stdio.h>

static unsigned int tap_number, tap_failed;

#ifndef CHECK /* programs with several files define their own */
#define CHECK(...) tap_check((__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)
#endif
static inline bool tap_check(bool holds, const char *what, const char *file, int line)
{
	const char *name = __builtin_strrchr(file, '/');

	printf("%sok %u - %s:%d: %s\n", holds ? "" : "not ", ++tap_number, name ? name + 1 : file,
	       line, what);
	fflush(stdout);
	tap_failed += !holds;
	return holds;
}

static inline int tap_finish(void)
{
	printf("1..%u\n", tap_number);
	return tap_failed != 0;
}

#endif
