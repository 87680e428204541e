/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Messages on stderr: reports, if the program has set no log, and errors in the COHMEM_ environment variables. */
#ifndef PORT_POSIX_BASE_SAY_H
#define PORT_POSIX_BASE_SAY_H

#include <stdbool.h>

struct device;

/* Which reports go to stderr if the program has set no log. */
enum say_reports {
	SAY_SOME_REPORTS, /* failures, at most SAY_BURST in SAY_SECONDS */
	SAY_NO_REPORTS,   /* COHMEM_LOG=off, or the program has called cohmem_set_log() */
	SAY_ALL_REPORTS,
};
extern enum say_reports cohmem__say_reports;

/* As Linux's DEFAULT_RATELIMIT_BURST and DEFAULT_RATELIMIT_INTERVAL. */
#define SAY_BURST   10
#define SAY_SECONDS 5

__attribute__((format(printf, 1, 2))) void cohmem__say(const char *fmt, ...);
/* Returns true if a report of this level is to be written. */
bool cohmem__says(int level);
void cohmem__say_report(const struct device *dev, const char *text);

#endif
