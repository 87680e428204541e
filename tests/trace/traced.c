/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Threads that allocate and free, to test the recorder; prints "calls N, high water N".
 *
 * usage: traced THREADS ROUNDS [fork|kill|wait|daemon|signal|system|areas]
 */
#include <cohmem/cohmem.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE   4096u
#define PAGES  512u
#define BLOCKS 8

static struct device dev;
static unsigned long calls;
static unsigned int rounds;

/* Each thread has its own sequence of operations, the same in every run. */
static void *work(void *seed)
{
	unsigned long long random = 88172645463325252ull + (unsigned long long)(uintptr_t)seed,
			   count = 0;
	struct {
		void *cpu;
		dma_addr_t dma;
		size_t size;
	} block[BLOCKS] = {0};

	for (unsigned int i = 0; i < rounds + BLOCKS; i++) {
		unsigned int k = i % BLOCKS;

		if (block[k].cpu) {
			dma_free_coherent(&dev, block[k].size, block[k].cpu, block[k].dma);
			count++;
		}
		block[k].cpu = NULL;
		random ^= random << 13, random ^= random >> 7, random ^= random << 17;
		block[k].size = 1 + (size_t)(random % (5 * PAGE));
		if (i < rounds) {
			block[k].cpu =
				dma_alloc_coherent(&dev, block[k].size, &block[k].dma, GFP_KERNEL);
			count++;
		}
	}
	__atomic_fetch_add(&calls, count, __ATOMIC_RELAXED);
	return NULL;
}

static void run(int threads)
{
	pthread_t thread[64];

	for (int i = 0; i < threads; i++)
		pthread_create(&thread[i], NULL, work, (void *)(uintptr_t)i);
	for (int i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
}

static void wait_for_signal(void)
{
	sigset_t set;
	int got = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	kill(getpid(), SIGTERM);
	if (sigwait(&set, &got) == 0 && got == SIGTERM)
		printf("sigwait got it\n");
}

/* Declare a second area and one that is refused, reserve a range, and release the first area. */
static int areas(void)
{
	static struct device other;
	struct cohmem_region *region;
	void *reserved;

	cohmem_device_init(&other, "other");
	if (cohmem_ram_region_create(0x40000000, 8 * PAGE, 0, &region) ||
	    dma_declare_coherent_memory(&other, 0x40000000, 0x7000, 4 * PAGE, DMA_MEMORY_MAP) ||
	    !dma_declare_coherent_memory(&other, 0x40000000 + 4 * PAGE, 0x7000, 4 * PAGE,
					 DMA_MEMORY_MAP))
		return 2;
	reserved = dma_mark_declared_memory_occupied(&other, 0x9000, 100);
	dma_release_declared_memory(&dev);
	return IS_ERR(reserved);
}

/*
 * Becomes a daemon in another directory and does the same work again, on a new device. It waits until its parent has
 * exited, because only then can the recorder know that this is a daemon.
 */
static int be_daemon(void)
{
	const pid_t parent = getpid();
	struct cohmem_region *region;

	if (daemon(0, 1))
		return 2;
	while (getppid() == parent)
		sched_yield();
	if (cohmem_ram_region_create(0x10000000, PAGES * PAGE, 0, &region))
		return 2;
	cohmem_device_init(&dev, "daemon");
	if (dma_declare_coherent_memory(&dev, 0x10000000, 0x10000000, PAGES * PAGE, DMA_MEMORY_MAP))
		return 2;
	calls = 0;
	run(1);
	printf("calls %lu\n", calls);
	return 0;
}

int main(int argc, char **argv)
{
	int threads = argc > 2 ? atoi(argv[1]) : 0;
	struct cohmem_region *region;
	struct cohmem_area_info info;
	struct dma_pool *pool;
	char command[4096];

	cohmem_device_init(&dev, "traced <device>");
	if (threads < 1 || threads > 64 ||
	    cohmem_ram_region_create(0x10000000, PAGES * PAGE, 0, &region) ||
	    dma_declare_coherent_memory(&dev, 0x10000000, 0x10000000, PAGES * PAGE,
					DMA_MEMORY_MAP | DMA_MEMORY_EXCLUSIVE))
		return 2;
	rounds = (unsigned int)atoi(argv[2]);
	if (argc > 3 && !strcmp(argv[3], "areas"))
		return areas();
	pool = dma_pool_create("pool", &dev, 64, 64, 0);
	if (argc > 3 && !strcmp(argv[3], "fork") && fork() == 0) {
		if (chdir("/"))
			exit(2);
		run(1); /* in the child's recording, not in the parent's */
		exit(0);
	}
	wait(NULL);
	run(threads);
	dma_pool_destroy(pool);
	cohmem_area_get_info(&dev, 0, &info);
	printf("calls %lu, high water %u\n", calls, info.runs.high_water);
	fflush(stdout);
	if (argc > 3 && !strcmp(argv[3], "wait"))
		getchar();
	if (argc > 3 && !strcmp(argv[3], "daemon"))
		return be_daemon();
	if (argc > 3 && !strcmp(argv[3], "signal"))
		wait_for_signal();
	if (argc > 3 && !strcmp(argv[3], "system")) {
		snprintf(command, sizeof(command), "%s 1 10 > /dev/null", argv[0]);
		return system(command) != 0;
	}
	if (argc > 3 && !strcmp(argv[3], "kill")) {
		getchar();
		raise(SIGKILL);
	}
	return 0;
}
