/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A process forks again and again while eight of its threads allocate and free. Each child does something different
 * with its parent's devices and its own. The parent's memory must not change by a single byte. Prints TAP, and the
 * number of calls that a recording must contain.
 *
 * usage: [FORKS=n] forks [BLOCKS]
 * BLOCKS: how many blocks each thread allocates for each fork; by default as many as it can
 */
#include "forks.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lib/tap.h"

#define THREADS 8
#define KEPT    4

struct device parents[DEVICES];
struct dma_pool *parents_pool;
struct cohmem_region *parents_region[2];
struct block parents_block[DEVICES];

static unsigned long calls;
static bool stop;
static unsigned int blocks; /* that each thread allocates for each fork; 0: no limit */
static sem_t turns, settled;

/*
 * After this many blocks a thread has allocated all that it needs from malloc(). AddressSanitizer (gcc 12) does not
 * release its allocator's locks in a child, so a child hangs if another thread was in malloc() during the fork.
 */
#define SETTLED 1000
static unsigned int broken;

static void fill(const struct block *block, unsigned char with)
{
	memset(block->cpu, with, block->size);
}

static bool is_filled(const struct block *block, unsigned char with)
{
	for (size_t i = 0; i < block->size; i++) {
		if (block->cpu[i] != with)
			return false;
	}
	return true;
}

static struct block take(struct device *dev, size_t size)
{
	struct block block = {.dev = dev, .size = size};

	block.cpu = dma_alloc_coherent(dev, size, &block.dma, GFP_KERNEL);
	__atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
	return block;
}

static void give(const struct block *block)
{
	if (!block->cpu)
		return;
	dma_free_coherent(block->dev, block->size, block->cpu, block->dma);
	__atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
}

static void use_pool(unsigned char with)
{
	dma_addr_t dma;
	unsigned char *cell = dma_pool_alloc(parents_pool, GFP_KERNEL, &dma);

	if (!cell)
		return;
	memset(cell, with, POOL_SIZE);
	for (size_t i = 0; i < POOL_SIZE; i++)
		__atomic_fetch_add(&broken, cell[i] != with, __ATOMIC_RELAXED);
	dma_pool_free(parents_pool, cell, dma);
}

/* Keep some blocks for the whole run; allocate and free others. */
static void *work(void *number)
{
	unsigned char with = (unsigned char)(0x11 * (1 + (uintptr_t)number));
	struct block kept[KEPT];
	unsigned int faults = 0;

	for (unsigned int i = 0; i < KEPT; i++) {
		kept[i] = take(&parents[i % DEVICES], 1000 * (i + 1));
		if (!kept[i].cpu)
			return (void *)1;
		fill(&kept[i], with);
	}
	for (unsigned int i = 0; !__atomic_load_n(&stop, __ATOMIC_RELAXED); i++) {
		if (blocks && i % blocks == 0)
			sem_wait(&turns);
		struct block block = take(&parents[i % DEVICES], 100 + i * 97 % 9000);

		if (block.cpu) {
			fill(&block, with);
			faults += !is_filled(&block, with);
		}
		use_pool(with);
		give(&block);
		if (i == SETTLED)
			sem_post(&settled);
	}
	for (unsigned int i = 0; i < KEPT; i++) {
		faults += !is_filled(&kept[i], with);
		give(&kept[i]);
	}
	return (void *)(uintptr_t)faults;
}

static bool set_up(void)
{
	static const char *const names[DEVICES] = {"area", "cached", "ram"};

	for (unsigned int i = 0; i < DEVICES; i++)
		cohmem_device_init(&parents[i], names[i]);
	if (cohmem_ram_region_create(PHYS, AREA_SIZE, 0, &parents_region[0]) ||
	    cohmem_ram_region_create(PHYS + AREA_SIZE, AREA_SIZE, 0, &parents_region[1]) ||
	    dma_declare_coherent_memory(&parents[0], PHYS, 0x1000, AREA_SIZE,
					DMA_MEMORY_EXCLUSIVE) ||
	    dma_declare_coherent_memory(&parents[1], PHYS + AREA_SIZE, 0x1000, AREA_SIZE,
					DMA_MEMORY_EXCLUSIVE | COHMEM_AREA_PER_THREAD) ||
	    cohmem_ram_attach(&parents[2], 0x100000, AREA_SIZE))
		return false;
	parents_pool = dma_pool_create("pool", &parents[2], POOL_SIZE, 64, 0);
	if (!parents_pool || cohmem_pool_use_magazines(parents_pool))
		return false;
	for (unsigned int i = 0; i < DEVICES; i++) {
		parents_block[i] = take(&parents[i], 5000);
		fill(&parents_block[i], 0xc3);
	}
	return true;
}

static bool tear_down(void)
{
	struct cohmem_pool_info info = {0};
	bool same = true;

	for (unsigned int i = 0; i < DEVICES; i++) {
		same &= is_filled(&parents_block[i], 0xc3);
		give(&parents_block[i]);
	}
	cohmem_pool_get_info(parents_pool, &info);
	dma_pool_destroy(parents_pool);
	calls += 2 * info.pages;
	CHECK(same);
	CHECK(info.used == 0);
	CHECK(cohmem_detach(&parents[2]) == 0);
	for (unsigned int i = 0; i < 2; i++) {
		dma_release_declared_memory(&parents[i]);
		CHECK(cohmem_region_destroy(parents_region[i]) == 0);
	}
	return same;
}

static void let_threads_go_on(void)
{
	for (unsigned int i = 0; blocks && i < THREADS; i++)
		sem_post(&turns);
}

/* Returns how many children failed. */
static unsigned int fork_often(unsigned int rounds)
{
	unsigned int bad = 0;

	for (unsigned int i = 0; i < rounds; i++) {
		pid_t child;
		int status = 0;

		let_threads_go_on();
		child = fork();
		if (child == 0)
			be_child(i);
		if (child < 0 || waitpid(child, &status, 0) != child || status)
			bad++;
		if (status)
			printf("# child of round %u: status %#x\n", i, (unsigned int)status);
	}
	return bad;
}

int main(int argc, char **argv)
{
	const char *text = getenv("FORKS");
	unsigned int rounds = text ? (unsigned int)atoi(text) : 400;
	uintptr_t faults = 0;
	pthread_t thread[THREADS];

	blocks = argc > 1 ? (unsigned int)atoi(argv[1]) : 0;
	sem_init(&turns, 0, 0);
	sem_init(&settled, 0, 0);
	if (!CHECK(set_up()) || !CHECK(pipe(daemons) == 0))
		return tap_finish();
	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, work, (void *)i);
	for (uintptr_t i = 0; i < THREADS && !blocks; i++)
		sem_wait(&settled);
	CHECK(fork_often(rounds) == 0);
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	let_threads_go_on();
	for (unsigned int i = 0; i < THREADS; i++) {
		void *result;

		pthread_join(thread[i], &result);
		faults += (uintptr_t)result;
	}
	CHECK(faults == 0);
	CHECK(broken == 0);
	CHECK(wait_for_daemons(rounds));
	tear_down();
	printf("# calls %lu\n", calls);
	return tap_finish();
}
