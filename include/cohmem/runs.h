/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: runs - which granules of an area are free
 *
 * This allocator manages every area and every chunk of generic memory. It only handles numbers: an
 * area consists of granules 0..n-1, and a block is a run of them. The size of a granule (64 bytes
 * of SRAM, a page, 2 MiB) and its address are up to the caller.
 *
 * The state is one flat block of memory that the caller owns. It may be static in firmware, shared
 * between processes, or written to a file and examined later. It contains no pointer, so it may be
 * copied and mapped anywhere (8-byte aligned). Do not place it in memory that a device can write.
 *
 * Placement is exact: a request for @count granules gets the LOWEST free run of 2^order granules
 * that starts at a multiple of 2^order, where order = ceil(log2(count)). That is what Linux's
 * bitmap_find_free_region() does (lib/bitmap.c, 3.17 to 6.12). The block keeps only the first
 * @count granules of that run, so callers that want Linux's rounding ask for a power of two.
 *
 * Unless noted, state and run pointers must not be NULL.
 *
 * The functions take no lock: only one thread at a time may use a state. Only
 * cohmem_runs_validate() and cohmem_runs_get_info() take time that grows with the number of blocks.
 *
 * To allocate and free three granules of an area of 1024::
 *
 *	static uint64_t state[COHMEM_RUNS_BYTES(1024) / 8];
 *	struct cohmem_runs *runs = (struct cohmem_runs *)state;
 *	int err = cohmem_runs_init(runs, sizeof(state), 1024, true);
 *
 *	if (!err)
 *		err = cohmem_runs_alloc(runs, 3, COHMEM_RUNS_MAX_GRANULES, &run);
 *	if (!err)
 *		err = cohmem_runs_release(runs, run.start, cohmem_runs_order(run.count));
 */
#ifndef COHMEM_RUNS_H
#define COHMEM_RUNS_H

#include <cohmem/err.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHMEM_RUNS_MAX_GRANULES (1u << 26)
#define COHMEM_RUNS_MAX_ORDER    26

/*
 * The size of the state in bytes for a constant number of granules, for static arrays of uint64_t:
 * three bits per granule, and a twentieth of that for the summaries above them.
 */
#define COHMEM_RUNS_BYTES(granules)                                                           \
	(COHMEM_RUNS_HEAD_BYTES +                                                             \
	 8 * (COHMEM_RUNS_MAPS_(granules) + 8 * COHMEM_RUNS_ABOVE_(granules, 12) +            \
	      16 * COHMEM_RUNS_ABOVE_(granules, 18) + 32 * COHMEM_RUNS_ABOVE_(granules, 24) + \
	      64 * COHMEM_RUNS_ABOVE_(granules, 30)))
#define COHMEM_RUNS_HEAD_BYTES (size_t)64

/*
 * Parts of COHMEM_RUNS_BYTES(). A node covers 2^shift granules. A level of nodes exists only if the
 * level below it has more than one node.
 */
#define COHMEM_RUNS_NODES_(n, shift) (((size_t)(n) + ((size_t)1 << (shift)) - 1) >> (shift))
#define COHMEM_RUNS_ABOVE_(n, shift) \
	((size_t)(n) > (size_t)1 << ((shift)-6) ? COHMEM_RUNS_NODES_(n, shift) : 0)
#define COHMEM_RUNS_MAPS_(n) \
	((size_t)(n) > 64 ? (3 * COHMEM_RUNS_NODES_(n, 6) + 7) / 8 * 8 : (size_t)3)

struct cohmem_runs; /* the state: opaque, COHMEM_RUNS_BYTES() long */

/**
 * struct cohmem_run - consecutive granules
 * @start:	the first granule
 * @count:	number of granules
 * @dirty_from:	first granule that is not known to be zero
 * @dirty_to:	granule after the last one that is not known to be zero. Equal to @dirty_from if all
 *		granules are known to be zero.
 * @used:	true: an allocated block. false: free.
 */
struct cohmem_run {
	uint32_t start;
	uint32_t count;
	uint32_t dirty_from;
	uint32_t dirty_to;
	bool used;
};

/**
 * struct cohmem_runs_info - usage of an area
 * @granules:	number of granules in the area
 * @used:	number of granules in blocks
 * @blocks:	number of allocated blocks
 * @high_water:	largest value that @used has had
 * @largest_free: length of the longest free run in granules, aligned or not
 */
struct cohmem_runs_info {
	uint32_t granules;
	uint32_t used;
	uint32_t blocks;
	uint32_t high_water;
	uint32_t largest_free;
};

/**
 * cohmem_runs_order() - get the order of a request for @count granules
 * @count:	in granules
 *
 * Return: the smallest order with 2^order >= @count, which is 0 for 0 and 1.
 * Context: Any context.
 * Source: get_order(), include/asm-generic/getorder.h.
 */
unsigned int cohmem_runs_order(uint32_t count);

/**
 * cohmem_runs_bytes() - get the size of the state for an area of @granules
 * @granules:	1 to COHMEM_RUNS_MAX_GRANULES
 *
 * Return: the size in bytes, or 0 if @granules is out of range.
 * Context: Any context.
 */
size_t cohmem_runs_bytes(uint32_t granules);

/**
 * cohmem_runs_init() - initialise a state with every granule free
 * @runs:	the caller's memory, 8-byte aligned
 * @bytes:	size of @runs in bytes
 * @granules:	1 to COHMEM_RUNS_MAX_GRANULES
 * @zero:	every granule is known to be zero (a fresh memfd, .bss)
 *
 * Return:
 * * 0: success
 * * -EINVAL: @runs is NULL or not aligned
 * * -EINVAL: @granules is out of range
 * * -ENOMEM: @bytes is less than cohmem_runs_bytes(@granules)
 * Context: Any context.
 */
int cohmem_runs_init(struct cohmem_runs *runs, size_t bytes, uint32_t granules, bool zero);

/**
 * cohmem_runs_alloc() - allocate the lowest run that fits
 * @runs:	the state
 * @count:	number of granules to allocate
 * @limit:	first granule out of the caller's reach, or COHMEM_RUNS_MAX_GRANULES for no limit.
 *		All 2^order granules of the run must lie below it.
 * @run:	filled with the block. Its dirty granules must still be zeroed.
 *
 * From then on no granule of the block is known to be zero.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @count is 0
 * * -ENOMEM: no aligned run of 2^order free granules lies inside the area and below @limit (the
 *   only cause of -ENOMEM). Nothing has changed.
 * Context: Threads and interrupt handlers, one at a time per state.
 */
int cohmem_runs_alloc(struct cohmem_runs *runs, uint32_t count, uint32_t limit,
		      struct cohmem_run *run);

/**
 * cohmem_runs_take() - allocate a block at a given place
 * @runs:	the state
 * @start:	first granule, aligned or not
 * @count:	number of granules
 *
 * Nothing changes if an error is returned.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @count is 0
 * * -ERANGE: not all of the granules lie in the area
 * * -EBUSY: one of the granules is not free
 * Context: Threads and interrupt handlers, one at a time per state.
 */
int cohmem_runs_take(struct cohmem_runs *runs, uint32_t start, uint32_t count);

/**
 * cohmem_runs_release() - check that a block is allocated, and free it
 * @runs:	the state
 * @start:	the block's first granule
 * @order:	cohmem_runs_order() of the block's length
 *
 * Nothing changes if an error is returned.
 *
 * Return:
 * * 0: success
 * * -ERANGE: @start is not in the area
 * * -ENOENT: @start is free: it was freed before, or never allocated
 * * -EFAULT: @start lies inside a block and is not its first granule
 * * -EINVAL: the block has another order
 * Context: Threads and interrupt handlers, one at a time per state.
 */
int cohmem_runs_release(struct cohmem_runs *runs, uint32_t start, unsigned int order);

/**
 * cohmem_runs_refusal() - get a text that explains why a free was refused
 * @err:	an error that cohmem_runs_release() returned
 *
 * Return: the end of a sentence about the freed address.
 * Context: Any context.
 */
const char *cohmem_runs_refusal(int err);

/**
 * cohmem_runs_next() - walk over blocks and free runs
 * @runs:	the state
 * @from:	0 to begin, then @run->start + @run->count
 * @run:	filled with the block that starts at @from, with the rest of the block if @from lies
 *		inside one, or with the free granules from @from on. All granules count as dirty.
 *
 * Return: true, or false if @from is the area's end.
 * Context: One thread at a time per state.
 */
bool cohmem_runs_next(const struct cohmem_runs *runs, uint32_t from, struct cohmem_run *run);

/**
 * cohmem_runs_used() - get the number of granules in blocks, in constant time
 * @runs:	the state
 *
 * Return: the number of granules.
 * Context: One thread at a time per state.
 */
uint32_t cohmem_runs_used(const struct cohmem_runs *runs);

/**
 * cohmem_runs_get_info() - get the usage of an area
 * @runs:	the state
 * @info:	filled
 *
 * Walks the whole state.
 *
 * Context: One thread at a time per state.
 */
void cohmem_runs_get_info(const struct cohmem_runs *runs, struct cohmem_runs_info *info);

/**
 * cohmem_runs_validate() - check every invariant of a state
 * @runs:	the state, possibly from a file or another process
 * @bytes:	size of the memory at @runs in bytes
 *
 * Nothing outside of @bytes is read, whatever the state contains.
 *
 * Return: NULL if all invariants hold, or a sentence that names the first one that is broken.
 * Context: One thread at a time per state.
 */
const char *cohmem_runs_validate(const struct cohmem_runs *runs, size_t bytes);

#ifdef __cplusplus
}
#endif
#endif
