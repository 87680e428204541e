/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The time to size a recording, by its length: ftrace's text, and cohmem's own format. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../trace/formats/own_write.h"
#include "../trace/model/sizing.h"
#include "bench.h"

#define LIVE   2000u
#define ROUNDS 3

const unsigned int bench_trace_bits[BENCH_TRACE_LENGTHS] = {16, 18, 20, 22};

struct writing {
	FILE *text;
	FILE *file;
	struct own_writer own;
	struct rng rng;
	struct trace_event live[LIVE];
	unsigned int count;
};

static void write_event(struct writing *w, const struct trace_event *e)
{
	fprintf(w->text,
		"          driver-7       [000] ..... %5llu.%06llu: dma_%s: %s dma_addr=%llx size=%llu virt_addr=00000000deadbeef flags=GFP_KERNEL attrs=\n",
		(unsigned long long)e->time / 1000000000,
		(unsigned long long)e->time / 1000 % 1000000,
		e->kind == TRACE_ALLOC ? "alloc" : "free", e->device, (unsigned long long)e->addr,
		(unsigned long long)e->size);
	own_event(&w->own, e);
}

/* Writes an allocation or, once many blocks are live, a release as often as an allocation. */
static void write_next(struct writing *w, uint64_t i)
{
	static const char *const devices[] = {"0000:01:00.0", "0000:02:00.0", "0000:03:00.0"};
	struct trace_event e = {.kind = TRACE_ALLOC,
				.time = i * 1000,
				.device = devices[rng_below(&w->rng, 3)],
				.task = "driver",
				.caller = "",
				.addr = (i + 1) << 12,
				.size = 1 + rng_below(&w->rng, 65536)};

	if (w->count == LIVE || (w->count > LIVE / 2 && rng_below(&w->rng, 2))) {
		uint32_t k = rng_below(&w->rng, w->count);

		e = w->live[k];
		e.kind = TRACE_FREE;
		e.time = i * 1000;
		w->live[k] = w->live[--w->count];
	} else {
		w->live[w->count++] = e;
	}
	write_event(w, &e);
}

static bool write_both(const char *text, const char *own, uint64_t records, uint64_t seed)
{
	struct writing *w = calloc(1, sizeof(*w));
	bool good = w != NULL;

	if (!good)
		return false;
	w->rng.state = seed;
	w->text = fopen(text, "w");
	w->file = fopen(own, "w");
	good = w->text && w->file && own_begin(&w->own, w->file);
	for (uint64_t i = 0; good && i < records; i++)
		write_next(w, i);
	good = good && own_end(&w->own);
	if (w->text && fclose(w->text))
		good = false;
	if (w->file && fclose(w->file))
		good = false;
	free(w);
	return good;
}

/* Returns ns; negative if the recording cannot be read. */
static double size_once(const char *path)
{
	struct trace_event event = {0};
	struct demands demands;
	double start = bench_now();
	char why[256];
	struct trace *trace = trace_open(path, why, sizeof(why));
	int got = -1;

	if (!trace || !demands_begin(&demands, NULL, 12))
		return -1;
	while ((got = trace_next(trace, &event)) > 0 && demands_event(&demands, &event))
		;
	demands_end(&demands);
	trace_close(trace);
	return got ? -1 : bench_now() - start;
}

static int measure(const char *contender, const char *path, unsigned int bits)
{
	struct result result = {
		.contender = contender, .workload = "sizing", .bits = bits, .threads = 1};
	double ns[ROUNDS];

	for (int round = 0; round < ROUNDS; round++) {
		ns[round] = size_once(path) / (double)(1ull << bits);
		if (ns[round] < 0)
			return -EIO;
	}
	result.ns = median(ns, ROUNDS, &result.low, &result.high);
	result_add(&result);
	return 0;
}

int bench_traces(const struct bench_options *options)
{
	char text[] = "/tmp/cohmem-text-XXXXXX", own[] = "/tmp/cohmem-own-XXXXXX";
	int err = 0, one = mkstemp(text), other = mkstemp(own);

	for (int i = 0; !err && one >= 0 && other >= 0 && i < BENCH_TRACE_LENGTHS; i++) {
		if (!write_both(text, own, 1ull << bench_trace_bits[i], options->seed))
			err = -EIO;
		if (!err)
			err = measure("text", text, bench_trace_bits[i]);
		if (!err)
			err = measure("own recording", own, bench_trace_bits[i]);
	}
	if (one >= 0 && (close(one) || unlink(text)))
		err = -errno;
	if (other >= 0 && (close(other) || unlink(own)))
		err = -errno;
	return one < 0 || other < 0 ? -EIO : err;
}
