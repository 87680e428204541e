/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Threads on one device: its area, its generic memory, and areas that are declared and released.
 * Each block is filled with its owner's mark, which is checked before the block is freed: this
 * detects two owners of one page. Builds with ThreadSanitizer detect other races.
 */
#include <cohmem/backend/chunk_pool.h>
#include <cohmem/cohmem.h>
#include <pthread.h>

#include "../lib/testing.h"

#define PHYS    0x40000000ULL
#define PAGE    4096u
#define THREADS 8
#define HELD    8

static struct cohmem_region *region, *second;
static struct device dev;
static int area_flags;

struct held {
	unsigned char *cpu;
	dma_addr_t handle;
	size_t size;
};

static void fill(const struct held *h, unsigned char mark)
{
	for (size_t i = 0; i < h->size; i++)
		assert_int_equal(h->cpu[i], 0);
	memset(h->cpu, mark, h->size);
}

static void give_back(struct held *h, unsigned char mark)
{
	for (size_t i = 0; i < h->size; i++)
		assert_int_equal(h->cpu[i], mark);
	dma_free_coherent(&dev, h->size, h->cpu, h->handle);
	h->cpu = NULL;
}

static void *worker(void *arg)
{
	unsigned char mark = (unsigned char)(uintptr_t)arg;
	uint64_t rounds = test_count("ROUNDS", 4000);
	struct rng rng = {mark};
	struct held held[HELD] = {0};

	for (uint64_t i = 0; i < rounds; i++) {
		struct held *h = &held[rng_below(&rng, HELD)];

		if (h->cpu) {
			give_back(h, mark);
			continue;
		}
		h->size = 1 + rng_below(&rng, 3 * PAGE);
		h->cpu = dma_alloc_coherent(&dev, h->size, &h->handle, GFP_KERNEL);
		assert_non_null(h->cpu);
		fill(h, mark);
	}
	for (int i = 0; i < HELD; i++) {
		if (held[i].cpu)
			give_back(&held[i], mark);
	}
	return NULL;
}

/* Release and redeclare all areas of the device while the workers use them. */
static void *declarer(void *arg)
{
	uint64_t rounds = test_count("ROUNDS", 4000) / 20;

	(void)arg;
	for (uint64_t i = 0; i < rounds; i++) {
		dma_release_declared_memory(&dev);
		(void)dma_declare_coherent_memory(&dev, PHYS, 0x1000, 64 * PAGE, area_flags);
		(void)dma_declare_coherent_memory(&dev, 2 * PHYS, 0x1000000, 16 * PAGE, area_flags);
		(void)cohmem_device_validate(&dev);
	}
	return NULL;
}

static void run_threads(void)
{
	pthread_t threads[THREADS + 1];

	cohmem_device_init(&dev, NULL);
	assert_int_equal(cohmem_ram_region_create(PHYS, 64 * PAGE, 0, &region), 0);
	assert_int_equal(cohmem_ram_region_create(2 * PHYS, 16 * PAGE, 0, &second), 0);
	assert_int_equal(cohmem_ram_attach(&dev, 0x80000000, 16 * PAGE), 0);
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, 0x1000, 64 * PAGE, area_flags), 0);

	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, worker, (void *)(i + 1));
	pthread_create(&threads[THREADS], NULL, declarer, NULL);
	for (int i = 0; i <= THREADS; i++)
		pthread_join(threads[i], NULL);

	assert_null(cohmem_device_validate(&dev));
	assert_null(cohmem_chunk_pool_validate(cohmem_chunk_pool_of(&dev)));
	dma_release_declared_memory(&dev);
	assert_int_equal(cohmem_area_get_info(&dev, 0, &(struct cohmem_area_info){0}), -ENOENT);
	assert_int_equal(cohmem_detach(&dev), 0);
	assert_int_equal(cohmem_region_destroy(second), 0);
	assert_int_equal(cohmem_region_destroy(region), 0);
}

static void test_exact(void **state)
{
	(void)state;
	area_flags = 0;
	run_threads();
}

static void test_per_thread(void **state)
{
	(void)state;
	area_flags = COHMEM_AREA_PER_THREAD;
	run_threads();
}

#define BLOCKS 8

struct returned {
	void *block[BLOCKS];
	dma_addr_t handle[BLOCKS];
};

static void *return_all(void *arg)
{
	struct returned *r = arg;

	for (int i = 0; i < BLOCKS; i++)
		dma_free_coherent(&dev, 16 * PAGE, r->block[i], r->handle[i]);
	return NULL;
}

/* Detach generic memory as soon as the last block is free, while its chunk is still being freed. */
static void test_detach_meanwhile(void **state)
{
	uint64_t rounds = test_count("ROUNDS", 4000) / 20;

	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		struct returned r;
		pthread_t thread;
		int err;

		cohmem_device_init(&dev, NULL);
		assert_int_equal(cohmem_ram_attach(&dev, 0x80000000, 16 * PAGE), 0);
		for (int i = 0; i < BLOCKS; i++) {
			r.block[i] = dma_alloc_coherent(&dev, 16 * PAGE, &r.handle[i], GFP_KERNEL);
			assert_non_null(r.block[i]);
		}
		pthread_create(&thread, NULL, return_all, &r);
		do
			err = cohmem_detach(&dev);
		while (err == -EBUSY);
		pthread_join(thread, NULL);
		assert_int_equal(err, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_per_thread),
		cmocka_unit_test(test_detach_meanwhile),
	};

	return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
