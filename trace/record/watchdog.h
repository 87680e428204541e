/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A process that cleans up should this one be killed. */
#ifndef TRACE_RECORD_WATCHDOG_H
#define TRACE_RECORD_WATCHDOG_H

#include <stdbool.h>
#include <sys/types.h>

struct watchdog {
	pid_t pid; /* 0: none */
	int fd;    /* closed with this process, which is how the watchdog knows */
};

/* Begins to watch: once this process has ended, however it did, @clean_up(@data) is called in another one. False: errno. */
bool watchdog_begin(struct watchdog *watchdog, void (*clean_up)(void *data), void *data);
/* Ends the watch; @clean_up is not called. NULL-initialised does nothing. */
void watchdog_end(struct watchdog *watchdog);

#endif
