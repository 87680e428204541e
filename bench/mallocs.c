/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * General-purpose allocators from Debian packages. They allocate 2^order pages without any alignment, which
 * is less than the others do. They write to the memory that they manage or need it mapped, so the largest
 * area here is 1 GiB.
 */
#include <jemalloc/jemalloc.h>
#include <mimalloc.h>
#include <rte_eal.h>
#include <rte_malloc.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define MAX_BITS 18
#define PAGE     4096ul

static void *create(const struct population *population, uintptr_t *handles,
		    const struct contender *contender)
{
	void *self = malloc(1);
	size_t i = 0;

	for (; self && i < population->count; i++) {
		handles[i] = contender->alloc(self, population->blocks[i].order);
		if (handles[i] == NO_BLOCK)
			goto release;
	}
	return self;

release:
	while (i--)
		contender->release(self, handles[i], population->blocks[i].order);
	free(self);
	return NULL;
}

static uintptr_t handle(void *block)
{
	return block ? (uintptr_t)block : NO_BLOCK;
}

static uintptr_t je_alloc(void *self, unsigned int order)
{
	(void)self;
	return handle(mallocx(PAGE << order, 0));
}

static void je_release(void *self, uintptr_t block, unsigned int order)
{
	(void)self;
	sdallocx((void *)block, PAGE << order, 0);
}

static void *je_create(const struct population *population, uintptr_t *handles)
{
	return create(population, handles, &bench_jemalloc);
}

static uintptr_t mi_alloc(void *self, unsigned int order)
{
	(void)self;
	return handle(mi_malloc(PAGE << order));
}

static void mi_release(void *self, uintptr_t block, unsigned int order)
{
	(void)self;
	mi_free_size((void *)block, PAGE << order);
}

static void *mi_create(const struct population *population, uintptr_t *handles)
{
	return create(population, handles, &bench_mimalloc);
}

static uintptr_t rte_alloc(void *self, unsigned int order)
{
	(void)self;
	return handle(rte_malloc(NULL, PAGE << order, 0));
}

static void rte_release(void *self, uintptr_t block, unsigned int order)
{
	(void)self, (void)order;
	rte_free((void *)block);
}

static bool rte_begin(void)
{
	char lcores[32];
	const char *const args[] = {
		"bench", "--no-huge", "--no-pci", "--no-shconf",       "--no-telemetry",
		lcores,  "-m",        "1536",     "--log-level=error",
	};
	char *copy[sizeof(args) / sizeof(args[0])];
	int count = sizeof(args) / sizeof(args[0]);

	/* DPDK binds this thread to a CPU, which must be one that the thread may use. */
	snprintf(lcores, sizeof(lcores), "--lcores=0@%d", sched_getcpu());
	/* DPDK keeps and changes its arguments. */
	for (int i = 0; i < count; i++) {
		copy[i] = strdup(args[i]);
		if (!copy[i])
			return false;
	}
	return rte_eal_init(count, copy) >= 0;
}

bool bench_rte_ready(void)
{
	static bool ready;

	ready = ready || rte_begin();
	return ready;
}

static void *rte_create(const struct population *population, uintptr_t *handles)
{
	return bench_rte_ready() ? create(population, handles, &bench_rte_malloc) : NULL;
}

const struct contender bench_jemalloc = {"jemalloc", MAX_BITS,   false, je_create,
					 je_alloc,   je_release, free};
const struct contender bench_mimalloc = {"mimalloc", MAX_BITS,   false, mi_create,
					 mi_alloc,   mi_release, free};
const struct contender bench_rte_malloc = {"rte_malloc", MAX_BITS,    false, rte_create,
					   rte_alloc,    rte_release, free};
