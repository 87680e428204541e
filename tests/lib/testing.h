/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Helpers that several tests use. */
#ifndef TESTS_LIB_TESTING_H
#define TESTS_LIB_TESTING_H

/* In the order that cmocka requires. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct rng {
	uint64_t state;
};

/* splitmix64 */
static inline uint64_t rng_next(struct rng *rng)
{
	uint64_t z = (rng->state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static inline uint32_t rng_below(struct rng *rng, uint32_t n)
{
	return (uint32_t)(rng_next(rng) % n);
}

/*
 * A number from the environment, so that slow builds (sanitizers) can do less. An empty variable
 * counts as unset, since make exports unset variables as empty ones.
 */
static inline uint64_t test_count(const char *name, uint64_t usual)
{
	const char *given = getenv(name);

	return given && *given ? strtoull(given, NULL, 0) : usual;
}

/* SEED from the environment, else a new seed; printed, so that a failure can be reproduced. */
static inline uint64_t test_seed(void)
{
	uint64_t seed = test_count("SEED", (uint64_t)time(NULL) * 0x9e3779b9);

	printf("# SEED=%#llx\n", (unsigned long long)seed);
	return seed;
}

#endif
