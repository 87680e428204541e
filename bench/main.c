/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What `make bench` runs. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static const struct argp_option table[] = {
	{"seed", 's', "N", 0, "seed of the calls (default 1)", 0},
	{"seconds", 't', "N", 0, "seconds for each workload at each size (default 0.5)", 0},
	{"bits", 'b', "N", 0, "log2 of the largest area, in pages: 10, 14, 18, 22 or 26 (default)",
	 0},
	{"json", 'j', "FILE", 0, "write the results to FILE, as JSON", 0},
	{"svg", 'p', "FILE", 0, "write a chart to FILE, as SVG", 0},
	{0},
};

static double number(const char *arg, double low, double high, struct argp_state *state)
{
	char *end;
	double value = strtod(arg, &end);

	if (end == arg || *end || !(value >= low && value <= high))
		argp_error(state, "'%s' is not a number from %g to %g", arg, low, high);
	return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct bench_options *options = state->input;

	switch (key) {
	case 's':
		options->seed = (uint64_t)number(arg, 0, 1e15, state);
		return 0;
	case 't':
		options->seconds = number(arg, 0, 3600, state);
		return 0;
	case 'b':
		options->bits = (unsigned int)number(arg, 10, 26, state);
		return 0;
	case 'j':
		options->json = arg;
		return 0;
	case 'p':
		options->svg = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is not an option", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int finish(const char *what, int err)
{
	if (err)
		fprintf(stderr, "bench: %s: %s\n", what, strerror(-err));
	return err != 0;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = table,
		.parser = parse,
		.doc = "Measures cohmem's allocator and others, in turns; prints times, and whether cohmem keeps its promises.",
	};
	struct bench_options options = {.seed = 1, .seconds = 0.5, .bits = 26};

	argp_err_exit_status = 2;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	/* DPDK binds this thread to a CPU, and so threads that it creates later: measure those first. */
	if (finish("zeroing", bench_zero(&options)) || finish("threads", bench_threads(&options)) ||
	    finish("one thread", bench_single(&options)) ||
	    finish("pools", bench_pools(&options)) || finish("traces", bench_traces(&options)))
		return 1;
	bench_print();
	bench_print_bars();
	if (options.json && finish(options.json, bench_write_json(&options)))
		return 1;
	if (options.svg && finish(options.svg, bench_write_svg(options.svg)))
		return 1;
	return 0;
}
