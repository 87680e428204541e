/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "forks.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int daemons[2];
static unsigned long calls;

/* A child prints no TAP: a failed check ends it with status 1, which the parent counts. */
#define REQUIRE(...)                                                                             \
	do {                                                                                     \
		if (!(__VA_ARGS__)) {                                                            \
			fprintf(stderr, "child: %s:%d: %s\n", __func__, __LINE__, #__VA_ARGS__); \
			_exit(1);                                                                \
		}                                                                                \
	} while (0)

/* Print how many calls the recording must contain, in one write() because other processes print as well. */
static void say_calls(void)
{
	char text[64];
	int length = snprintf(text, sizeof(text), "# child %d calls %lu\n", (int)getpid(), calls);

	REQUIRE(write(STDOUT_FILENO, text, (size_t)length) == length);
}

static void refused(void)
{
	dma_addr_t dma = 7;
	void *cpu = &dma;

	for (unsigned int i = 0; i < DEVICES; i++) {
		REQUIRE(!dma_alloc_coherent(&parents[i], 64, &dma, GFP_KERNEL));
		calls++;
		REQUIRE(dma_alloc_from_coherent(&parents[i], 64, &dma, &cpu) == 1 && !cpu);
		REQUIRE(dma == 7);
		dma_free_coherent(&parents[i], parents_block[i].size, parents_block[i].cpu,
				  parents_block[i].dma);
		REQUIRE(dma_release_from_coherent(&parents[i], 0, parents_block[i].cpu) == 1);
	}
	REQUIRE(!dma_pool_alloc(parents_pool, GFP_KERNEL, &dma));
	dma_pool_free(parents_pool, parents_block[2].cpu, parents_block[2].dma);
	REQUIRE(!dma_pool_create("more", &parents[0], 64, 64, 0));
}

/* Inspect the parent's devices and tear them down: calls fail, or do nothing. */
static void takes_down(void)
{
	struct cohmem_pool_info pool_info;
	struct cohmem_area_info info;
	struct vm_area_struct vma = {.vm_start = 4096, .vm_end = 8192};
	char text[4096];

	for (unsigned int i = 0; i < DEVICES; i++) {
		REQUIRE(cohmem_area_get_info(&parents[i], 0, &info) == -EPERM);
		REQUIRE(!cohmem_device_validate(&parents[i]));
		REQUIRE(dma_mmap_coherent(&parents[i], &vma, parents_block[i].cpu,
					  parents_block[i].dma, 4096) == -EPERM);
		REQUIRE(IS_ERR(dma_mark_declared_memory_occupied(&parents[i], 0x1000, 64)));
		REQUIRE(dma_declare_coherent_memory(&parents[i], PHYS, 0x1000, 4096, 0) == -EPERM);
		REQUIRE(cohmem_stats_json(&parents[i], "child", text, sizeof(text)) == -EPERM);
		REQUIRE(cohmem_snapshot(&parents[i], "child", "/dev/null") == -EPERM);
		dma_release_declared_memory(&parents[i]);
		cohmem_device_release(&parents[i]);
	}
	REQUIRE(cohmem_pool_get_info(parents_pool, &pool_info) == -EPERM);
	REQUIRE(cohmem_pool_use_magazines(parents_pool) == -EPERM);
	dma_pool_destroy(parents_pool);
	REQUIRE(cohmem_detach(&parents[2]) < 0);
	for (unsigned int i = 0; i < 2; i++)
		REQUIRE(cohmem_region_destroy(parents_region[i]) == -ENOENT);
}

/* The parent's blocks are not mapped in the child: a system call that writes to them returns EFAULT. */
static void sees_no_memory(void)
{
	int null = open("/dev/zero", O_RDWR);

	REQUIRE(null >= 0);
	for (unsigned int i = 0; i < DEVICES; i++)
		REQUIRE(read(null, parents_block[i].cpu, 1) == -1 && errno == EFAULT);
	close(null);
}

static void use_own(struct device *dev, struct dma_pool *pool)
{
	dma_addr_t dma, cell_dma;
	char *cpu, *cell;

	for (unsigned int i = 0; i < 20; i++) {
		cpu = dma_alloc_coherent(dev, 3000, &dma, GFP_KERNEL);
		cell = dma_pool_alloc(pool, GFP_KERNEL, &cell_dma);
		REQUIRE(cpu && cell && cpu[0] == 0 && cpu[2999] == 0);
		memset(cpu, 0x5a, 3000);
		dma_pool_free(pool, cell, cell_dma);
		dma_free_coherent(dev, 3000, cpu, dma);
	}
	__atomic_fetch_add(&calls, 40, __ATOMIC_RELAXED);
}

/* ThreadSanitizer (gcc 12) does not support threads in the child of a multithreaded process. */
#ifdef __SANITIZE_THREAD__
static const unsigned int own_threads = 0;
#else
static const unsigned int own_threads = 2;
#endif

struct own {
	struct device dev;
	struct dma_pool *pool;
};

static void *use_in_thread(void *own)
{
	use_own(&((struct own *)own)->dev, ((struct own *)own)->pool);
	return NULL;
}

/* Use new devices, at the same addresses as the parent's. */
static void has_own(void)
{
	struct cohmem_region *region;
	struct cohmem_pool_info info;
	static struct own own;
	pthread_t thread[2];

	cohmem_device_init(&own.dev, "own");
	REQUIRE(cohmem_ram_region_create(PHYS, AREA_SIZE, 0, &region) == 0);
	REQUIRE(dma_declare_coherent_memory(&own.dev, PHYS, 0x1000, AREA_SIZE,
					    DMA_MEMORY_EXCLUSIVE | COHMEM_AREA_PER_THREAD) == 0);
	own.pool = dma_pool_create("own", &own.dev, 64, 64, 0);
	REQUIRE(own.pool && cohmem_pool_use_magazines(own.pool) == 0);
	use_own(&own.dev, own.pool);
	for (unsigned int i = 0; i < own_threads; i++)
		REQUIRE(pthread_create(&thread[i], NULL, use_in_thread, &own) == 0);
	for (unsigned int i = 0; i < own_threads; i++)
		pthread_join(thread[i], NULL);
	REQUIRE(!cohmem_device_validate(&own.dev));
	cohmem_pool_get_info(own.pool, &info);
	calls += 2 * info.pages;
	dma_pool_destroy(own.pool);
	dma_release_declared_memory(&own.dev);
	REQUIRE(cohmem_region_destroy(region) == 0);
	REQUIRE(cohmem_debug_leaks(NULL) == 0);
}

/* Initialize one of the parent's devices again, and use it. */
static void begins_anew(void)
{
	dma_addr_t dma;
	char *cpu;

	cohmem_device_init(&parents[0], "area");
	REQUIRE(cohmem_ram_attach(&parents[0], 0x1000, AREA_SIZE) == 0);
	cpu = dma_alloc_coherent(&parents[0], 64, &dma, GFP_KERNEL);
	REQUIRE(cpu && dma == 0x1000);
	dma_free_coherent(&parents[0], 64, cpu, dma);
	calls += 2;
	REQUIRE(cohmem_detach(&parents[0]) == 0);
}

static void becomes_daemon(void)
{
	REQUIRE(daemon(1, 1) == 0);
	refused();
	has_own();
	say_calls();
	REQUIRE(write(daemons[1], "d", 1) == 1);
}

static void forks_again(void)
{
	pid_t child = fork();
	int status;

	REQUIRE(child >= 0);
	if (child == 0) {
		refused();
		has_own();
		say_calls();
		exit(0);
	}
	refused();
	REQUIRE(waitpid(child, &status, 0) == child && status == 0);
}

_Noreturn void be_child(unsigned int round)
{
	switch (round % 8) {
	case 0:
		refused();
		say_calls();
		exit(0);
	case 1:
		refused();
		_exit(0);
	case 2:
		execlp("true", "true", (char *)NULL);
		_exit(1);
	case 3:
		has_own();
		say_calls();
		exit(0);
	case 4:
		becomes_daemon();
		exit(0);
	case 5:
		forks_again();
		say_calls();
		exit(0);
	case 6:
		sees_no_memory();
		takes_down();
		refused();
		begins_anew();
		say_calls();
		exit(0);
	default:
		exit(0);
	}
}

bool wait_for_daemons(unsigned int rounds)
{
	unsigned int good = 0;
	char byte;

	/* Read up to the end of the pipe: until it has exited, a daemon may still be recording. */
	close(daemons[1]);
	while (read(daemons[0], &byte, 1) == 1)
		good++;
	return good == (rounds + 3) / 8;
}
