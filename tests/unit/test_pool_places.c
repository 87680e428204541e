/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Where the blocks of a dma_pool lie in an area aligned to neither the pool's pages nor the pool's boundary. */
#include "fixture.h"

#define OWN   0x10000ULL
#define PAGES 64

static int setup(void **state)
{
	(void)state;
	return fixture_begin(NULL, PAGES * PAGE, 0);
}

/*
 * In an area that does not start on a page boundary, alignment and boundary apply to the device
 * address itself, and each pool page spans two CPU pages.
 */
static void test_unaligned_area(void **state)
{
	const struct cohmem_area_desc desc = {
		.phys_addr = PHYS + 0x3e0,
		.device_addr = OWN + 0x3e0,
		.size = 16 * PAGE,
		.flags = DMA_MEMORY_EXCLUSIVE,
		.granule_shift = 5,
	};
	struct dma_pool *pool = dma_pool_create("p", &dev, 96, 64, 1024);
	static dma_addr_t handle[400];
	static void *cpu[400];

	(void)state;
	assert_int_equal(cohmem_declare_area(&dev, &desc), 0);
	for (int i = 0; i < 400; i++) {
		cpu[i] = dma_pool_alloc(pool, GFP_KERNEL, &handle[i]);
		assert_non_null(cpu[i]);
		assert_int_equal(handle[i] % 64, 0);
		assert_int_equal(handle[i] / 1024, (handle[i] + 127) / 1024);
		assert_int_equal(handle[i] - OWN, (char *)cpu[i] - (char *)region->cpu_addr);
	}
	for (int i = 0; i < 400; i++)
		dma_pool_free(pool, cpu[i], handle[i]);
	assert_int_equal(reports, 0);
	dma_pool_destroy(pool);

	pool = dma_pool_create("p", &dev, PAGE, PAGE, 0);
	assert_null(dma_pool_alloc(pool, GFP_KERNEL, handle));
	assert_reported("alignment");
	dma_pool_destroy(pool);
}

/* A place that a boundary would cut is skipped, and is free afterwards. */
static void test_a_page_is_cut(void **state)
{
	const dma_addr_t boundary = 64u << 20;
	struct dma_pool *pool = dma_pool_create("p", &dev, 4 * PAGE, PAGE, boundary);
	struct cohmem_area_info info;
	dma_addr_t handle[PAGES / 4];
	void *cpu[PAGES / 4];

	(void)state;
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, boundary - PAGE, PAGES * PAGE,
						     DMA_MEMORY_EXCLUSIVE),
			 0);
	for (int i = 0; i < PAGES / 4 - 1; i++) {
		cpu[i] = dma_pool_alloc(pool, GFP_KERNEL, &handle[i]);
		assert_non_null(cpu[i]);
		assert_true(handle[i] >= boundary);
	}
	assert_null(dma_pool_alloc(pool, GFP_KERNEL | __GFP_NOWARN, &handle[PAGES / 4 - 1]));
	cohmem_area_get_info(&dev, 0, &info);
	assert_int_equal(info.runs.used, PAGES - 4);
	for (int i = 0; i < PAGES / 4 - 1; i++)
		dma_pool_free(pool, cpu[i], handle[i]);
	dma_pool_destroy(pool);
	/* Blocks are as large as the boundary, which cuts each possible place. */
	pool = dma_pool_create("p", &dev, 4 * PAGE, PAGE, 4 * PAGE);
	assert_null(dma_pool_alloc(pool, GFP_KERNEL, handle));
	assert_reported("does not meet the pool's alignment");
	assert_int_equal(reports, 1);
	cohmem_area_get_info(&dev, 0, &info);
	assert_int_equal(info.runs.used, 0);
	dma_pool_destroy(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_unaligned_area, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_a_page_is_cut, setup, fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
