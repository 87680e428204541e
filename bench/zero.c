/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Zeroing cold memory: the port's zero() against memset(), in turns, at random places in 256 MiB. */
#include <cohmem/port.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "bench.h"

#define ROOM   ((size_t)256 << 20)
#define ROUNDS 101

static double once(char *room, size_t bytes, struct rng *rng, bool ours)
{
	char *at = room + rng_below(rng, (uint32_t)(ROOM / bytes)) * bytes;
	double start = bench_now();

	if (ours)
		cohmem_port->zero(at, bytes);
	else
		memset(at, 0, bytes);
	return bench_now() - start;
}

static void report(const char *contender, const char *workload, double *ns)
{
	struct result result = {.contender = contender, .workload = workload, .threads = 1};

	result.ns = median(ns, ROUNDS, &result.low, &result.high);
	result_add(&result);
}

int bench_zero(const struct bench_options *options)
{
	static const struct {
		const char *name;
		size_t bytes;
	} sizes[] = {{"zero 64 KiB", 64 << 10}, {"zero 1 MiB", 1 << 20}, {"zero 2 MiB", 2 << 20}};
	struct rng rng = {options->seed};
	double ours[ROUNDS], theirs[ROUNDS];
	char *room = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (room == MAP_FAILED)
		return -errno;
	for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
		for (int round = 0; round < ROUNDS; round++) {
			ours[round] = once(room, sizes[s].bytes, &rng, true);
			theirs[round] = once(room, sizes[s].bytes, &rng, false);
		}
		report("port", sizes[s].name, ours);
		report("memset", sizes[s].name, theirs);
	}
	munmap(room, ROOM);
	return 0;
}
