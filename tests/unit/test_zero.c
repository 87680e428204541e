/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* port/posix/base/zero.c zeroes the whole range, and no byte outside it. */
#include "../../port/posix/base/zero.h"

#include <stdbool.h>

#include "../lib/testing.h"

#define EDGE 192

static void check(size_t offset, size_t bytes)
{
	size_t room = bytes + 2 * EDGE;
	unsigned char *mem = malloc(room);

	memset(mem, 0xa5, room);
	cohmem__zero(mem + offset, bytes);
	for (size_t i = 0; i < room; i++) {
		bool inside = i >= offset && i < offset + bytes;

		if (mem[i] != (inside ? 0 : 0xa5))
			fail_msg("%zu bytes at offset %zu: byte %zu is %#x", bytes, offset, i,
				 mem[i]);
	}
	free(mem);
}

static void check_all(void)
{
	static const size_t offsets[] = {0, 1, 8, 63, 64, 65, 127};
	static const size_t more[] = {0, 1, 63, 64, 65, 4096 + 17};

	for (size_t o = 0; o < sizeof(offsets) / sizeof(offsets[0]); o++) {
		for (size_t m = 0; m < sizeof(more) / sizeof(more[0]); m++) {
			check(offsets[o], more[m]);
			check(offsets[o], COHMEM_ZERO_LARGE + more[m]);
		}
		check(offsets[o], COHMEM_ZERO_LARGE - 1);
	}
}

static void test_as_this_cpu_does(void **state)
{
	(void)state;
	check_all();
#if defined(__x86_64__)
	assert_int_not_equal(cohmem__zero_way, COHMEM_ZERO_UNKNOWN);
#endif
}

static void test_as_other_cpus_do(void **state)
{
	int way = cohmem__zero_way;

	(void)state;
	cohmem__zero_way = COHMEM_ZERO_STREAM;
	check_all();
	cohmem__zero_way = way;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_this_cpu_does),
		cmocka_unit_test(test_as_other_cpus_do),
	};

	return cmocka_run_group_tests_name("zero", tests, NULL, NULL);
}
