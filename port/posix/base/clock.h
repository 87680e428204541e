/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A clock that is read in a few ns: the TSC if Linux uses it as its clock source, else CLOCK_MONOTONIC. */
#ifndef PORT_POSIX_BASE_CLOCK_H
#define PORT_POSIX_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Ticks and CLOCK_MONOTONIC at two moments, to convert one to the other. */
struct cohmem_clock {
	uint64_t ticks, ns;
	uint64_t later_ticks, later_ns;
};

/* clock.c: true if the TSC is used. */
extern bool cohmem__clock_is_tsc;

uint64_t cohmem__clock_monotonic(void);

static inline uint64_t cohmem_clock_ticks(void)
{
#ifdef __x86_64__
	if (cohmem__clock_is_tsc)
		return __builtin_ia32_rdtsc();
#endif
	return cohmem__clock_monotonic();
}

void cohmem__clock_begin(struct cohmem_clock *clock);
void cohmem__clock_measure(struct cohmem_clock *clock);
/* Convert ticks to ns of CLOCK_MONOTONIC. */
uint64_t cohmem__clock_ns(const struct cohmem_clock *clock, uint64_t ticks);

#endif
