/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* COHMEM_AREA_PER_THREAD with one thread: what its cache keeps, and what is refused. */
#include "per_thread.h"

static void test_a_thread_gets_back_what_it_released(void **state)
{
	unsigned char *low = get(0), *high = get(0);

	(void)state;
	high[5] = 1;
	put(0, low);
	put(0, high);
	assert_int_equal(used(), 2);
	assert_ptr_equal(get(0), high);
	assert_int_equal(high[5], 0);
	assert_ptr_equal(get(0), low);
	assert_int_equal(reports, 0);
	put(0, low);
	put(0, high);
}

static void refused(unsigned int order, void *block, const char *why)
{
	unsigned int before = reports;

	put(order, block);
	assert_int_equal(reports, before + 1);
	assert_reported(why);
}

static void test_releases_are_checked(void **state)
{
	unsigned char *block = get(1), *large = get(4);

	(void)state;
	refused(0, block, "the size does not match");
	refused(2, block, "the size does not match");
	refused(31, block, "the size does not match");
	refused(0, block + PAGE, "inside a block");
	refused(1, block + 8, "inside a block");
	put(1, block);
	refused(1, block, "free");
	refused(0, block, "free");
	refused(0, block + PAGE, "inside a block");
	refused(3, large, "the size does not match");
	put(4, large);
	refused(4, large, "free");
	refused(0, block + (size_t)PAGE * (PAGES - 1), "free");
	assert_int_equal(used(), 2);
	assert_ptr_equal(get(1), block);
	assert_int_equal(used(), 2);
	put(1, block);
}

static void test_no_more_than_it_may_hold(void **state)
{
	unsigned char *blocks[COHMEM_AREA_MAGAZINE_BLOCKS + 3];
	unsigned int count = sizeof(blocks) / sizeof(blocks[0]);

	(void)state;
	for (unsigned int i = 0; i < count; i++)
		blocks[i] = get(1);
	for (unsigned int i = 0; i < count; i++)
		put(1, blocks[i]);
	assert_int_equal(used(), 2 * COHMEM_AREA_MAGAZINE_BLOCKS);
}

/* A number of granules that does not fit in 32 bits is not truncated to a small one. */
static void test_a_huge_request(void **state)
{
	unsigned char *block = get(0);
	dma_addr_t handle;
	void *ret = &handle;

	(void)state;
	put(0, block);
	assert_int_not_equal(dma_alloc_from_coherent(&dev, (ssize_t)(SIZE_MAX / 2), &handle, &ret),
			     0);
	assert_null(ret);
}

static void test_a_reserved_place(void **state)
{
	unsigned char *low = get(0), *place;

	(void)state;
	put(0, low);
	/* The page is in this thread's cache, so the area's runs count it as used. The call returns it first. */
	place = dma_mark_declared_memory_occupied(&dev, DEVICE, 3 * PAGE);
	assert_ptr_equal(place, low);
	put(2, place);
	place = dma_mark_declared_memory_occupied(&dev, DEVICE + PAGE, 2 * PAGE);
	assert_ptr_equal(place, low + PAGE);
	/* The start is not a multiple of the length, so the block must not be cached. */
	put(1, place);
	assert_int_equal(used(), 0);
	assert_ptr_equal(get(1), low);
	put(1, low);
}

static void test_the_mask_holds(void **state)
{
	unsigned char *low = get(0), *high = get(0);

	(void)state;
	put(0, low);
	put(0, high);
	assert_int_equal(dma_set_coherent_mask(&dev, DEVICE + PAGE - 1), 0);
	assert_ptr_equal(get(0), low);
	assert_null(get(0));
	assert_int_equal(dma_set_coherent_mask(&dev, DMA_BIT_MASK(64)), 0);
	put(0, low);
}

/* Cached blocks do not keep a released area alive, and are not reported as leaks. */
static void test_release_of_the_area(void **state)
{
	unsigned char *block = get(0);

	(void)state;
	put(0, block);
	dma_release_declared_memory(&dev);
	assert_int_equal(reports, 0);
	assert_int_equal(cohmem_area_get_info(&dev, 0, &(struct cohmem_area_info){0}), -ENOENT);
	assert_null(region->areas);
}

static void test_release_of_the_area_with_a_block_out(void **state)
{
	unsigned char *out = get(0), *kept = get(0);

	(void)state;
	put(0, kept);
	dma_release_declared_memory(&dev);
	assert_int_equal(reports, 1);
	assert_int_equal(used(), 1);
	put(0, out);
	assert_null(region->areas);
}

static void test_declaration(void **state)
{
	static uint64_t room[COHMEM_AREA_PER_THREAD_BYTES(PAGES) / 8 + 1];
	struct cohmem_area_desc desc = {
		.phys_addr = PHYS,
		.device_addr = DEVICE,
		.size = PAGES * PAGE,
		.flags = COHMEM_AREA_PER_THREAD | COHMEM_AREA_EXACT,
		.state = room,
		.state_bytes = COHMEM_AREA_PER_THREAD_BYTES(PAGES) - 1,
	};
	const struct cohmem_port *port = cohmem_port;
	struct cohmem_port none = *port;
	unsigned char *block;

	(void)state;
	dma_release_declared_memory(&dev);
	assert_int_equal(cohmem_declare_area(&dev, &desc), -EINVAL);
	assert_reported("EXACT");
	desc.flags = COHMEM_AREA_PER_THREAD;
	assert_int_equal(cohmem_declare_area(&dev, &desc), -ENOMEM);
	none.threads = NULL;
	none.thread = NULL;
	cohmem_port = &none;
	assert_int_equal(cohmem_declare_area(&dev, &desc), -EINVAL);
	cohmem_port = port;
	assert_reported("threads");
	desc.state_bytes++;
	assert_int_equal(cohmem_declare_area(&dev, &desc), 0);
	block = get(3);
	put(3, block);
	assert_ptr_equal(get(3), block);
	put(3, block);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_thread_gets_back_what_it_released),
		TEST(test_releases_are_checked),
		TEST(test_no_more_than_it_may_hold),
		TEST(test_a_huge_request),
		TEST(test_a_reserved_place),
		TEST(test_the_mask_holds),
		TEST(test_release_of_the_area),
		TEST(test_release_of_the_area_with_a_block_out),
		TEST(test_declaration),
	};

	return cmocka_run_group_tests_name("cached", tests, NULL, NULL);
}
