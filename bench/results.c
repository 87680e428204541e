/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Results, found by name. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

struct result bench_results[MAX_RESULTS];
size_t bench_result_count;

const char *size_name(unsigned int bits)
{
	static const char *const names[] = {"4 MiB", "64 MiB", "1 GiB", "16 GiB", "256 GiB"};

	return names[(bits - FIRST_BITS) / BITS_STEP];
}

void result_add(const struct result *result)
{
	if (bench_result_count < MAX_RESULTS)
		bench_results[bench_result_count++] = *result;
}

const struct result *result_find(const char *contender, const char *workload, unsigned int bits,
				 unsigned int threads)
{
	for (size_t i = 0; i < bench_result_count; i++) {
		const struct result *r = &bench_results[i];

		if (!strcmp(r->contender, contender) && !strcmp(r->workload, workload) &&
		    r->bits == bits && r->threads == threads)
			return r;
	}
	return NULL;
}

double result_ns(const char *contender, const char *workload, unsigned int bits,
		 unsigned int threads)
{
	const struct result *result = result_find(contender, workload, bits, threads);

	return result ? result->ns : NAN;
}

double result_net(const char *contender, const char *workload, unsigned int bits)
{
	return result_ns(contender, workload, bits, 1) - result_ns("null", workload, bits, 1);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double median(double *values, size_t count, double *low, double *high)
{
	qsort(values, count, sizeof(*values), compare);
	*low = values[count / 4];
	*high = values[count - 1 - count / 4];
	return values[count / 2];
}
