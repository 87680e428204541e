/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Messages on stderr, for users of the COHMEM_ environment variables. */
#ifndef PORT_POSIX_BASE_SAY_H
#define PORT_POSIX_BASE_SAY_H

#include <stdbool.h>

struct device;

/* True: reports go to stderr if the program has not set a log. */
extern bool cohmem__says_reports;
__attribute__((format(printf, 1, 2))) void cohmem__say(const char *fmt, ...);
void cohmem__say_report(int level, const struct device *dev, const char *text);

#endif
