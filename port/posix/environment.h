/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_ENVIRONMENT_H
#define PORT_POSIX_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

struct device;

/*
 * Whether the environment asked for something, so that reports go to stderr where the program set
 * no log.
 */
extern bool cohmem_environment_speaks;
/* A line on stderr. */
__attribute__((format(printf, 1, 2))) void cohmem_environment_say(const char *fmt, ...);
void cohmem_environment_report(int level, const struct device *dev, const char *text);

/* where.c: see struct cohmem_port. */
void cohmem_where(const void *site, char *text, size_t bytes);
void cohmem_where_fork_child(void);

#endif
