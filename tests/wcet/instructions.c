/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The maximum number of instructions per call: a parent single-steps its child from a trap before the
 * call until the child signals that the call has returned. States are the worst known ones: empty
 * (every summary changes by one order, the longest examination of a word), full except for one run
 * (every summary empties and fills again), a buddy that merges, and random ones; with memory that is
 * known to be zero and with memory that is not. Prints TAP.
 */
#define _GNU_SOURCE
#include <cohmem/runs.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define SMALL_ORDERS 6
#define SMALL_BAR    600
#define FAIL_BAR     100
#define LARGE_BAR(k) (800 + (1ul << (k)) / 16)
#define ORDERS       21 /* larger orders would take too long to single-step */

/* Shared by parent and child. */
struct counter {
	volatile int counting;
	volatile unsigned long steps;
	unsigned long alloc[ORDERS], release[ORDERS], fail;
};

typedef int alloc_fn(struct cohmem_runs *, uint32_t, uint32_t, struct cohmem_run *);
typedef int release_fn(struct cohmem_runs *, uint32_t, unsigned int);

static struct counter *counter;
static struct cohmem_runs *runs;
static uint32_t granules;
static bool zero;

static int no_alloc(struct cohmem_runs *r, uint32_t count, uint32_t limit, struct cohmem_run *run)
{
	(void)r, (void)count, (void)limit, (void)run;
	return 0;
}

static int no_release(struct cohmem_runs *r, uint32_t start, unsigned int order)
{
	(void)r, (void)start, (void)order;
	return 0;
}

static void begin(void)
{
	counter->counting = 1;
	raise(SIGTRAP);
}

static unsigned long end(void)
{
	counter->counting = 0;
	return counter->steps;
}

static unsigned long step_alloc(alloc_fn *volatile fn, uint32_t count, struct cohmem_run *run,
				int *err)
{
	begin();
	*err = fn(runs, count, COHMEM_RUNS_MAX_GRANULES, run);
	return end();
}

static unsigned long step_release(release_fn *volatile fn, uint32_t start, unsigned int order)
{
	begin();
	fn(runs, start, order);
	return end();
}

static void most(unsigned long *of, unsigned long steps)
{
	if (*of < steps)
		*of = steps;
}

/* The steps of an empty function are subtracted from those of each call. */
static bool count_alloc(unsigned int order, uint32_t *start)
{
	static unsigned long nothing;
	struct cohmem_run run = {0};
	unsigned long steps;
	int err;

	if (!nothing)
		nothing = step_alloc(no_alloc, 1, &run, &err);
	steps = step_alloc(cohmem_runs_alloc, 1u << order, &run, &err) - nothing;
	most(err ? &counter->fail : &counter->alloc[order], steps);
	*start = run.start;
	return !err;
}

static void count_release(unsigned int order, uint32_t start)
{
	static unsigned long nothing;

	if (!nothing)
		nothing = step_release(no_release, start, order);
	most(&counter->release[order], step_release(cohmem_runs_release, start, order) - nothing);
}

static void reset(void)
{
	cohmem_runs_init(runs, cohmem_runs_bytes(granules), granules, zero);
}

static void empty_area(unsigned int order)
{
	uint32_t start;

	reset();
	/* The longest search for dirty memory: only the first granule is not known to be zero. */
	if (zero && order > 0 && cohmem_runs_take(runs, 0, 1) == 0)
		cohmem_runs_release(runs, 0, 0);
	if (count_alloc(order, &start))
		count_release(order, start);
}

/* The only free run lies at the area's far end, so every summary empties and fills again. */
static void last_run(unsigned int order)
{
	uint32_t last = ((granules >> order) - 1) << order, start;

	reset();
	if (last)
		cohmem_runs_take(runs, 0, last);
	if (granules > last + (1u << order))
		cohmem_runs_take(runs, last + (1u << order), granules - last - (1u << order));
	for (int twice = 0; twice < 2; twice++) {
		count_alloc(order, &start);
		count_release(order, start);
	}
	count_alloc(order, &start);
	count_alloc(order, &start); /* full: fails */
}

/* Only a block and its buddy are in use; releasing the second merges runs up to the largest. */
static void buddy(unsigned int order)
{
	uint32_t start, other;

	reset();
	if (granules < 2u << order || !count_alloc(order, &start))
		return;
	count_alloc(order, &other);
	count_release(order, start);
	count_release(order, other);
}

static void random_walk(void)
{
	static struct {
		uint32_t start;
		unsigned int order;
	} held[512];
	unsigned long long x = 88172645463325252ULL;

	reset();
	memset(held, 0xff, sizeof(held));
	for (int i = 0; i < 200; i++) {
		unsigned int h;

		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		h = (unsigned int)(x % 512);
		if (held[h].order < SMALL_ORDERS) {
			count_release(held[h].order, held[h].start);
			held[h].order = ~0u;
			continue;
		}
		held[h].order = (unsigned int)(x >> 32) % SMALL_ORDERS;
		if (!count_alloc(held[h].order, &held[h].start))
			held[h].order = ~0u;
	}
}

static void child(void)
{
	unsigned int orders = cohmem_runs_order(granules + 1);

	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	runs = malloc(cohmem_runs_bytes(granules));
	for (int i = 0; i < 2; i++) {
		zero = i;
		for (unsigned int order = 0; order < orders && order < ORDERS; order++) {
			/* Single-stepping is slow: of the orders above 13, only the largest is tried, and once. */
			if (order > 13 && (order < ORDERS - 1 || !zero))
				continue;
			empty_area(order);
			if (order > 13)
				continue;
			last_run(order);
			buddy(order);
		}
		random_walk();
	}
	free(runs);
	_exit(0);
}

/* Steps the child through each counted stretch; returns its status. */
static int parent(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		bool step = counter->counting && WSTOPSIG(status) == SIGTRAP;

		counter->steps = 0;
		while (step) {
			if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) ||
			    waitpid(pid, &status, 0) != pid)
				return -1;
			counter->steps++;
			step = counter->counting && WIFSTOPPED(status);
		}
		ptrace(PTRACE_CONT, pid, NULL, NULL);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static unsigned int number, failed;

static void check(const char *what, unsigned long got, unsigned long bar)
{
	bool good = got > 0 && got <= bar;

	printf("%sok %u - %u granules: %s: %lu instructions, at most %lu\n", good ? "" : "not ",
	       ++number, granules, what, got, bar);
	failed += !good;
}

static void check_results(void)
{
	unsigned long small[2] = {0, 0};
	char what[32];

	for (unsigned int k = 0; k < SMALL_ORDERS; k++) {
		most(&small[0], counter->alloc[k]);
		most(&small[1], counter->release[k]);
	}
	check("allocation, orders 0 to 5", small[0], SMALL_BAR);
	check("release, orders 0 to 5", small[1], SMALL_BAR);
	check("failing allocation", counter->fail, FAIL_BAR);
	for (unsigned int k = SMALL_ORDERS; k < ORDERS; k++) {
		if (!counter->alloc[k])
			continue;
		snprintf(what, sizeof(what), "allocation, order %u", k);
		check(what, counter->alloc[k], LARGE_BAR(k));
		snprintf(what, sizeof(what), "release, order %u", k);
		check(what, counter->release[k], LARGE_BAR(k));
	}
}

static void check_size(uint32_t n)
{
	pid_t pid;

	granules = n;
	memset(counter, 0, sizeof(*counter));
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		child();
	if (pid < 0 || parent(pid)) {
		printf("not ok %u - the stepped process failed\n", ++number);
		failed++;
		return;
	}
	check_results();
}

int main(void)
{
	static const uint32_t sizes[] = {64,       1u << 10, (1u << 12) + 5,
					 1u << 18, 1u << 22, 1u << 26};
	cpu_set_t one;

	/* On a single CPU, two processes take turns ten times as fast. */
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	counter = mmap(NULL, sizeof(*counter), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	if (counter == MAP_FAILED)
		return 1;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		check_size(sizes[i]);
	printf("1..%u\n", number);
	return failed != 0;
}
