/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* COHMEM_AREA_CACHED: what a thread keeps, what it refuses, and when all of it goes back. */
#include <cohmem/cohmem.h>
#include <pthread.h>

#include "../reports.h"

#define PHYS   0x40000000ULL
#define DEVICE 0x1000000ULL
#define PAGE   4096u
#define PAGES  64u

static struct cohmem_window *window;
static struct device dev;

static int setup(void **state)
{
	(void)state;
	device_initialize(&dev);
	reports_begin();
	if (cohmem_ram_window_create(PHYS, PAGES * PAGE, 0, &window))
		return -1;
	return dma_declare_coherent_memory(&dev, PHYS, DEVICE, PAGES * PAGE,
					   DMA_MEMORY_EXCLUSIVE | COHMEM_AREA_CACHED);
}

static int teardown(void **state)
{
	(void)state;
	dma_release_declared_memory(&dev);
	return cohmem_ram_window_destroy(window);
}

static unsigned char *get(unsigned int order)
{
	dma_addr_t handle;
	void *ret = NULL;

	assert_int_not_equal(dma_alloc_from_coherent(&dev, (ssize_t)(PAGE << order), &handle, &ret),
			     0);
	return ret;
}

static void put(unsigned int order, void *block)
{
	assert_int_equal(dma_release_from_coherent(&dev, (int)order, block), 1);
}

static uint32_t used(void)
{
	struct cohmem_area_info info;

	assert_null(cohmem_validate(&dev));
	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	return info.runs.used;
}

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
	refused(0, block, "another size");
	refused(2, block, "another size");
	refused(31, block, "another size");
	refused(0, block + PAGE, "inside a block");
	refused(1, block + 8, "inside a block");
	put(1, block);
	refused(1, block, "free");
	refused(0, block, "free");
	refused(0, block + PAGE, "inside a block");
	refused(3, large, "another size");
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
	unsigned char *blocks[COHMEM_CACHE_BLOCKS + 3];
	unsigned int count = sizeof(blocks) / sizeof(blocks[0]);

	(void)state;
	for (unsigned int i = 0; i < count; i++)
		blocks[i] = get(1);
	for (unsigned int i = 0; i < count; i++)
		put(1, blocks[i]);
	assert_int_equal(used(), 2 * COHMEM_CACHE_BLOCKS);
}

static void *keep_some(void *arg)
{
	unsigned char *blocks[COHMEM_CACHE_BLOCKS];
	pthread_barrier_t *barrier = arg;

	for (unsigned int i = 0; i < COHMEM_CACHE_BLOCKS; i++)
		blocks[i] = get(0);
	for (unsigned int i = 0; i < COHMEM_CACHE_BLOCKS; i++)
		put(0, blocks[i]);
	if (barrier) {
		pthread_barrier_wait(barrier);
		pthread_barrier_wait(barrier);
	}
	return NULL;
}

static void *keep_one(void *barrier)
{
	unsigned char *block = get(0);

	pthread_barrier_wait(barrier);
	put(0, block);
	pthread_barrier_wait(barrier);
	return NULL;
}

/* What another thread keeps is there for whoever would be refused. */
static void test_stolen_before_a_refusal(void **state)
{
	unsigned char *all;
	pthread_barrier_t barrier;
	pthread_t thread;

	(void)state;
	pthread_barrier_init(&barrier, NULL, 2);
	pthread_create(&thread, NULL, keep_some, &barrier);
	pthread_barrier_wait(&barrier);
	assert_int_equal(used(), COHMEM_CACHE_BLOCKS);
	all = get(6);
	assert_non_null(all);
	assert_int_equal(used(), PAGES);
	assert_null(get(0));
	put(6, all);
	pthread_barrier_wait(&barrier);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&barrier);
	assert_int_equal(used(), 0);
}

static void test_given_back_at_the_threads_end(void **state)
{
	pthread_t thread;

	(void)state;
	pthread_create(&thread, NULL, keep_some, NULL);
	pthread_join(thread, NULL);
	assert_int_equal(used(), 0);
}

/* More threads at once than there are caches: the others do without. */
static void test_many_threads(void **state)
{
	pthread_t threads[COHMEM_THREADS + 8];
	const unsigned int count = sizeof(threads) / sizeof(threads[0]);
	pthread_barrier_t barrier;

	(void)state;
	pthread_barrier_init(&barrier, NULL, count);
	for (unsigned int i = 0; i < count; i++)
		pthread_create(&threads[i], NULL, keep_one, &barrier);
	for (unsigned int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&barrier);
	assert_int_equal(used(), 0);
}

/* A number that an ended thread had is another's: forty of them one by one, and the last still keeps. */
static void *keeps(void *arg)
{
	unsigned char *block = get(0);

	put(0, block);
	*(bool *)arg = used() == 1;
	return NULL;
}

static void test_threads_one_by_one(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < COHMEM_THREADS + 8; i++) {
		pthread_t thread;
		bool kept = false;

		pthread_create(&thread, NULL, keeps, &kept);
		pthread_join(thread, NULL);
		assert_true(kept);
		assert_int_equal(used(), 0);
	}
}

static pthread_key_t late;

static void late_call(void *block)
{
	put(0, block);
}

static void *ends_with_a_block(void *arg)
{
	unsigned char *block = get(0), *kept = get(0);

	put(0, kept);
	pthread_setspecific(late, block);
	return arg;
}

/* Who releases a block in a destructor of thread-specific data, after the cache went, gets another. */
static void test_a_release_while_the_thread_ends(void **state)
{
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_key_create(&late, late_call), 0);
	pthread_create(&thread, NULL, ends_with_a_block, NULL);
	pthread_join(thread, NULL);
	assert_int_equal(used(), 0);
	pthread_key_delete(late);
}

static const struct cohmem_port *port;
static bool armed;

/* Just before a kept block goes back, its area is taken away. */
static unsigned long lock_after_release(struct cohmem_lock *lock)
{
	if (armed && lock == &dev.cohmem_lock) {
		armed = false;
		dma_release_declared_memory(&dev);
	}
	return port->lock(lock);
}

static void test_a_thread_ends_as_its_area_does(void **state)
{
	struct cohmem_port between = *cohmem_port;
	unsigned char *block = get(0);

	(void)state;
	port = cohmem_port;
	between.lock = lock_after_release;
	put(0, block);
	cohmem_port = &between;
	armed = true;
	cohmem_thread_end(port->thread());
	cohmem_port = port;
	assert_false(armed);
	assert_null(window->areas);
}

/* A count that does not fit 32 bits is not taken for a small one. */
static void test_a_huge_request(void **state)
{
	unsigned char *block = get(0);
	dma_addr_t handle;
	void *ret = &handle;

	(void)state;
	put(0, block);
	assert_int_not_equal(
		dma_alloc_from_coherent(&dev, ((ssize_t)1 << 44) + PAGE, &handle, &ret), 0);
	assert_null(ret);
}

static void test_a_reserved_place(void **state)
{
	unsigned char *low = get(0), *place;

	(void)state;
	put(0, low);
	/* Kept by this thread, so in use to the runs: it goes back first. */
	place = dma_mark_declared_memory_occupied(&dev, DEVICE, 3 * PAGE);
	assert_ptr_equal(place, low);
	put(2, place);
	place = dma_mark_declared_memory_occupied(&dev, DEVICE + PAGE, 2 * PAGE);
	assert_ptr_equal(place, low + PAGE);
	/* Its start is not a multiple of its length, so it must not serve requests of its order. */
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

/* Blocks that only caches hold keep no area alive, and nobody is blamed for them. */
static void test_release_of_the_area(void **state)
{
	unsigned char *block = get(0);

	(void)state;
	put(0, block);
	dma_release_declared_memory(&dev);
	assert_int_equal(reports, 0);
	assert_int_equal(cohmem_area_get_info(&dev, 0, &(struct cohmem_area_info){0}), -ENOENT);
	assert_null(window->areas);
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
	assert_null(window->areas);
}

static void test_declaration(void **state)
{
	static uint64_t room[COHMEM_AREA_CACHED_BYTES(PAGES) / 8 + 1];
	struct cohmem_area_desc desc = {
		.phys_addr = PHYS,
		.device_addr = DEVICE,
		.size = PAGES * PAGE,
		.flags = COHMEM_AREA_CACHED | COHMEM_AREA_EXACT,
		.state = room,
		.state_bytes = COHMEM_AREA_CACHED_BYTES(PAGES) - 1,
	};
	struct cohmem_port none = *cohmem_port;
	unsigned char *block;

	(void)state;
	dma_release_declared_memory(&dev);
	assert_int_equal(cohmem_declare_area(&dev, &desc), -EINVAL);
	assert_reported("exact");
	desc.flags = COHMEM_AREA_CACHED;
	assert_int_equal(cohmem_declare_area(&dev, &desc), -ENOMEM);
	port = cohmem_port;
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
		TEST(test_stolen_before_a_refusal),
		TEST(test_given_back_at_the_threads_end),
		TEST(test_many_threads),
		TEST(test_threads_one_by_one),
		TEST(test_a_release_while_the_thread_ends),
		TEST(test_a_thread_ends_as_its_area_does),
		TEST(test_a_huge_request),
		TEST(test_a_reserved_place),
		TEST(test_the_mask_holds),
		TEST(test_release_of_the_area),
		TEST(test_release_of_the_area_with_a_block_out),
		TEST(test_declaration),
	};

	return cmocka_run_group_tests_name("cached", tests, NULL, NULL);
}
