/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* All results, as tables. */
#include <math.h>
#include <stdio.h>

#include "bench.h"

static void print_cell(const struct result *result)
{
	if (!result)
		printf("%12s", "-");
	else
		printf("%12.1f", result->ns);
}

static void print_workload(const char *workload)
{
	static const char *const contenders[] = {"null",      "cohmem",   "kernel's way",
						 "flat scan", "jemalloc", "mimalloc",
						 "rte_malloc"};

	printf("\n%-14s", workload);
	for (unsigned int bits = FIRST_BITS; bits <= LAST_BITS; bits += BITS_STEP)
		printf("%12s", size_name(bits));
	printf("   ns per call\n");
	for (size_t c = 0; c < sizeof(contenders) / sizeof(contenders[0]); c++) {
		printf("  %-12s", contenders[c]);
		for (unsigned int bits = FIRST_BITS; bits <= LAST_BITS; bits += BITS_STEP)
			print_cell(result_find(contenders[c], workload, bits, 1));
		printf("\n");
	}
}

static void print_threads(void)
{
	static const char *const contenders[] = {"cohmem", "kernel's way", "area, exact",
						 "area, cached"};

	printf("\n%-16s%12s%12s%14s%14s   ns per call\n", "threads, 50 %", "one", "two",
	       "p99.9 of one", "p99.9 of two");
	for (size_t c = 0; c < sizeof(contenders) / sizeof(contenders[0]); c++) {
		const struct result *one = result_find(contenders[c], "threads", 14, 1);
		const struct result *two = result_find(contenders[c], "threads", 14, 2);

		if (one && two)
			printf("  %-14s%12.1f%12.1f%14.0f%14.0f\n", contenders[c], one->ns, two->ns,
			       one->p999, two->p999);
	}
}

static void print_zero(void)
{
	static const char *const sizes[] = {"zero 64 KiB", "zero 1 MiB", "zero 2 MiB"};

	printf("\n%-14s%12s%12s   ns, cold\n", "", "port", "memset");
	for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++)
		printf("  %-12s%12.0f%12.0f\n", sizes[s], result_ns("port", sizes[s], 0, 1),
		       result_ns("memset", sizes[s], 0, 1));
}

static void print_traces(void)
{
	printf("\n%-14s", "sizing");
	for (int i = 0; i < BENCH_TRACE_LENGTHS; i++)
		printf("%12u", 1u << bench_trace_bits[i]);
	printf("   events: ns per event\n  %-12s", "text");
	for (int i = 0; i < BENCH_TRACE_LENGTHS; i++)
		print_cell(result_find("text", "sizing", bench_trace_bits[i], 1));
	printf("\n  %-12s", "own");
	for (int i = 0; i < BENCH_TRACE_LENGTHS; i++)
		print_cell(result_find("own recording", "sizing", bench_trace_bits[i], 1));
	printf("\n");
}

void bench_print(void)
{
	for (size_t w = 0; w < bench_workload_count; w++)
		print_workload(bench_workloads[w].name);
	print_threads();
	print_zero();
	bench_print_pools();
	print_traces();
}
