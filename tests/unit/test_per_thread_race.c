/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* COHMEM_AREA_PER_THREAD: when a thread's cached blocks are returned to the area. */
#include <cohmem/port.h>
#include <pthread.h>

#include "per_thread.h"

static void *keep_some(void *arg)
{
	unsigned char *blocks[COHMEM_AREA_MAGAZINE_BLOCKS];
	pthread_barrier_t *barrier = arg;

	for (unsigned int i = 0; i < COHMEM_AREA_MAGAZINE_BLOCKS; i++)
		blocks[i] = get(0);
	for (unsigned int i = 0; i < COHMEM_AREA_MAGAZINE_BLOCKS; i++)
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

/* Before a request fails, it takes the blocks in other threads' caches. */
static void test_stolen_before_a_refusal(void **state)
{
	unsigned char *all;
	pthread_barrier_t barrier;
	pthread_t thread;

	(void)state;
	pthread_barrier_init(&barrier, NULL, 2);
	pthread_create(&thread, NULL, keep_some, &barrier);
	pthread_barrier_wait(&barrier);
	assert_int_equal(used(), COHMEM_AREA_MAGAZINE_BLOCKS);
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

/* More threads at once than there are caches: threads without a cache work, too. */
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

/* Thread numbers are reused: even if more threads than caches run one after another, each gets a cache. */
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

/* A thread may free a block in a TSD destructor, after its cache was returned: it gets a new cache. */
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

static void (*meanwhile)(void);

/* Act as another thread after the ending thread has dropped its lock and before it returns its blocks. */
static void unlock_and_go_on(struct cohmem_lock *lock, unsigned long flags)
{
	port->unlock(lock, flags);
	if (armed && lock == &port->threads[port->thread()].lock) {
		armed = false;
		meanwhile();
	}
}

static void end_thread(void (*other)(void))
{
	struct cohmem_port between = *cohmem_port;

	port = cohmem_port;
	between.unlock = unlock_and_go_on;
	meanwhile = other;
	put(0, get(0));
	cohmem_port = &between;
	armed = true;
	cohmem_thread_end(port->thread());
	cohmem_port = port;
	assert_false(armed);
}

static void release_area(void)
{
	dma_release_declared_memory(&dev);
	assert_int_equal(reports, 0);
	assert_null(region->areas);
	memset(&dev, 0x5a, sizeof(dev)); /* the device may be freed now */
}

static void test_a_thread_ends_as_its_area_does(void **state)
{
	(void)state;
	end_thread(release_area);
	cohmem_device_init(&dev, NULL);
	assert_null(region->areas);
}

static void take_all(void)
{
	unsigned char *all = get(6);

	assert_non_null(all);
	put(6, all);
}

static void test_a_thread_ends_as_all_is_wanted(void **state)
{
	(void)state;
	end_thread(take_all);
	assert_int_equal(used(), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_stolen_before_a_refusal),
		TEST(test_given_back_at_the_threads_end),
		TEST(test_many_threads),
		TEST(test_threads_one_by_one),
		TEST(test_a_release_while_the_thread_ends),
		TEST(test_a_thread_ends_as_its_area_does),
		TEST(test_a_thread_ends_as_all_is_wanted),
	};

	return cmocka_run_group_tests_name("cached threads", tests, NULL, NULL);
}
