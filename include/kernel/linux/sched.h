/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The host schedules threads, so that no code has to yield. */
#ifndef COHMEM_LINUX_SCHED_H
#define COHMEM_LINUX_SCHED_H

#include <linux/types.h>

static inline bool need_resched(void)
{
	return false;
}

static inline int cond_resched(void)
{
	return 0;
}

#define cpu_relax()          barrier()
#define schedule()           ((void)0)
#define in_interrupt()       0
#define in_atomic()          0
#define MAX_SCHEDULE_TIMEOUT ((long)(~0UL >> 1))

#endif
