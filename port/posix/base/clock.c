/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"

bool cohmem__clock_is_tsc;

uint64_t cohmem__clock_monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

void cohmem__clock_begin(struct cohmem_clock *clock)
{
	FILE *file = fopen(CLOCKSOURCE, "re");
	char name[16] = "";

	/* Linux uses the TSC only if it is synchronized between the CPUs and does not stop. */
	if (file && fgets(name, sizeof(name), file))
		cohmem__clock_is_tsc = !strcmp(name, "tsc\n");
	if (file)
		fclose(file);
	clock->ticks = cohmem_clock_ticks();
	clock->ns = cohmem__clock_monotonic();
	cohmem__clock_measure(clock);
}

void cohmem__clock_measure(struct cohmem_clock *clock)
{
	clock->later_ticks = cohmem_clock_ticks();
	clock->later_ns = cohmem__clock_monotonic();
}

uint64_t cohmem__clock_ns(const struct cohmem_clock *clock, uint64_t ticks)
{
	uint64_t span = clock->later_ticks - clock->ticks;
	double rate = span ? (double)(clock->later_ns - clock->ns) / (double)span : 1;

	return clock->ns + (uint64_t)((double)(ticks - clock->ticks) * rate);
}
