/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Delays. All of them sleep, including udelay(). */
#ifndef COHMEM_LINUX_DELAY_H
#define COHMEM_LINUX_DELAY_H

#include <linux/types.h>

void cohmem_sleep_ns(u64 ns);

static inline void msleep(unsigned int msecs)
{
	cohmem_sleep_ns((u64)msecs * 1000000);
}

static inline unsigned long msleep_interruptible(unsigned int msecs)
{
	msleep(msecs);
	return 0;
}

static inline void ssleep(unsigned int seconds)
{
	cohmem_sleep_ns((u64)seconds * 1000000000);
}

static inline void usleep_range(unsigned long min_us, unsigned long max_us)
{
	(void)max_us;
	cohmem_sleep_ns((u64)min_us * 1000);
}

static inline void fsleep(unsigned long usecs)
{
	cohmem_sleep_ns((u64)usecs * 1000);
}

#define ndelay(ns) cohmem_sleep_ns(ns)
#define udelay(us) cohmem_sleep_ns((u64)(us)*1000)
#define mdelay(ms) cohmem_sleep_ns((u64)(ms)*1000000)

#endif
