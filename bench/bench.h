/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Declarations that the benchmark's files share.
 *
 * A contender is an allocator of blocks of 2^order granules (pages). A workload is a population (the blocks
 * that are allocated when the measurement begins) and a stream of calls. These depend only on the seed:
 * every contender gets the same populations and the same calls.
 */
#ifndef BENCH_H
#define BENCH_H

#include <cohmem/runs.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NO_BLOCK ((uintptr_t)-1)

struct rng {
	uint64_t state;
};

/* splitmix64 (S. Vigna, public domain). */
static inline uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static inline uint32_t rng_below(struct rng *rng, uint32_t bound)
{
	return (uint32_t)((rng_next(rng) >> 32) * bound >> 32);
}

/**
 * struct population - blocks that are allocated
 * @granules:	size of the area
 * @used:	number of granules that are allocated
 * @runs:	the area's state, with blocks placed as cohmem places them
 * @count:	number of blocks
 * @blocks:	each of them, in random order
 */
struct population {
	uint32_t granules;
	uint32_t used;
	struct cohmem_runs *runs;
	size_t count;
	struct block {
		uint32_t start;
		uint32_t order;
	} * blocks;
};

/**
 * struct contender - an allocator
 * @name:	name in the output
 * @max_bits:	log2 of the largest area, in granules, that it is measured with
 * @bounded:	it has its own area, which can be full and is destroyed as a whole
 * @create:	creates an allocator, allocates the population, and fills in a handle for each of its blocks
 * @alloc:	allocates a block; returns its handle, or NO_BLOCK
 * @release:	frees a block
 * @destroy:	release everything
 */
struct contender {
	const char *name;
	unsigned int max_bits;
	bool bounded;
	void *(*create)(const struct population *population, uintptr_t *handles);
	uintptr_t (*alloc)(void *self, unsigned int order);
	void (*release)(void *self, uintptr_t block, unsigned int order);
	void (*destroy)(void *self);
};

/* ours.c, scans.c, mallocs.c. The first is the null allocator, the second cohmem. */
extern const struct contender bench_null, bench_cohmem, bench_kernel, bench_flat;
extern const struct contender bench_jemalloc, bench_mimalloc, bench_rte_malloc;
/* mallocs.c: starts DPDK if it is not running; false if that fails. */
bool bench_rte_ready(void);
/* areas.c: complete calls of dma_alloc_from_coherent() and the release, without and with a cache. */
extern const struct contender bench_area, bench_area_cached;

/**
 * struct workload - a population and a stream of calls
 * @name:	name in the output
 * @orders:	blocks have orders 0 to @orders - 1
 * @geometric:	each order is half as frequent as the one below; if false, all are equally frequent
 * @percent:	share of the area that is in use, approximately
 * @pattern:	kind of population and calls
 */
struct workload {
	const char *name;
	unsigned int orders;
	bool geometric;
	unsigned int percent;
	enum pattern {
		STEADY,    /* @percent of the area is in use */
		PING_PONG, /* nothing is allocated; allocates and frees order 0 */
		LAST_PAGE, /* all pages except the last are allocated; allocates and frees order 0 */
		NO_ROOM,   /* every eighth page is allocated; order 3 fails */
	} pattern;
};

extern const struct workload bench_workloads[];
extern const size_t bench_workload_count;
const struct workload *bench_workload(const char *name);

/* population.c */
struct population *population_create(const struct workload *workload, uint32_t granules,
				     uint64_t seed);
void population_destroy(struct population *population);

/* stream.c: the calls of one thread. */
struct call {
	uint32_t slot; /* where the block's handle is kept */
	uint16_t order;
	bool release;
};

struct stream {
	const struct workload *workload;
	struct rng rng;
	uint32_t used, target; /* granules in the slots */
	uint32_t slots;
	uint32_t empty;       /* number of empty slots */
	uint32_t *empty_slot; /* their numbers */
	uint8_t *orders;      /* order of each slot's block, or EMPTY */
	size_t first_left;    /* the population's blocks from this one on are in no slot */
};

unsigned int workload_draw(const struct workload *workload, struct rng *rng);
/* 0 or -ENOMEM. */
int stream_init(struct stream *stream, const struct workload *workload,
		const struct population *population, uint64_t seed);
void stream_next(struct stream *stream, struct call *calls, size_t count);
void stream_free(struct stream *stream);

/* player.c: one thread's calls to a contender. */
struct player {
	const struct contender *contender;
	void *self;
	struct stream stream;
	uintptr_t *handles; /* of the block in each slot */
	struct call *calls;
	size_t chunk; /* calls between two readings of the clock */
};

#define MAX_CHUNK 32768

/* @handles: of the population's blocks. Returns 0, or -ENOMEM, and then nothing needs to be freed. */
int player_init(struct player *player, const struct workload *workload,
		const struct population *population, const uintptr_t *handles, uint64_t seed);
void player_free(struct player *player);
/* Draws the next @player->chunk calls; makes calls @from to @to - 1 of them. */
void player_draw(struct player *player);
void player_play(struct player *player, size_t from, size_t to);
/* Increases the chunk until the time to read the clock is negligible, and warms up memory. */
void player_warm_up(struct player *player);
double bench_now(void); /* in ns */

/* results.c: all results, found by name. */
struct result {
	const char *contender;
	const char *workload;
	unsigned int bits; /* log2 of granules */
	unsigned int threads;
	double ns;        /* per call: median of all rounds, including the harness */
	double low, high; /* quartiles */
	double p999;      /* of single calls, if measured */
};

#define MAX_RESULTS 512
#define FIRST_BITS  10 /* areas of 2^10, 2^14, ... 2^26 pages */
#define BITS_STEP   4
#define LAST_BITS   26

extern struct result bench_results[MAX_RESULTS];
extern size_t bench_result_count;

const char *size_name(unsigned int bits);
void result_add(const struct result *result);
const struct result *result_find(const char *contender, const char *workload, unsigned int bits,
				 unsigned int threads);
/* Time per call; the same minus that of the null allocator. NaN if it was not measured. */
double result_ns(const char *contender, const char *workload, unsigned int bits,
		 unsigned int threads);
double result_net(const char *contender, const char *workload, unsigned int bits);
double median(double *values, size_t count, double *low, double *high);

/* traces.c: lengths of recordings, as log2 of the number of events. */
#define BENCH_TRACE_LENGTHS 4
extern const unsigned int bench_trace_bits[BENCH_TRACE_LENGTHS];

/* single.c, threads.c, zero.c: the measurements. */
struct bench_options {
	uint64_t seed;
	double seconds;    /* for each workload at each size */
	unsigned int bits; /* the largest area */
	const char *json;
	const char *svg;
};

int bench_single(const struct bench_options *options);
int bench_threads(const struct bench_options *options);
int bench_zero(const struct bench_options *options);
int bench_traces(const struct bench_options *options);
int bench_pools(const struct bench_options *options);
/* table.c, thresholds.c: print the results. */
void bench_print(void);
void bench_print_bars(void);
/* pools.c: prints the results of pools. Sizes are in bytes. */
void bench_print_pools(void);
extern const struct bench_pool_size {
	const char *name; /* name of the workload */
	size_t size;
} bench_pool_sizes[];
#define BENCH_POOL_SIZES 5
/* json.c, svg.c: 0 or -errno. */
int bench_write_json(const struct bench_options *options);
int bench_write_svg(const char *path);

#endif
