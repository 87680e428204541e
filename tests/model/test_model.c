/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * core/runs against the naive model: random operations, including invalid ones. Results are compared
 * after each operation, invariants are checked after every n-th (n may be 1), and all contents are
 * compared less often.
 */
#include <cohmem/runs.h>

#include "../lib/testing.h"
#include "model.h"

struct pair {
	struct rng rng;
	struct model model;
	struct cohmem_runs *runs;
	size_t bytes;
	uint32_t granules;
	uint32_t max_order;
};

static void pair_init(struct pair *p, uint32_t granules, bool zero)
{
	p->granules = granules;
	p->bytes = cohmem_runs_bytes(granules);
	p->runs = malloc(p->bytes);
	p->max_order = cohmem_runs_order(granules) + 1;
	model_init(&p->model, granules, zero);
	assert_int_equal(cohmem_runs_init(p->runs, p->bytes, granules, zero), 0);
}

static void pair_free(struct pair *p)
{
	model_free(&p->model);
	free(p->runs);
}

/* Small orders more often than large ones, as in drivers; powers of two and arbitrary counts. */
static uint32_t random_count(struct pair *p)
{
	uint32_t order = rng_below(&p->rng, p->max_order + 1);
	uint32_t count = 1u << rng_below(&p->rng, order + 1);

	return rng_below(&p->rng, 2) ? count : 1 + rng_below(&p->rng, count);
}

static void check_dirty(const struct pair *p, const bool *was_zero, const struct cohmem_run *run)
{
	for (uint32_t i = 0; i < run->count; i++) {
		uint32_t at = run->start + i;
		bool dirty = at >= run->dirty_from && at < run->dirty_to;

		if (!was_zero[at] && !dirty)
			fail_msg("granule %u is called zero and is not", at);
	}
	assert_true(run->dirty_from >= run->start);
	assert_true(run->dirty_to <= run->start + run->count);
	if (run->dirty_from < run->dirty_to) {
		assert_false(was_zero[run->dirty_from]);
		assert_false(was_zero[run->dirty_to - 1]);
	}
	(void)p;
}

static void op_alloc(struct pair *p)
{
	uint32_t count = rng_below(&p->rng, 50) ? random_count(p) : 0;
	uint32_t limit = rng_below(&p->rng, 4) ? COHMEM_RUNS_MAX_GRANULES
					       : rng_below(&p->rng, p->granules + 1);
	bool *was_zero = malloc(p->granules * sizeof(*was_zero));
	struct cohmem_run run = {0};
	uint32_t start = 0;
	int want, got;

	memcpy(was_zero, p->model.zero, p->granules * sizeof(*was_zero));
	want = model_alloc(&p->model, count, limit, &start);
	got = cohmem_runs_alloc(p->runs, count, limit, &run);
	assert_int_equal(got, want);
	if (!want) {
		assert_int_equal(run.start, start);
		assert_int_equal(run.count, count);
		assert_true(run.used);
		check_dirty(p, was_zero, &run);
	}
	free(was_zero);
}

static void op_take(struct pair *p)
{
	uint32_t start = rng_below(&p->rng, p->granules + 2);
	uint32_t count = rng_below(&p->rng, 8) ? rng_below(&p->rng, 9) : random_count(p);

	assert_int_equal(cohmem_runs_take(p->runs, start, count),
			 model_take(&p->model, start, count));
}

/* Any address and any order; most are wrong: a free or inner granule, or another block's order. */
static void op_release_any(struct pair *p)
{
	uint32_t start = rng_below(&p->rng, p->granules + 3);
	unsigned int order = rng_below(&p->rng, 40);

	assert_int_equal(cohmem_runs_release(p->runs, start, order),
			 model_release(&p->model, start, order));
}

/* The block at a random granule, if any, mostly with the right order; then the same again. */
static void op_release(struct pair *p)
{
	uint32_t start = rng_below(&p->rng, p->granules);
	unsigned int order;

	if (p->model.owner[start])
		start = p->model.owner[start] - 1;
	order = cohmem_runs_order(model_block(&p->model, start));
	if (rng_below(&p->rng, 16) == 0)
		order += rng_below(&p->rng, 2) ? 1 : (unsigned int)-1;
	for (int twice = 0; twice < 2; twice++)
		assert_int_equal(cohmem_runs_release(p->runs, start, order),
				 model_release(&p->model, start, order));
}

static void compare_all(const struct pair *p)
{
	struct cohmem_runs_info info;
	struct cohmem_run run;
	uint32_t blocks = 0, at = 0;

	for (; cohmem_runs_next(p->runs, at, &run); at += run.count) {
		assert_int_equal(run.start, at);
		assert_true(run.count > 0);
		if (run.used)
			assert_int_equal(model_block(&p->model, at), run.count);
		for (uint32_t i = 0; !run.used && i < run.count; i++)
			assert_int_equal(p->model.owner[at + i], 0);
		blocks += run.used;
	}
	assert_int_equal(at, p->granules);
	cohmem_runs_get_info(p->runs, &info);
	assert_int_equal(info.granules, p->granules);
	assert_int_equal(info.blocks, blocks);
	assert_int_equal(info.used, model_used(&p->model));
	assert_int_equal(info.used, cohmem_runs_used(p->runs));
	assert_int_equal(info.high_water, p->model.high_water);
}

/* @pressure: how many of 16 operations allocate. Callers vary it, so areas fill and empty. */
static void one_operation(struct pair *p, unsigned int pressure)
{
	unsigned int dice = rng_below(&p->rng, 16);

	if (dice < pressure)
		op_alloc(p);
	else if (dice == 15)
		op_take(p);
	else if (dice == 14)
		op_release_any(p);
	else
		op_release(p);
}

/* Fill the area with blocks of 64 granules, so that a released one is the only free run nearby. */
static void crowd(struct pair *p)
{
	for (uint32_t at = 0; at < p->granules; at += 64) {
		uint32_t count = p->granules - at < 64 ? p->granules - at : 64;

		assert_int_equal(model_take(&p->model, at, count), 0);
		assert_int_equal(cohmem_runs_take(p->runs, at, count), 0);
	}
}

/* Check invariants after every @every-th operation, and compare everything at 1/64 of that rate. */
static void differential(uint32_t granules, uint64_t operations, uint64_t seed, unsigned int every,
			 bool crowded)
{
	struct pair p = {.rng = {seed ^ granules}};
	const char *broken;

	pair_init(&p, granules, granules % 2);
	if (crowded)
		crowd(&p);
	for (uint64_t i = 0; i < operations; i++) {
		one_operation(&p, 4 + (unsigned int)(i / 512 % 10));
		broken = i % every ? NULL : cohmem_runs_validate(p.runs, p.bytes);
		if (broken)
			fail_msg("%u granules, operation %llu: %s", granules, (unsigned long long)i,
				 broken);
		if (i % (64ull * every) == 0)
			compare_all(&p);
	}
	compare_all(&p);
	pair_free(&p);
}

static void test_differential(void **state)
{
	static const struct {
		uint32_t granules;
		unsigned int share; /* of the operations, in percent */
	} areas[] = {
		{1, 2},   {2, 2},    {3, 2},    {7, 6},    {10, 8},   {16, 8},  {31, 8},
		{37, 8},  {63, 8},   {64, 8},   {65, 8},   {125, 8},  {128, 6}, {200, 6},
		{256, 5}, {1000, 3}, {1024, 2}, {2048, 1}, {4099, 1},
	};
	uint64_t seed = test_seed(), operations = test_count("OPERATIONS", 3000000);

	(void)state;
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		differential(areas[i].granules, operations * areas[i].share / 100, seed, 1, false);
}

/* Areas with all levels of the hierarchy, and trees several levels deep. */
static void test_large(void **state)
{
	static const uint32_t areas[] = {4096, 4097, 8191, 70000, 262144 + 4160 + 77};
	uint64_t seed = test_seed(), operations = test_count("OPERATIONS", 3000000) / 400;

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(areas) / sizeof(areas[0]); i++)
		differential(areas[i / 2], operations, seed, 32, i % 2);
}

/* State is position-independent: a copy at another address behaves as the original. */
static void test_copy_goes_on(void **state)
{
	struct pair p = {.rng = {test_seed()}};
	struct cohmem_runs *copy;

	(void)state;
	pair_init(&p, 300, true);
	for (int i = 0; i < 2000; i++) {
		one_operation(&p, 8);
		copy = malloc(p.bytes);
		memcpy(copy, p.runs, p.bytes);
		free(p.runs);
		p.runs = copy;
	}
	compare_all(&p);
	pair_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_differential),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_copy_goes_on),
	};

	return cmocka_run_group_tests_name("runs against the model", tests, NULL, NULL);
}
