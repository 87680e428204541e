/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Eight threads on one dma_pool: no block has two owners, and no block is lost. */
#include <cohmem/cohmem.h>
#include <cohmem/port.h>
#include <pthread.h>
#include <sched.h>

#include "../lib/reports.h"

#define THREADS 8
#define MOST    300

static struct device dev;
static struct dma_pool *pool;
static uint64_t rounds;
static char no_memory, two_owners; /* a thread that fails returns the address of one of these */

static void *worker(void *arg)
{
	uint64_t own = (uint64_t)(uintptr_t)arg;
	struct rng rng = {own};
	uint64_t *cpu[MOST];
	dma_addr_t dma[MOST];
	size_t n = 0;

	for (uint64_t i = 0; i < rounds; i++) {
		if (n < MOST && rng_below(&rng, 100) < (i / 1000 % 2 ? 30u : 70u)) {
			cpu[n] = dma_pool_alloc(pool, GFP_KERNEL, &dma[n]);
			if (!cpu[n])
				return &no_memory;
			cpu[n][0] = own;
			cpu[n][1] = dma[n];
			n++;
		} else if (n) {
			size_t at = rng_below(&rng, (uint32_t)n);

			if (cpu[at][0] != own || cpu[at][1] != dma[at])
				return &two_owners;
			dma_pool_free(pool, cpu[at], dma[at]);
			cpu[at] = cpu[--n];
			dma[at] = dma[n];
		}
	}
	while (n--)
		dma_pool_free(pool, cpu[n], dma[n]);
	return NULL;
}

static void run(void)
{
	struct cohmem_pool_info info;
	pthread_t thread[THREADS];

	for (uintptr_t t = 0; t < THREADS; t++)
		assert_int_equal(pthread_create(&thread[t], NULL, worker, (void *)(t + 1)), 0);
	for (int i = 0; i < 1000; i++) { /* read the counters meanwhile */
		assert_int_equal(cohmem_pool_get_info(pool, &info), 0);
		assert_true(info.used <= info.blocks);
	}
	for (int t = 0; t < THREADS; t++) {
		void *fault;

		pthread_join(thread[t], &fault);
		assert_ptr_not_equal(fault, &no_memory);
		assert_ptr_not_equal(fault, &two_owners);
	}
	assert_int_equal(cohmem_pool_get_info(pool, &info), 0);
	assert_int_equal(info.used, 0);
}

static void with_pool(bool magazines)
{
	struct cohmem_pool_info info;

	reports_begin();
	rounds = test_count("ROUNDS", 200000);
	cohmem_device_init(&dev, NULL);
	assert_int_equal(cohmem_ram_attach(&dev, 0x1000, 16 * 4096), 0);
	pool = dma_pool_create("shared", &dev, 24, 8, 64);
	assert_non_null(pool);
	if (magazines) {
		assert_int_equal(cohmem_pool_use_magazines(pool), 0);
		assert_int_equal(cohmem_pool_use_magazines(pool), -EBUSY);
	}
	run();
	run(); /* new threads have the first ones' thread numbers, and find what those left */
	assert_int_equal(cohmem_pool_get_info(pool, &info), 0);
	assert_true(info.blocks >= MOST / 2);
	dma_pool_destroy(pool);
	assert_int_equal(cohmem_detach(&dev), 0);
	assert_int_equal(reports, 0);
}

static void test_locked(void **state)
{
	(void)state;
	with_pool(false);
}

static void test_magazines(void **state)
{
	(void)state;
	assert_int_equal(cohmem_pool_use_magazines(NULL), -EINVAL);
	with_pool(true);
}

/* Blocks in the magazine of a thread that has ended are available to others. */
static void *take_and_give(void *arg)
{
	dma_addr_t dma[COHMEM_MAGAZINE_BLOCKS];
	void *cpu[COHMEM_MAGAZINE_BLOCKS];

	(void)arg;
	for (int i = 0; i < COHMEM_MAGAZINE_BLOCKS; i++)
		cpu[i] = dma_pool_alloc(pool, GFP_KERNEL, &dma[i]);
	for (int i = 0; i < COHMEM_MAGAZINE_BLOCKS; i++)
		dma_pool_free(pool, cpu[i], dma[i]);
	return NULL;
}

static void test_thread_end(void **state)
{
	struct cohmem_region *region;
	struct cohmem_pool_info info;
	dma_addr_t dma[64];
	void *cpu[64];
	pthread_t thread;

	(void)state;
	reports_begin();
	cohmem_device_init(&dev, NULL);
	assert_int_equal(cohmem_ram_region_create(0x1000, 4096, 0, &region), 0);
	assert_int_equal(
		dma_declare_coherent_memory(&dev, 0x1000, 0x1000, 4096, DMA_MEMORY_EXCLUSIVE), 0);
	pool = dma_pool_create("shared", &dev, 64, 0, 0); /* has 64 blocks at most */
	assert_int_equal(cohmem_pool_use_magazines(pool), 0);
	pthread_create(&thread, NULL, take_and_give, NULL);
	pthread_join(thread, NULL);
	for (int i = 0; i < 64; i++) {
		cpu[i] = dma_pool_alloc(pool, GFP_KERNEL, &dma[i]);
		assert_non_null(cpu[i]);
	}
	assert_null(dma_pool_alloc(pool, __GFP_NOWARN, &dma[0]));
	for (int i = 0; i < 64; i++)
		dma_pool_free(pool, cpu[i],
			      (uintptr_t)cpu[i] - (uintptr_t)region->cpu_addr + 0x1000);
	assert_int_equal(cohmem_pool_get_info(pool, &info), 0);
	assert_int_equal(info.used, 0);
	dma_pool_destroy(pool);
	dma_release_declared_memory(&dev);
	assert_int_equal(cohmem_region_destroy(region), 0);
	assert_int_equal(reports, 0);
}

/* Several threads free the last blocks of a destroyed pool: the pool is freed exactly once. */
static void *cpus[THREADS][MOST];
static dma_addr_t dmas[THREADS][MOST];

static void *give_all(void *arg)
{
	size_t t = (size_t)(uintptr_t)arg;

	for (size_t i = 0; i < MOST; i++)
		dma_pool_free(pool, cpus[t][i], dmas[t][i]);
	return NULL;
}

static void test_drained_by_many(void **state)
{
	pthread_t thread[THREADS];

	(void)state;
	for (int again = 0; again < 20; again++) {
		reports_begin();
		cohmem_device_init(&dev, NULL);
		assert_int_equal(cohmem_ram_attach(&dev, 0x1000, 16 * 4096), 0);
		pool = dma_pool_create("shared", &dev, 24, 8, 64);
		for (size_t t = 0; t < THREADS; t++) {
			for (size_t i = 0; i < MOST; i++)
				cpus[t][i] = dma_pool_alloc(pool, GFP_KERNEL, &dmas[t][i]);
		}
		dma_pool_destroy(pool);
		assert_reported("busy");
		assert_int_equal(cohmem_pool_use_magazines(pool), -EINVAL);
		for (uintptr_t t = 0; t < THREADS; t++)
			assert_int_equal(pthread_create(&thread[t], NULL, give_all, (void *)t), 0);
		for (int t = 0; t < THREADS; t++)
			pthread_join(thread[t], NULL);
		assert_int_equal(cohmem_detach(&dev), 0);
		assert_int_equal(reports, 1);
	}
}

/*
 * A thread that frees a block waits for the pool's lock because its magazine is full; meanwhile
 * another thread frees the same block.
 */
static const struct cohmem_port *real_port;
static __thread bool wait_at_lock;
static volatile bool waiting, go_on;

static unsigned long waiting_lock(struct cohmem_lock *lock)
{
	if (wait_at_lock) {
		wait_at_lock = false;
		__atomic_store_n(&waiting, true, __ATOMIC_RELEASE);
		while (!__atomic_load_n(&go_on, __ATOMIC_ACQUIRE))
			sched_yield();
	}
	return real_port->lock(lock);
}

static void *fill_magazine_and_wait(void *arg)
{
	(void)arg;
	for (int i = 0; i <= COHMEM_MAGAZINE_BLOCKS; i++) {
		wait_at_lock = i == COHMEM_MAGAZINE_BLOCKS;
		dma_pool_free(pool, cpus[0][i], dmas[0][i]);
	}
	return NULL;
}

static void test_one_block_by_two(void **state)
{
	struct cohmem_pool_info info;
	struct cohmem_port port;
	pthread_t thread;

	(void)state;
	reports_begin();
	look_away();
	real_port = cohmem_port;
	port = *real_port;
	port.lock = waiting_lock;
	cohmem_device_init(&dev, NULL);
	assert_int_equal(cohmem_ram_attach(&dev, 0x1000, 16 * 4096), 0);
	pool = dma_pool_create("shared", &dev, 64, 0, 0);
	assert_int_equal(cohmem_pool_use_magazines(pool), 0);
	for (size_t i = 0; i < 128; i++)
		cpus[0][i] = dma_pool_alloc(pool, GFP_KERNEL, &dmas[0][i]);
	cohmem_port = &port;
	pthread_create(&thread, NULL, fill_magazine_and_wait, NULL);
	while (!__atomic_load_n(&waiting, __ATOMIC_ACQUIRE))
		sched_yield();
	dma_pool_free(pool, cpus[0][COHMEM_MAGAZINE_BLOCKS], dmas[0][COHMEM_MAGAZINE_BLOCKS]);
	__atomic_store_n(&go_on, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	cohmem_port = real_port;
	assert_int_equal(reports, 1);
	assert_reported("already free");
	assert_int_equal(cohmem_pool_get_info(pool, &info), 0);
	assert_int_equal(info.used, 128 - COHMEM_MAGAZINE_BLOCKS - 1);
	for (size_t i = COHMEM_MAGAZINE_BLOCKS + 1; i < 128; i++)
		dma_pool_free(pool, cpus[0][i], dmas[0][i]);
	dma_pool_destroy(pool);
	assert_int_equal(reports, 1);
	assert_int_equal(cohmem_detach(&dev), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_locked),           cmocka_unit_test(test_magazines),
		cmocka_unit_test(test_thread_end),       cmocka_unit_test(test_drained_by_many),
		cmocka_unit_test(test_one_block_by_two),
	};

	return cmocka_run_group_tests_name("pool_threads", tests, NULL, NULL);
}
