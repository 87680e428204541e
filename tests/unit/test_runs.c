/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* core/runs: what the model does not cover (arguments, map words, damaged states). */
#include <cohmem/runs.h>

#include "../../core/runs/state.h"
#include "../lib/testing.h"

#define GRANULES 100
static uint64_t state_words[COHMEM_RUNS_BYTES(GRANULES) / 8];
static struct cohmem_runs *const runs = (struct cohmem_runs *)state_words;

static int fresh(void **state)
{
	(void)state;
	return cohmem_runs_init(runs, sizeof(state_words), GRANULES, true);
}

static void test_init_refuses(void **state)
{
	(void)state;
	assert_int_equal(cohmem_runs_bytes(0), 0);
	assert_int_equal(cohmem_runs_bytes(COHMEM_RUNS_MAX_GRANULES + 1), 0);
	assert_int_equal(cohmem_runs_bytes(GRANULES), sizeof(state_words));
	assert_int_equal(cohmem_runs_init(NULL, 4096, 1, true), -EINVAL);
	assert_int_equal(cohmem_runs_init((void *)((char *)state_words + 4), 4096, 1, true),
			 -EINVAL);
	assert_int_equal(cohmem_runs_init(runs, sizeof(state_words), 0, true), -EINVAL);
	assert_int_equal(cohmem_runs_init(runs, sizeof(state_words) - 1, GRANULES, true), -ENOMEM);
	assert_null(cohmem_runs_validate(runs, sizeof(state_words)));
}

/* cohmem_runs_bytes() must equal the size of the layout, which is computed in a loop. */
static void check_bytes(uint32_t granules)
{
	struct cohmem_runs layout;
	size_t words = cohmem__runs_layout(&layout, granules);

	if (cohmem_runs_bytes(granules) != sizeof(layout) + words * 8)
		fail_msg("%u granules: %zu bytes, and the layout takes %zu", granules,
			 cohmem_runs_bytes(granules), sizeof(layout) + words * 8);
}

static void test_bytes_follow_from_the_layout(void **state)
{
	(void)state;
	for (uint32_t granules = 1; granules < 20000; granules++)
		check_bytes(granules);
	for (uint32_t bits = 14; bits <= 26; bits++) {
		check_bytes((1u << bits) - 1);
		check_bytes(1u << bits);
		check_bytes(bits < 26 ? (1u << bits) + 1 : 1);
	}
	/* Bytes per granule, as design.md promises. */
	assert_true(cohmem_runs_bytes(1u << 18) <= (1u << 18) * 42ull / 100);
	assert_true(cohmem_runs_bytes(1u << 26) <= (1u << 26) * 42ull / 100);
	assert_true(cohmem_runs_bytes(1u << 10) <= 1u << 10);
}

static void test_order(void **state)
{
	(void)state;
	assert_int_equal(cohmem_runs_order(0), 0);
	assert_int_equal(cohmem_runs_order(1), 0);
	assert_int_equal(cohmem_runs_order(2), 1);
	assert_int_equal(cohmem_runs_order(3), 2);
	assert_int_equal(cohmem_runs_order(4), 2);
	assert_int_equal(cohmem_runs_order(5), 3);
	assert_int_equal(cohmem_runs_order(1u << 26), 26);
	assert_int_equal(cohmem_runs_order((1u << 26) + 1), 27);
	assert_int_equal(cohmem_runs_order(UINT32_MAX), 32);
}

static void test_huge_counts(void **state)
{
	struct cohmem_run run;

	(void)state;
	assert_int_equal(cohmem_runs_alloc(runs, UINT32_MAX, UINT32_MAX, &run), -ENOMEM);
	assert_int_equal(cohmem_runs_alloc(runs, (1u << 26) + 1, UINT32_MAX, &run), -ENOMEM);
	assert_int_equal(cohmem_runs_take(runs, 1, UINT32_MAX), -ERANGE);
	assert_int_equal(cohmem_runs_release(runs, UINT32_MAX, 0), -ERANGE);
	assert_int_equal(cohmem_runs_used(runs), 0);
	assert_false(cohmem_runs_next(runs, GRANULES, &run));
	assert_false(cohmem_runs_next(runs, UINT32_MAX, &run));
}

/* A block as long as the area, for areas of 1 to 2^20 granules. */
static void test_whole_area(void **state)
{
	(void)state;
	for (unsigned int bits = 0; bits <= 20; bits++) {
		size_t bytes = cohmem_runs_bytes(1u << bits);
		struct cohmem_runs *area = malloc(bytes);
		struct cohmem_run run;

		assert_int_equal(cohmem_runs_init(area, bytes, 1u << bits, true), 0);
		assert_int_equal(cohmem_runs_alloc(area, 2u << bits, UINT32_MAX, &run), -ENOMEM);
		assert_int_equal(cohmem_runs_alloc(area, 1u << bits, UINT32_MAX, &run), 0);
		assert_int_equal(run.start, 0);
		assert_int_equal(run.dirty_from, run.dirty_to);
		assert_null(cohmem_runs_validate(area, bytes));
		assert_int_equal(cohmem_runs_alloc(area, 1, UINT32_MAX, &run), -ENOMEM);
		assert_int_equal(cohmem_runs_release(area, 0, bits), 0);
		assert_null(cohmem_runs_validate(area, bytes));
		free(area);
	}
}

static void test_largest_free(void **state)
{
	struct cohmem_runs_info info;

	(void)state;
	assert_int_equal(cohmem_runs_take(runs, 10, 1), 0);
	assert_int_equal(cohmem_runs_take(runs, 80, 1), 0);
	cohmem_runs_get_info(runs, &info);
	assert_int_equal(info.largest_free, 69);
	assert_int_equal(info.blocks, 2);
}

/* Each kind of damage breaks one invariant, and cohmem_runs_validate() names it. */
static void assert_broken(const char *word)
{
	const char *broken = cohmem_runs_validate(runs, sizeof(state_words));

	assert_non_null(broken);
	if (!strstr(broken, word))
		fail_msg("'%s' does not contain '%s'", broken, word);
	assert_int_equal(fresh(NULL), 0);
	assert_int_equal(cohmem_runs_take(runs, 5, 3), 0);
	assert_null(cohmem_runs_validate(runs, sizeof(state_words)));
}

static void test_validate_sees_damage(void **state)
{
	(void)state;
	assert_int_equal(cohmem_runs_take(runs, 5, 3), 0);
	assert_non_null(cohmem_runs_validate(NULL, 0));
	assert_non_null(cohmem_runs_validate(runs, 31));
	assert_non_null(cohmem_runs_validate(runs, sizeof(state_words) - 1));
	runs->magic ^= 1;
	assert_broken("magic");
	runs->granules = 0;
	assert_broken("range");
	runs->granules = COHMEM_RUNS_MAX_GRANULES;
	assert_broken("cut short");
	runs->node[1]++;
	assert_broken("layout");
	runs->top--;
	assert_broken("layout");
	for (unsigned int k = 0; k <= RUNS_ORDERS; k++) {
		runs_node(runs, 1, 0)[k] ^= 1;
		assert_broken("summary");
		runs_node(runs, 1, 0)[k] ^= 1ULL << 63;
		assert_broken("summary");
	}
	*bits_word(runs_free(runs), 64) |= 1ULL << 63;
	assert_broken("beyond");
	runs_heads(runs)[0] |= 1;
	assert_broken("not in use");
	*bits_word(runs_heads(runs), 64) |= 1ULL << 50;
	assert_broken("not in use");
	runs_heads(runs)[0] &= ~(1ULL << 5);
	assert_broken("in no block");
	runs_zeros(runs)[0] |= 1ULL << 5;
	assert_broken("marked as zeroed");
	runs->used++;
	assert_broken("granules in use");
	runs->blocks--;
	assert_broken("count of blocks");
	runs->high_water = 2;
	assert_broken("high-water");
	runs->high_water = GRANULES + 1;
	assert_broken("high-water");
}

static void test_refusals_have_words(void **state)
{
	static const int errs[] = {-ENOENT, -EFAULT, -EINVAL, -ERANGE};

	(void)state;
	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < i; j++)
			assert_string_not_equal(cohmem_runs_refusal(errs[i]),
						cohmem_runs_refusal(errs[j]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_init_refuses, fresh),
		cmocka_unit_test(test_bytes_follow_from_the_layout),
		cmocka_unit_test(test_order),
		cmocka_unit_test_setup(test_huge_counts, fresh),
		cmocka_unit_test(test_whole_area),
		cmocka_unit_test_setup(test_largest_free, fresh),
		cmocka_unit_test_setup(test_validate_sees_damage, fresh),
		cmocka_unit_test(test_refusals_have_words),
	};

	return cmocka_run_group_tests_name("runs", tests, NULL, NULL);
}
