/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: runs - which granules of an area are free
 *
 * The allocator under every area and every chunk of generic memory. It knows numbers only: an
 * area is granules 0..n-1, a block is a run of them. What a granule is (64 bytes of SRAM, a page,
 * 2 MiB) and where it lies is the caller's business.
 *
 * State is one flat block of memory that the caller owns: static in firmware, shared between
 * processes, written to a file and looked at later. It holds no pointer, so it may be copied and
 * mapped anywhere (8-byte aligned). It never lies in memory that a device can write.
 *
 * Placement is exact: a request for @count granules gets the LOWEST free run of 2^order granules
 * that starts at a multiple of 2^order, where order = ceil(log2(count)). That is what Linux's
 * bitmap_find_free_region() does (lib/bitmap.c, 3.17 to 6.12). Of that run the block keeps the
 * first @count granules, so callers that want Linux's rounding ask for a power of two.
 *
 * A state or run must not be NULL, but where a comment says what happens then.
 *
 * Nothing here locks: one thread at a time per state. No function but cohmem_runs_validate()
 * and cohmem_runs_get_info() takes time that grows with the number of blocks.
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
 * The state's size for a constant number of granules, for static arrays of uint64_t: three bits a
 * granule, and a twentieth of that for the summaries above them.
 */
#define COHMEM_RUNS_BYTES(granules)                                                           \
	(COHMEM_RUNS_HEAD_BYTES +                                                             \
	 8 * (COHMEM_RUNS_MAPS_(granules) + 8 * COHMEM_RUNS_ABOVE_(granules, 12) +            \
	      16 * COHMEM_RUNS_ABOVE_(granules, 18) + 32 * COHMEM_RUNS_ABOVE_(granules, 24) + \
	      64 * COHMEM_RUNS_ABOVE_(granules, 30)))
#define COHMEM_RUNS_HEAD_BYTES (size_t)64

/* How that comes about: nodes of 2^shift granules each, and none above a single one. */
#define COHMEM_RUNS_NODES_(n, shift) (((size_t)(n) + ((size_t)1 << (shift)) - 1) >> (shift))
#define COHMEM_RUNS_ABOVE_(n, shift) \
	((size_t)(n) > (size_t)1 << ((shift)-6) ? COHMEM_RUNS_NODES_(n, shift) : 0)
#define COHMEM_RUNS_MAPS_(n) \
	((size_t)(n) > 64 ? (3 * COHMEM_RUNS_NODES_(n, 6) + 7) / 8 * 8 : (size_t)3)

struct cohmem_runs; /* the state; opaque, COHMEM_RUNS_BYTES() long */

/**
 * struct cohmem_run - some neighbouring granules
 * @start:	the first
 * @count:	how many
 * @dirty_from:	first granule that is not known to be zero ...
 * @dirty_to:	... and the one after the last such; equal when all are known to be zero
 * @used:	a block (handed out), or free
 */
struct cohmem_run {
	uint32_t start;
	uint32_t count;
	uint32_t dirty_from;
	uint32_t dirty_to;
	bool used;
};

/**
 * struct cohmem_runs_info - a state in numbers
 * @granules:	 in the area
 * @used:	 granules in blocks
 * @blocks:	 handed out and not yet released
 * @high_water:	 the largest @used that ever was
 * @largest_free: length of the longest free run, in granules, aligned or not
 */
struct cohmem_runs_info {
	uint32_t granules;
	uint32_t used;
	uint32_t blocks;
	uint32_t high_water;
	uint32_t largest_free;
};

/**
 * cohmem_runs_order() - the order of a request for @count granules
 * @count:	in granules
 *
 * Returns the smallest order with 2^order >= @count; 0 for 0 and 1. Any context.
 * Source: get_order(), include/asm-generic/getorder.h.
 */
unsigned int cohmem_runs_order(uint32_t count);

/**
 * cohmem_runs_bytes() - how much state an area of @granules needs
 * @granules:	1 to COHMEM_RUNS_MAX_GRANULES
 *
 * Returns the number of bytes, 0 when @granules is out of range. Any context.
 */
size_t cohmem_runs_bytes(uint32_t granules);

/**
 * cohmem_runs_init() - begin: every granule is free
 * @runs:	the caller's memory, 8-byte aligned
 * @bytes:	its length
 * @granules:	1 to COHMEM_RUNS_MAX_GRANULES
 * @zero:	every granule is known to be zero (a fresh memfd, .bss)
 *
 * Returns 0; -EINVAL when @runs is NULL or not aligned, or @granules is out of range; -ENOMEM
 * when @bytes is less than cohmem_runs_bytes(@granules). Any context.
 */
int cohmem_runs_init(struct cohmem_runs *runs, size_t bytes, uint32_t granules, bool zero);

/**
 * cohmem_runs_alloc() - hand out the lowest run that fits
 * @runs:	the state
 * @count:	granules wanted
 * @limit:	granules from here on are out of the caller's reach; COHMEM_RUNS_MAX_GRANULES for
 *		no limit. All 2^order granules of the run must lie below it.
 * @run:	the block; its dirty span tells what must still be zeroed
 *
 * From now on none of the block's granules is known to be zero.
 *
 * Returns 0; -EINVAL when @count is 0; -ENOMEM, and nothing changed, if and only if no aligned
 * run of 2^order free granules lies inside the area and below @limit.
 * One thread at a time; interrupt handlers too.
 */
int cohmem_runs_alloc(struct cohmem_runs *runs, uint32_t count, uint32_t limit,
		      struct cohmem_run *run);

/**
 * cohmem_runs_take() - hand out exactly these granules
 * @runs:	the state
 * @start:	first granule, aligned or not
 * @count:	how many
 *
 * Returns 0; -EINVAL when @count is 0; -ERANGE when they do not all lie in the area; -EBUSY, and
 * nothing changed, when one of them is not free. One thread at a time; interrupt handlers too.
 */
int cohmem_runs_take(struct cohmem_runs *runs, uint32_t start, uint32_t count);

/**
 * cohmem_runs_release() - take a block back, if it is one
 * @runs:	the state
 * @start:	the block's first granule
 * @order:	cohmem_runs_order() of the block's length
 *
 * Returns 0, or one of these, and then nothing changed: -ERANGE when @start is not in the area;
 * -ENOENT when it is free (released before, or never handed out); -EFAULT when it lies inside a
 * block but does not start it; -EINVAL when the block has another order.
 * One thread at a time; interrupt handlers too.
 */
int cohmem_runs_release(struct cohmem_runs *runs, uint32_t start, unsigned int order);

/**
 * cohmem_runs_refusal() - why a release was refused, in words
 * @err:	what cohmem_runs_release() returned
 *
 * Returns the end of a sentence about the released address. Any context.
 */
const char *cohmem_runs_refusal(int err);

/**
 * cohmem_runs_next() - walk over blocks and free runs
 * @runs:	the state
 * @from:	where to begin: 0, then @run->start + @run->count
 * @run:	the block that starts at @from, or the free granules from there on; @from inside a
 *		block gives the rest of it. The dirty span is the whole run.
 *
 * Returns false at the area's end. One thread at a time.
 */
bool cohmem_runs_next(const struct cohmem_runs *runs, uint32_t from, struct cohmem_run *run);

/**
 * cohmem_runs_used() - granules in blocks, in constant time. One thread at a time.
 * @runs:	the state
 */
uint32_t cohmem_runs_used(const struct cohmem_runs *runs);

/**
 * cohmem_runs_get_info() - the state in numbers
 * @runs:	the state
 * @info:	filled
 *
 * Walks the whole state. One thread at a time.
 */
void cohmem_runs_get_info(const struct cohmem_runs *runs, struct cohmem_runs_info *info);

/**
 * cohmem_runs_validate() - check every invariant of the state
 * @runs:	the state, possibly from a file or another process
 * @bytes:	how much memory there is
 *
 * Returns NULL when all hold, else one sentence that names the first broken one. Reads nothing
 * outside @bytes whatever the content. One thread at a time.
 */
const char *cohmem_runs_validate(const struct cohmem_runs *runs, size_t bytes);

#ifdef __cplusplus
}
#endif
#endif
