/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The workloads, and the blocks that are allocated when one begins. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"

const struct workload bench_workloads[] = {
	{.name = "ping-pong", .orders = 1, .pattern = PING_PONG},
	{.name = "50 %", .orders = 4, .geometric = true, .percent = 50},
	{.name = "90 %", .orders = 4, .geometric = true, .percent = 90},
	{.name = "mixed", .orders = 10, .percent = 70},
	{.name = "no room", .orders = 4, .pattern = NO_ROOM},
	{.name = "last page", .orders = 1, .pattern = LAST_PAGE},
};
const size_t bench_workload_count = sizeof(bench_workloads) / sizeof(bench_workloads[0]);

const struct workload *bench_workload(const char *name)
{
	for (size_t i = 0; i < bench_workload_count; i++) {
		if (!strcmp(bench_workloads[i].name, name))
			return &bench_workloads[i];
	}
	return NULL;
}

/* Splits the runs into aligned blocks of 2^order, which every contender can allocate. */
static size_t list_blocks(const struct cohmem_runs *runs, struct block *blocks)
{
	struct cohmem_run run;
	size_t count = 0;

	for (uint32_t at = 0; cohmem_runs_next(runs, at, &run);) {
		unsigned int order = 0;

		if (!run.used) {
			at += run.count;
			continue;
		}
		while (2u << order <= run.count && !(at & ((2u << order) - 1)))
			order++;
		if (blocks)
			blocks[count] = (struct block){at, order};
		count++;
		at += 1u << order;
	}
	return count;
}

static void fill_steady(struct population *p, const struct workload *workload, uint64_t seed)
{
	struct rng rng = {seed};
	struct cohmem_run run;

	for (;;) {
		unsigned int order = workload_draw(workload, &rng);

		if ((cohmem_runs_used(p->runs) + (1ull << order)) * 100 >
		    (uint64_t)p->granules * workload->percent)
			return;
		if (cohmem_runs_alloc(p->runs, 1u << order, COHMEM_RUNS_MAX_GRANULES, &run))
			return;
	}
}

static void fill(struct population *p, const struct workload *workload, uint64_t seed)
{
	if (workload->pattern == STEADY)
		fill_steady(p, workload, seed);
	else if (workload->pattern == LAST_PAGE)
		cohmem_runs_take(p->runs, 0, p->granules - 1);
	for (uint32_t at = 0; workload->pattern == NO_ROOM && at < p->granules; at += 8)
		cohmem_runs_take(p->runs, at, 1);
}

#define CHURN 2 /* how often each block is replaced */

/*
 * Makes the area look as if it had been in use for long, by freeing and allocating blocks: the same share
 * is in use, but with holes everywhere. An area that was only filled would have none.
 */
static void churn(struct population *p, const struct workload *workload, uint64_t seed)
{
	size_t room = p->count * 2, rounds = p->count * CHURN;
	struct rng rng = {~seed};
	struct cohmem_run run;

	for (; rounds && p->count; rounds--) {
		size_t gone = rng_below(&rng, (uint32_t)p->count);
		unsigned int order = workload_draw(workload, &rng);

		cohmem_runs_release(p->runs, p->blocks[gone].start, p->blocks[gone].order);
		p->blocks[gone] = p->blocks[--p->count];
		while (p->count < room && cohmem_runs_used(p->runs) + (1u << order) <= p->used &&
		       !cohmem_runs_alloc(p->runs, 1u << order, COHMEM_RUNS_MAX_GRANULES, &run)) {
			p->blocks[p->count++] = (struct block){run.start, order};
			order = workload_draw(workload, &rng);
		}
	}
	p->used = cohmem_runs_used(p->runs);
}

static void shuffle(struct population *p, uint64_t seed)
{
	struct rng rng = {seed};

	for (size_t i = p->count; i > 1; i--) {
		size_t other = rng_below(&rng, (uint32_t)i);
		struct block block = p->blocks[other];

		p->blocks[other] = p->blocks[i - 1];
		p->blocks[i - 1] = block;
	}
}

struct population *population_create(const struct workload *workload, uint32_t granules,
				     uint64_t seed)
{
	struct population *p = calloc(1, sizeof(*p));
	size_t bytes = cohmem_runs_bytes(granules);

	if (!p)
		return NULL;
	p->granules = granules;
	p->runs = malloc(bytes);
	if (!p->runs)
		goto free;
	cohmem_runs_init(p->runs, bytes, granules, true);
	fill(p, workload, seed);
	p->used = cohmem_runs_used(p->runs);
	p->count = list_blocks(p->runs, NULL);
	p->blocks = calloc(p->count * 2 + 1, sizeof(*p->blocks));
	if (!p->blocks)
		goto free;
	list_blocks(p->runs, p->blocks);
	if (workload->pattern == STEADY)
		churn(p, workload, seed);
	shuffle(p, seed);
	return p;
free:
	population_destroy(p);
	return NULL;
}

void population_destroy(struct population *population)
{
	free(population->blocks);
	free(population->runs);
	free(population);
}
