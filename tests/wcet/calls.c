/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Prints how many instructions fixed sequences of calls take. Built with and without support for
 * debugging and fault injection, it shows what these cost while they are off. "calls OTHER" also runs
 * the program OTHER and checks, as TAP, that this one takes at most 2 % more instructions than OTHER.
 */
#include <cohmem/cohmem.h>
#include <cohmem/port.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE   4096u
#define BLOCKS 16
#define ROUNDS 4

static struct device dev;
static struct dma_pool *pool;

static void blocks(void)
{
	dma_addr_t dma[BLOCKS];
	void *cpu[BLOCKS];

	for (unsigned int i = 0; i < BLOCKS; i++)
		cpu[i] = dma_alloc_coherent(&dev, (i % 4 + 1) * PAGE, &dma[i], GFP_KERNEL);
	for (unsigned int i = 0; i < BLOCKS; i++)
		dma_free_coherent(&dev, (i % 4 + 1) * PAGE, cpu[i], dma[i]);
}

static void pool_blocks(void)
{
	dma_addr_t dma[BLOCKS];
	void *cpu[BLOCKS];

	for (unsigned int i = 0; i < BLOCKS; i++)
		cpu[i] = dma_pool_alloc(pool, GFP_KERNEL, &dma[i]);
	for (unsigned int i = 0; i < BLOCKS; i++)
		dma_pool_free(pool, cpu[i], dma[i]);
}

static void no_zero(void *addr, size_t bytes)
{
	(void)addr, (void)bytes;
}

/* Memory is not zeroed, because that would outweigh the rest. */
static void set_up(void)
{
	static struct cohmem_port port;
	struct cohmem_region *region;

	port = *cohmem_port;
	port.zero = no_zero;
	cohmem_port = &port;
	cohmem_device_init(&dev, NULL);
	if (cohmem_ram_region_create(PAGE, 1024 * PAGE, 0, &region) ||
	    dma_declare_coherent_memory(&dev, PAGE, PAGE, 1024 * PAGE, DMA_MEMORY_EXCLUSIVE))
		exit(2);
	pool = dma_pool_create("p", &dev, 64, 0, 0);
	blocks();
	pool_blocks();
}

static void child(void (*what)(void))
{
	set_up();
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGTRAP);
	for (int i = 0; i < ROUNDS; i++)
		what();
	raise(SIGTRAP);
	_exit(0);
}

/* Count the child's instructions from its first trap to the second. */
static unsigned long count(void (*what)(void))
{
	unsigned long steps = 0;
	int status;
	pid_t pid = fork();

	if (pid == 0)
		child(what);
	waitpid(pid, &status, 0);
	/* The SIGTRAP of raise() has si_code SI_TKILL; that of a single step does not. */
	for (bool done = false; !done; steps++) {
		siginfo_t info;

		ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL);
		if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
			exit(2);
		done = ptrace(PTRACE_GETSIGINFO, pid, NULL, &info) == 0 && info.si_code == SI_TKILL;
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return steps;
}

static void compare(const char *what, unsigned long here, unsigned long there, int number)
{
	printf("%s %d - %s: %lu instructions, %lu without: %.2f %% more (<= 2 %%)\n",
	       here * 100 <= there * 102 ? "ok" : "not ok", number, what, here, there,
	       ((double)here / (double)there - 1) * 100);
}

int main(int argc, char **argv)
{
	unsigned long of_blocks = count(blocks), of_pool = count(pool_blocks), blocks_there,
		      pool_there;
	FILE *other;

	if (argc < 2) {
		printf("%lu %lu\n", of_blocks, of_pool);
		return 0;
	}
	other = popen(argv[1], "r");
	if (!other || fscanf(other, "%lu %lu", &blocks_there, &pool_there) != 2 || pclose(other))
		return 2;
	compare("dma_alloc_coherent and dma_free_coherent", of_blocks, blocks_there, 1);
	compare("dma_pool_alloc and dma_pool_free", of_pool, pool_there, 2);
	printf("1..2\n");
	return 0;
}
