/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A process that cleans up if this one is killed. */
#ifndef TRACE_RECORD_WATCHDOG_H
#define TRACE_RECORD_WATCHDOG_H

#include <stdbool.h>
#include <sys/types.h>

struct watchdog {
	pid_t pid; /* 0: none */
	int fd;    /* closed when this process ends, which the watchdog notices */
};

/* Start the watchdog: a process that calls @clean_up(@data) when this one ends. Returns false on failure, see errno. */
bool watchdog_begin(struct watchdog *watchdog, void (*clean_up)(void *data), void *data);
/* Stop the watchdog; @clean_up is not called. Does nothing if @watchdog is zeroed. */
void watchdog_end(struct watchdog *watchdog);

#endif
