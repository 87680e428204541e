/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Counters of requests: by area, by reason of failure, and by device. */

#include "fixture.h"

static int setup(void **state)
{
	(void)state;
	return fixture_begin(NULL, 16 * PAGE, 16 * PAGE);
}

static void *alloc(size_t size)
{
	dma_addr_t handle;

	return dma_alloc_coherent(&dev, size, &handle, __GFP_NOWARN);
}

static struct cohmem_area_stats area_stats(void)
{
	struct cohmem_area_info info;

	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	return info.stats;
}

static void expect_device(unsigned long fell_through, unsigned long served, unsigned long failed)
{
	struct cohmem_device_stats stats;

	assert_int_equal(cohmem_device_get_stats(&dev, &stats), 0);
	assert_int_equal(stats.fell_through, fell_through);
	assert_int_equal(stats.generic_allocations, served);
	assert_int_equal(stats.generic_failures, failed);
}

static void expect_failures(unsigned long large, unsigned long full, unsigned long reach,
			    unsigned long fragmented)
{
	struct cohmem_area_stats stats = area_stats();

	assert_int_equal(stats.failures[COHMEM_TOO_LARGE], large);
	assert_int_equal(stats.failures[COHMEM_FULL], full);
	assert_int_equal(stats.failures[COHMEM_OUT_OF_REACH], reach);
	assert_int_equal(stats.failures[COHMEM_FRAGMENTED], fragmented);
}

static void test_reasons(void **state)
{
	void *a, *b, *c;

	(void)state;
	assert_int_equal(
		dma_declare_coherent_memory(&dev, PHYS, 0x1000, 4 * PAGE, DMA_MEMORY_EXCLUSIVE), 0);
	a = alloc(PAGE);
	b = alloc(PAGE);
	c = alloc(2 * PAGE);
	expect_failures(0, 0, 0, 0);
	assert_null(alloc(5 * PAGE));
	expect_failures(1, 0, 0, 0);
	assert_null(alloc(1));
	expect_failures(1, 1, 0, 0);
	dma_free_coherent(&dev, PAGE, a, 0x1000);
	assert_null(alloc(2 * PAGE));
	expect_failures(1, 2, 0, 0);
	dma_free_coherent(&dev, 2 * PAGE, c, 0x3000);
	c = alloc(PAGE); /* takes page 0; pages 0, 2 and 3 were free */
	a = alloc(PAGE);
	assert_null(alloc(2 * PAGE));
	expect_failures(1, 3, 0, 0);
	dma_free_coherent(&dev, PAGE, b, 0x2000);
	assert_null(alloc(2 * PAGE));
	expect_failures(1, 3, 0, 1);
	dev.coherent_dma_mask = 0x1fff;
	assert_null(alloc(PAGE));
	expect_failures(1, 3, 1, 1);
	assert_int_equal(area_stats().allocations, 5);
	expect_device(0, 0, 0);
	dma_free_coherent(&dev, PAGE, c, 0x1000);
	dma_free_coherent(&dev, PAGE, a, 0x3000);
}

static void test_generic(void **state)
{
	struct cohmem_device_stats stats;
	void *a, *b;

	(void)state;
	a = alloc(PAGE);
	expect_device(0, 1, 0); /* the device had no area */
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, 0x1000, 4 * PAGE, 0), 0);
	b = alloc(5 * PAGE);
	expect_device(1, 2, 0);
	dma_free_coherent(&dev, PAGE, a, GENERIC);
	dma_free_coherent(&dev, 5 * PAGE, b, 0x80008000);
	dev.coherent_dma_mask = 0xffff;
	assert_null(alloc(5 * PAGE));
	expect_device(2, 2, 1);
	assert_int_equal(cohmem_device_get_stats(NULL, &stats), -EINVAL);
	assert_int_equal(cohmem_device_get_stats(&dev, NULL), -EINVAL);
}

static void test_zeroing(void **state)
{
	void *a;

	(void)state;
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, 0x1000, 4 * PAGE, 0), 0);
	a = alloc(3 * PAGE); /* a fresh memfd; the fourth page, from rounding, is not counted */
	assert_int_equal(area_stats().zeroed_bytes, 0);
	assert_int_equal(area_stats().spared_bytes, 3 * PAGE);
	dma_free_coherent(&dev, 3 * PAGE, a, 0x1000);
	a = alloc(PAGE + 1);
	assert_int_equal(area_stats().zeroed_bytes, 2 * PAGE);
	assert_int_equal(area_stats().spared_bytes, 3 * PAGE);
	dma_free_coherent(&dev, PAGE + 1, a, 0x1000);
	a = alloc(4 * PAGE);
	assert_int_equal(area_stats().zeroed_bytes, 6 * PAGE);
	dma_free_coherent(&dev, 4 * PAGE, a, 0x1000);
}

/* Requests that a thread's cache serves are counted too. */
static void test_per_thread(void **state)
{
	void *a;

	(void)state;
	assert_int_equal(
		dma_declare_coherent_memory(&dev, PHYS, 0x1000, 4 * PAGE, COHMEM_AREA_PER_THREAD),
		0);
	for (int i = 0; i < 5; i++) {
		a = alloc(PAGE);
		dma_free_coherent(&dev, PAGE, a, 0x1000);
	}
	assert_int_equal(area_stats().allocations, 5);
	assert_int_equal(area_stats().zeroed_bytes, 4 * PAGE);
	assert_int_equal(area_stats().spared_bytes, PAGE);
	expect_device(0, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reasons, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_generic, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_zeroing, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_per_thread, setup, fixture_end),
	};

	return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
