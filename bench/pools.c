/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * dma_pool against others: one thread allocates and frees blocks at random, with about half of POOL_BLOCKS
 * allocated. All contenders get the same calls, in turns; the null contender allocates nothing.
 */
#include "pools.h"

#include <cohmem/cohmem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define CALLS  16384 /* between two readings of the clock */
#define ROUNDS 201

static struct device dev;

static void *pool_create(size_t size)
{
	if (!dev.dma_ops) {
		cohmem_device_init(&dev, NULL);
		if (cohmem_ram_attach(&dev, 1ull << 20, 16 << 20))
			return NULL;
	}
	return dma_pool_create("bench", &dev, size, 0, 0);
}

static void *pool_create_magazines(size_t size)
{
	struct dma_pool *pool = pool_create(size);

	return pool && cohmem_pool_use_magazines(pool) == 0 ? pool : NULL;
}

static void *pool_take(void *self, unsigned long long *dma)
{
	return dma_pool_alloc(self, GFP_KERNEL, dma);
}

static void pool_give(void *self, void *block, unsigned long long dma)
{
	dma_pool_free(self, block, dma);
}

static void pool_destroy(void *self)
{
	dma_pool_destroy(self);
}

static void *null_create(size_t size)
{
	(void)size;
	return &dev;
}

static void *null_take(void *self, unsigned long long *dma)
{
	*dma = 0;
	return self;
}

static void null_give(void *self, void *block, unsigned long long dma)
{
	(void)self, (void)block, (void)dma;
}

static void null_destroy(void *self)
{
	(void)self;
}

static const struct pool_contender null_pool = {"null", null_create, null_take, null_give,
						null_destroy};
static const struct pool_contender dma_pool = {"dma_pool", pool_create, pool_take, pool_give,
					       pool_destroy};
static const struct pool_contender dma_pool_magazines = {
	"dma_pool, magazines", pool_create_magazines, pool_take, pool_give, pool_destroy};

static const struct pool_contender *const contenders[] = {
	&null_pool,       &dma_pool, &bench_mempool, &dma_pool_magazines, &bench_mempool_cached,
	&bench_je_blocks,
};
#define CONTENDERS (sizeof(contenders) / sizeof(contenders[0]))

/* A contender, its blocks, and its times. */
struct table {
	const struct pool_contender *contender;
	void *self;
	void *block[POOL_BLOCKS];
	unsigned long long dma[POOL_BLOCKS];
	double ns[ROUNDS];
};

static void play(struct table *t, const uint16_t *slots)
{
	for (size_t i = 0; i < CALLS; i++) {
		uint16_t slot = slots[i];

		if (t->block[slot]) {
			t->contender->give(t->self, t->block[slot], t->dma[slot]);
			t->block[slot] = NULL;
		} else {
			t->block[slot] = t->contender->take(t->self, &t->dma[slot]);
		}
	}
}

static void report(struct table *t, const char *name)
{
	struct result result = {.contender = t->contender->name, .workload = name, .threads = 1};

	result.ns = median(t->ns, ROUNDS, &result.low, &result.high);
	result_add(&result);
}

static int measure(struct table *tables, const char *name, struct rng *rng)
{
	static uint16_t slots[CALLS];

	/* The negative rounds are for warming up. After them, half of the blocks are allocated. */
	for (int round = -8; round < ROUNDS; round++) {
		for (size_t i = 0; i < CALLS; i++)
			slots[i] = (uint16_t)rng_below(rng, POOL_BLOCKS);
		for (size_t c = 0; c < CONTENDERS; c++) {
			double start = bench_now();

			play(&tables[c], slots);
			if (round >= 0)
				tables[c].ns[round] = (bench_now() - start) / CALLS;
		}
	}
	for (size_t c = 0; c < CONTENDERS; c++)
		report(&tables[c], name);
	return 0;
}

static int begin(struct table *tables, size_t size)
{
	for (size_t c = 0; c < CONTENDERS; c++) {
		memset(&tables[c], 0, sizeof(tables[c]));
		tables[c].contender = contenders[c];
		tables[c].self = contenders[c]->create(size);
		if (!tables[c].self)
			return -ENOMEM;
	}
	return 0;
}

static void end(struct table *tables)
{
	for (size_t c = 0; c < CONTENDERS; c++) {
		struct table *t = &tables[c];

		for (size_t i = 0; t->self && i < POOL_BLOCKS; i++) {
			if (t->block[i])
				t->contender->give(t->self, t->block[i], t->dma[i]);
		}
		if (t->self)
			t->contender->destroy(t->self);
	}
}

int bench_pools(const struct bench_options *options)
{
	struct table *tables = calloc(CONTENDERS, sizeof(*tables));
	struct rng rng = {options->seed};
	int err = tables ? 0 : -ENOMEM;

	for (size_t s = 0; !err && s < BENCH_POOL_SIZES; s++) {
		err = begin(tables, bench_pool_sizes[s].size);
		if (!err)
			err = measure(tables, bench_pool_sizes[s].name, &rng);
		end(tables);
	}
	free(tables);
	return err;
}

const struct bench_pool_size bench_pool_sizes[BENCH_POOL_SIZES] = {
	{"pool, 16 bytes", 16},     {"pool, 64 bytes", 64},     {"pool, 256 bytes", 256},
	{"pool, 1024 bytes", 1024}, {"pool, 4096 bytes", 4096},
};

void bench_print_pools(void)
{
	printf("\n%-22s", "blocks of");
	for (size_t s = 0; s < BENCH_POOL_SIZES; s++)
		printf("%9zu B", bench_pool_sizes[s].size);
	printf("   ns per call\n");
	for (size_t c = 0; c < CONTENDERS; c++) {
		printf("  %-20s", contenders[c]->name);
		for (size_t s = 0; s < BENCH_POOL_SIZES; s++)
			printf("%11.1f",
			       result_ns(contenders[c]->name, bench_pool_sizes[s].name, 0, 1));
		printf("\n");
	}
}
