/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The promises, and whether they hold: each row is a ratio of times in this run, and its limit. */
#include <cohmem/runs.h>
#include <math.h>
#include <stdio.h>

#include "bench.h"

static const char *const steady[] = {"50 %", "90 %", "mixed"};

static void row(const char *what, double got, double bar, double stretch)
{
	const char *verdict = isnan(got) ? "not measured" : got <= bar ? "holds" : "MISSED";

	if (got <= stretch)
		verdict = "holds, and the stretch goal";
	printf("  %-52s %9.5f  <= %8.5f  %s\n", what, got, bar, verdict);
}

static double ratio(const char *other, const char *workload, unsigned int bits)
{
	return result_net("cohmem", workload, bits) / result_net(other, workload, bits);
}

static void against_the_kernels_way(void)
{
	static const struct {
		double bar, stretch;
	} bars[] = {{0.6, 0.4},
		    {1 / 10., 1 / 20.},
		    {1 / 100., 1 / 200.},
		    {1 / 1000., 1 / 2000.},
		    {1 / 8000., 1 / 16000.}};
	char what[80];

	printf("against the kernel's way\n");
	for (unsigned int i = 0; i < 5; i++) {
		snprintf(what, sizeof(what), "ping-pong, %s",
			 size_name(FIRST_BITS + BITS_STEP * i));
		row(what, ratio("kernel's way", "ping-pong", FIRST_BITS + BITS_STEP * i), 1, 0.85);
	}
	for (unsigned int w = 0; w < 3; w++) {
		for (unsigned int i = 0; i < 5; i++) {
			snprintf(what, sizeof(what), "%s, %s", steady[w],
				 size_name(FIRST_BITS + BITS_STEP * i));
			row(what, ratio("kernel's way", steady[w], FIRST_BITS + BITS_STEP * i),
			    bars[i].bar, bars[i].stretch);
		}
	}
}

static void against_others(void)
{
	static const char *const others[] = {"jemalloc", "mimalloc", "rte_malloc"};
	char what[80];

	printf("against others\n");
	for (unsigned int w = 0; w < 3; w++) {
		snprintf(what, sizeof(what), "flat scan, %s, 4 MiB", steady[w]);
		row(what, ratio("flat scan", steady[w], 10), 1.1, 0.9);
	}
	for (unsigned int o = 0; o < 3; o++) {
		for (unsigned int i = 0; i < 9; i++) {
			unsigned int bits = FIRST_BITS + BITS_STEP * (i % 3);

			snprintf(what, sizeof(what), "%s, %s, %s", others[o], steady[i / 3],
				 size_name(bits));
			row(what, ratio(others[o], steady[i / 3], bits), 1, 0);
		}
	}
}

static void growth(void)
{
	char what[80];

	printf("growth of the time of a call, from 4 MiB on\n");
	for (unsigned int w = 0; w < 3; w++) {
		double small = result_net("cohmem", steady[w], 10);

		snprintf(what, sizeof(what), "%s, to 16 GiB", steady[w]);
		row(what, result_net("cohmem", steady[w], 22) / small, 2, 1.7);
		snprintf(what, sizeof(what), "%s, to 256 GiB", steady[w]);
		row(what, result_net("cohmem", steady[w], 26) / small, 4.5, 3);
	}
}

static double pool_ratio(const char *ours, const char *theirs, const char *size)
{
	double nothing = result_ns("null", size, 0, 1);

	return (result_ns(ours, size, 0, 1) - nothing) / (result_ns(theirs, size, 0, 1) - nothing);
}

static void pools(void)
{
	char what[80];

	printf("dma_pool\n");
	for (size_t s = 0; s < BENCH_POOL_SIZES; s++) {
		const char *size = bench_pool_sizes[s].name;

		snprintf(what, sizeof(what), "%s, rte_mempool", size);
		row(what, pool_ratio("dma_pool", "rte_mempool", size), 0.9, 0);
		snprintf(what, sizeof(what), "%s, magazines, rte_mempool, cached", size);
		row(what, pool_ratio("dma_pool, magazines", "rte_mempool, cached", size), 0.75, 0);
	}
}

/* Rates are 1 / time, so "at least 0.8x the rate" is "at most 1.25x the time". */
static void threads_and_memory(void)
{
	double one = result_ns("cohmem", "threads", 14, 1);
	double two = result_ns("cohmem", "threads", 14, 2);

	printf("two threads (time of a call, all threads' calls counted)\n");
	row("exact, relative to one thread", two / one, 1 / 0.8, 1 / 0.9);
	row("exact, relative to the kernel's way with two threads",
	    two / result_ns("kernel's way", "threads", 14, 2), 1 / 2.5, 0);
	row("cached, relative to one thread",
	    result_ns("area, cached", "threads", 14, 2) /
		    result_ns("area, cached", "threads", 14, 1),
	    1 / 1.9, 1 / 2.1);
	printf("memory\n");
	row("state per 4 KiB granule at 1 GiB, bytes",
	    (double)cohmem_runs_bytes(1u << 18) / (1u << 18), 0.42, 0);
	row("state per 4 KiB granule at 4 MiB, bytes",
	    (double)cohmem_runs_bytes(1u << 10) / (1u << 10), 1, 0);
	row("zeroing 2 MiB cold, relative to memset",
	    result_ns("port", "zero 2 MiB", 0, 1) / result_ns("memset", "zero 2 MiB", 0, 1), 0.65,
	    0.5);
}

/* The time per event must not grow: a recording 16 times as long takes 16 times as long. */
static void traces(void)
{
	static const char *const forms[] = {"text", "own recording"};
	char what[64];

	printf("sizing a recording (time per event: 2^22 events, relative to 2^18)\n");
	for (int i = 0; i < 2; i++) {
		snprintf(what, sizeof(what), "%s", forms[i]);
		row(what,
		    result_ns(forms[i], "sizing", 22, 1) / result_ns(forms[i], "sizing", 18, 1),
		    1.25, 0);
	}
}

void bench_print_bars(void)
{
	printf("\nPromises (ratios of times; with one thread, the null allocator's time is subtracted)\n");
	against_the_kernels_way();
	against_others();
	growth();
	threads_and_memory();
	pools();
	traces();
}
