/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Clocks, delays and random numbers. */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <sys/random.h>
#include <time.h>

static ktime_t read_clock(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return ktime_set(t.tv_sec, (unsigned long)t.tv_nsec);
}

ktime_t ktime_get(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

ktime_t ktime_get_real(void)
{
	return read_clock(CLOCK_REALTIME);
}

unsigned long cohmem_jiffies(void)
{
	return (unsigned long)(ktime_get() / (NSEC_PER_SEC / HZ));
}

void cohmem_sleep_ns(u64 ns)
{
	struct timespec left = {(time_t)(ns / NSEC_PER_SEC), (long)(ns % NSEC_PER_SEC)};

	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left))
		;
}

void get_random_bytes(void *buf, size_t len)
{
	char *at = buf;

	while (len) {
		ssize_t n = getrandom(at, len, 0);

		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
}
