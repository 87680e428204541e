/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Exhaustive test of small areas: every operation in every reachable state of every area of up to 10
 * granules. Result and next state must equal the model's, and the state must be valid.
 *
 * A state is a word with two bits per granule: free and zero, free and dirty, first granule of a
 * block, further granule of a block.
 */
#include <cohmem/runs.h>

#include "../../core/runs/state.h"
#include "../lib/testing.h"
#include "model.h"

#define MOST 10

enum {
	ZERO,
	DIRTY,
	HEAD,
	BODY
};

static uint32_t granules;
static uint64_t room[COHMEM_RUNS_BYTES(MOST) / 8];
static struct cohmem_runs *const runs = (struct cohmem_runs *)room;
static struct model model;

static unsigned char seen[1u << (2 * MOST)];
static uint32_t queue[1u << (2 * MOST)];
static uint32_t queued;
static uint64_t operations;

static unsigned int symbol(uint32_t state, uint32_t i)
{
	return state >> (2 * i) & 3;
}

static uint32_t runs_encode(void)
{
	uint32_t state = 0;

	for (uint32_t i = 0; i < granules; i++) {
		unsigned int s = bits_test(runs_heads(runs), i)   ? HEAD
				 : !bits_test(runs_free(runs), i) ? BODY
				 : bits_test(runs_zeros(runs), i) ? ZERO
								  : DIRTY;
		state |= s << (2 * i);
	}
	return state;
}

static uint32_t model_encode(void)
{
	uint32_t state = 0;

	for (uint32_t i = 0; i < granules; i++) {
		unsigned int s = model.owner[i] == i + 1 ? HEAD
				 : model.owner[i]        ? BODY
				 : model.zero[i]         ? ZERO
							 : DIRTY;
		state |= s << (2 * i);
	}
	return state;
}

static void model_set(uint32_t state)
{
	uint32_t head = 0;

	for (uint32_t i = 0; i < granules; i++) {
		unsigned int s = symbol(state, i);

		head = s == HEAD ? i : head;
		model.owner[i] = s >= HEAD ? head + 1 : 0;
		model.zero[i] = s == ZERO;
	}
}

/* Free granules are made dirty by taking and releasing them. */
static void runs_set(uint32_t state)
{
	cohmem_runs_init(runs, sizeof(room), granules, true);
	for (uint32_t i = 0; i < granules; i++) {
		uint32_t end = i + 1;

		if (symbol(state, i) == DIRTY) {
			cohmem_runs_take(runs, i, 1);
			cohmem_runs_release(runs, i, 0);
		} else if (symbol(state, i) == HEAD) {
			while (end < granules && symbol(state, end) == BODY)
				end++;
			cohmem_runs_take(runs, i, end - i);
		}
	}
}

static void set_both(uint32_t state)
{
	runs_set(state);
	model_set(state);
	if (runs_encode() != state)
		fail_msg("state %#x was reached as %#x", state, runs_encode());
}

/* After an operation, result and state must equal the model's; a state not seen before is queued. */
static void compare(const char *what, uint32_t from, int got, int want)
{
	const char *broken = cohmem_runs_validate(runs, sizeof(room));
	uint32_t next = runs_encode();

	operations++;
	if (broken || got != want || next != model_encode())
		fail_msg(
			"%u granules, state %#x, %s: %d, should be %d; next %#x, should be %#x; %s",
			granules, from, what, got, want, next, model_encode(),
			broken ? broken : "valid");
	if (!seen[next]) {
		seen[next] = 1;
		queue[queued++] = next;
	}
}

static void try_allocs(uint32_t state)
{
	for (uint32_t count = 0; count <= granules + 1; count++) {
		for (uint32_t limit = granules; limit + 3 > granules && limit <= granules;
		     limit--) {
			struct cohmem_run run = {0};
			uint32_t start = 0;
			int want, got;

			set_both(state);
			want = model_alloc(&model, count, limit, &start);
			got = cohmem_runs_alloc(runs, count, limit, &run);
			compare("alloc", state, got, want);
			assert_int_equal(run.start, start);
		}
	}
}

static void try_takes(uint32_t state)
{
	for (uint32_t start = 0; start <= granules; start++) {
		for (uint32_t count = 0; start + count <= granules + 1; count++) {
			set_both(state);
			compare("take", state, cohmem_runs_take(runs, start, count),
				model_take(&model, start, count));
		}
	}
}

static void try_releases(uint32_t state)
{
	for (uint32_t start = 0; start <= granules; start++) {
		for (unsigned int order = 0; order <= 5; order++) {
			set_both(state);
			compare("release", state, cohmem_runs_release(runs, start, order),
				model_release(&model, start, order));
		}
	}
}

static void exhaust(uint32_t n, bool zero)
{
	granules = n;
	model_init(&model, n, zero);
	memset(seen, 0, sizeof(seen));
	queued = 0;
	cohmem_runs_init(runs, sizeof(room), n, zero);
	seen[runs_encode()] = 1;
	queue[queued++] = runs_encode();
	for (uint32_t i = 0; i < queued; i++) {
		try_allocs(queue[i]);
		try_takes(queue[i]);
		try_releases(queue[i]);
	}
	model_free(&model);
}

static void test_exhaustion(void **state)
{
	uint64_t most = test_count("GRANULES", MOST);

	(void)state;
	for (uint32_t n = 1; n <= most && n <= MOST; n++) {
		exhaust(n, true);
		print_message("# %u granules: %u states, %llu operations so far\n", n, queued,
			      (unsigned long long)operations);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_exhaustion)};

	return cmocka_run_group_tests_name("every small state", tests, NULL, NULL);
}
