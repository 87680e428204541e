/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the files of debugging share. Debugging is an observer: nothing below knows it. */
#ifndef DEBUG_DEBUG_H
#define DEBUG_DEBUG_H

#include <cohmem/debug.h>

#include "../base/report.h"
#include "../observe/observe.h"

/* A live block, one that is being freed, or one that was. */
struct debug_block {
	struct debug_block *next;
	void *vaddr;
	dma_addr_t dma;
	size_t size;
	size_t capacity; /* with the redzone */
	struct device *dev;
	const struct dma_pool *pool; /* of a COHMEM_BLOCK_POOL */
	const void *site;            /* who allocated it; of a release, who releases it */
	const void *freed_site;
	uint64_t time;        /* ns */
	unsigned long serial; /* allocation sequence number, set by the table */
	enum cohmem_block_kind kind;
	char owner[24]; /* the device's name: at the end of the program the device may be gone */
	bool io;        /* takes only aligned words */
	bool readable_when_free;
};

/* What may be wrong with a release. */
enum free_error {
	FREE_OK,
	FREE_NOT_ALLOCATED,
	FREE_OF_ANOTHER_DEVICE,
	FREE_WRONG_SIZE,
	FREE_WRONG_FUNCTION,
	FREE_WRONG_POOL,
	FREE_WRONG_CPU_ADDRESS,
	FREE_WRONG_DEVICE_ADDRESS,
	FREE_TWICE,
	FREE_INSIDE,
};

/* redzone.c: what lies in memory that nobody should write. */
void cohmem__redzone_fill(char *addr, size_t bytes, unsigned char pattern, bool io);
/* The first byte of @bytes that is not @pattern; @bytes when all are. */
size_t cohmem__redzone_damage(const char *addr, size_t bytes, unsigned char pattern, bool io);

/*
 * debug_table.c: live blocks by address, and those freed last. All but table_set_up() and
 * table_tear_down() take the table's lock.
 */
int cohmem__table_set_up(void);
void cohmem__table_fork_child(void);
void cohmem__table_tear_down(void); /* or there is none */
/* 0 or -ENOMEM. Another live block at this address is gone: replaced. */
int cohmem__table_add(const struct debug_block *block);
/* Takes the block that @release names out if @judge finds that FREE_OK; what it finds, and *@found. */
enum free_error cohmem__table_remove(const struct debug_block *release,
				     enum free_error (*judge)(const struct debug_block *block,
							      const struct debug_block *release),
				     struct debug_block *found);
/* A live block that @match says yes to, or one freed last; copied. */
bool cohmem__table_find(bool (*match)(const struct debug_block *block, const void *what),
			const void *what, bool freed, struct debug_block *found);
/* A block that is free now and poisoned. */
void cohmem__table_add_freed(const struct debug_block *block);
/*
 * Takes a freed block out that @match says yes to, or is one too many when @match is NULL. False:
 * there is none.  *@at: its first byte that was written, or its size.
 */
bool cohmem__table_reclaim(bool (*match)(const struct debug_block *block, const void *what),
			   const void *what, struct debug_block *found, size_t *at);
/* A live block of @dev whose redzone is broken, and it is mended; false: there is none. */
bool cohmem__table_broken(const struct device *dev, struct debug_block *found, size_t *at);
/*
 * Sums up the live blocks of @dev, from number @since on, of the next place after *@site (NULL: the
 * first); false when there is none. @found is the one allocated first.
 */
struct debug_sum {
	unsigned long blocks;
	unsigned long long bytes;
};
bool cohmem__table_sum(const struct device *dev, unsigned long since, const void **site,
		       struct debug_sum *sum, struct debug_block *found);
/* The serial number of the next block. */
unsigned long cohmem__table_serial(void);

/* One report for each place that allocated blocks of @dev from number @since on; how many. */
unsigned long cohmem__debug_list(const struct device *dev, unsigned long since);

#endif
