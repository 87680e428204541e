/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Device addresses of chunks, compared with a map of all pages: holes, limits and alignments. */
#include "../../backends/common/iova.h"

#include <cohmem/cohmem.h>

#include "../../backends/common/error_text.h"
#include "../lib/testing.h"

#define PAGE  4096u
#define PAGES 4096u
#define MOST  64

/* Ranges with gaps between them; the last one ends where the map ends. */
static const struct iova_range ranges[] = {
	{16 * PAGE, 300 * PAGE - 1},
	{301 * PAGE, 1024 * PAGE - 1},
	{1536 * PAGE, PAGES *PAGE - 1},
};

static bool usable(uint64_t page)
{
	for (size_t i = 0; i < 3; i++) {
		if (page * PAGE >= ranges[i].first && page * PAGE <= ranges[i].last)
			return true;
	}
	return false;
}

/* Search page by page; return the first page of the lowest free place, or PAGES if there is none. */
static uint64_t naive(const bool *taken, uint64_t pages, uint64_t align, uint64_t limit)
{
	for (uint64_t first = 0; first + pages <= PAGES; first += align) {
		uint64_t n = 0;

		while (n < pages && usable(first + n) && !taken[first + n] &&
		       (first + n + 1) * PAGE - 1 <= limit)
			n++;
		if (n == pages)
			return first;
	}
	return PAGES;
}

static void mark(bool *taken, const struct iova_alloc *t, bool value)
{
	for (uint64_t p = 0; p < t->size / PAGE; p++)
		taken[t->addr / PAGE + p] = value;
}

static void test_against_a_map(void **state)
{
	static bool taken[PAGES];
	struct iova_space space = {.range = ranges, .ranges = 3};
	struct iova_alloc *out[MOST] = {0};
	struct rng rng = {0x1234567};

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		struct iova_alloc **t = &out[rng_below(&rng, MOST)];
		uint64_t pages = 1 + rng_below(&rng, 200);
		uint64_t align = 1ull << rng_below(&rng, 6);
		uint64_t limit = rng_below(&rng, 4) ? UINT64_MAX : rng_below(&rng, PAGES * PAGE);
		uint64_t expected;

		if (*t) {
			mark(taken, *t, false);
			cohmem__free_iova(&space, *t);
			*t = NULL;
			continue;
		}
		expected = naive(taken, pages, align, limit);
		if (expected == PAGES) {
			assert_int_equal(cohmem__alloc_iova(&space, (size_t)pages * PAGE,
							    align * PAGE, limit, t),
					 -ENOSPC);
			assert_null(*t);
		} else {
			assert_int_equal(cohmem__alloc_iova(&space, (size_t)pages * PAGE,
							    align * PAGE, limit, t),
					 0);
			assert_int_equal((*t)->addr, expected * PAGE);
			mark(taken, *t, true);
		}
	}
	for (unsigned int i = 0; i < MOST; i++) {
		if (out[i])
			cohmem__free_iova(&space, out[i]);
	}
	assert_null(space.first);
}

/* Nothing wraps at the end of the address space. */
static void test_the_end(void **state)
{
	const struct iova_range top = {UINT64_MAX - 2 * PAGE + 1, UINT64_MAX};
	struct iova_space space = {.range = &top, .ranges = 1};
	struct iova_alloc *a, *b, *c = NULL;

	(void)state;
	assert_int_equal(cohmem__alloc_iova(&space, PAGE, PAGE, UINT64_MAX, &a), 0);
	assert_int_equal(cohmem__alloc_iova(&space, 2 * PAGE, PAGE, UINT64_MAX, &c), -ENOSPC);
	assert_int_equal(cohmem__alloc_iova(&space, PAGE, PAGE, UINT64_MAX, &b), 0);
	assert_int_equal(b->addr, UINT64_MAX - PAGE + 1);
	assert_int_equal(cohmem__alloc_iova(&space, PAGE, PAGE, UINT64_MAX, &c), -ENOSPC);
	assert_int_equal(cohmem__alloc_iova(&space, PAGE, 1ull << 40, UINT64_MAX, &c), -ENOSPC);
	assert_non_null(strstr(cohmem__error_text(""), "4096 bytes of device addresses"));
	cohmem__free_iova(&space, a);
	cohmem__free_iova(&space, b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_a_map),
		cmocka_unit_test(test_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
