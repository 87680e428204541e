/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The null allocator, whose time is that of the harness, and cohmem's runs, under the port's lock. */
#include <cohmem/port.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static uintptr_t null_alloc(void *self, unsigned int order)
{
	(void)self, (void)order;
	return 0;
}

static void null_release(void *self, uintptr_t block, unsigned int order)
{
	(void)self, (void)block, (void)order;
}

static void *null_create(const struct population *population, uintptr_t *handles)
{
	for (size_t i = 0; i < population->count; i++)
		handles[i] = 0;
	return malloc(1);
}

const struct contender bench_null = {"null", 26, true, null_create, null_alloc, null_release, free};

struct ours {
	struct cohmem_lock lock __attribute__((aligned(64)));
	struct cohmem_runs *runs;
	size_t bytes;
};

static void ours_destroy(void *self)
{
	struct ours *ours = self;

	cohmem_port->free(ours->runs, ours->bytes);
	free(ours);
}

static void *ours_create(const struct population *population, uintptr_t *handles)
{
	size_t bytes = cohmem_runs_bytes(population->granules);
	struct ours *ours = aligned_alloc(64, sizeof(*ours));

	if (!ours)
		return NULL;
	*ours = (struct ours){.runs = cohmem_port->alloc(bytes), .bytes = bytes};
	if (!ours->runs) {
		free(ours);
		return NULL;
	}
	memcpy(ours->runs, population->runs, bytes);
	for (size_t i = 0; i < population->count; i++)
		handles[i] = population->blocks[i].start;
	return ours;
}

static uintptr_t ours_alloc(void *self, unsigned int order)
{
	struct ours *ours = self;
	unsigned long flags = cohmem_port->lock(&ours->lock);
	struct cohmem_run run;
	int err = cohmem_runs_alloc(ours->runs, 1u << order, COHMEM_RUNS_MAX_GRANULES, &run);

	cohmem_port->unlock(&ours->lock, flags);
	return err ? NO_BLOCK : run.start;
}

static void ours_release(void *self, uintptr_t block, unsigned int order)
{
	struct ours *ours = self;
	unsigned long flags = cohmem_port->lock(&ours->lock);

	if (cohmem_runs_release(ours->runs, (uint32_t)block, order))
		abort();
	cohmem_port->unlock(&ours->lock, flags);
}

const struct contender bench_cohmem = {"cohmem",   26,           true,        ours_create,
				       ours_alloc, ours_release, ours_destroy};
