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
	size_t capacity; /* with the guarded zone */
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
enum wrong {
	RIGHT,
	NOT_ALLOCATED,
	OF_ANOTHER_DEVICE,
	WRONG_SIZE,
	WRONG_FUNCTION,
	WRONG_POOL,
	WRONG_CPU_ADDRESS,
	WRONG_DEVICE_ADDRESS,
	TWICE,
	INSIDE,
};

/* guard.c: what lies in memory that nobody should write. */
void cohmem_guard_fill(char *addr, size_t bytes, unsigned char pattern, bool io);
/* The first byte of @bytes that is not @pattern; @bytes when all are. */
size_t cohmem_guard_broken(const char *addr, size_t bytes, unsigned char pattern, bool io);

/*
 * debug_table.c: live blocks by address, and those freed last. All but table_set_up() and
 * table_tear_down() take the table's lock.
 */
int cohmem_table_set_up(void);
void cohmem_table_fork_child(void);
void cohmem_table_tear_down(void); /* or there is none */
/* 0 or -ENOMEM. Another live block at this address is gone: replaced. */
int cohmem_table_add(const struct debug_block *block);
/* Takes the block that @release names out if @judge finds that RIGHT; what it finds, and *@found. */
enum wrong cohmem_table_remove(const struct debug_block *release,
			       enum wrong (*judge)(const struct debug_block *block,
						   const struct debug_block *release),
			       struct debug_block *found);
/* A live block that @match says yes to, or one freed last; copied. */
bool cohmem_table_find(bool (*match)(const struct debug_block *block, const void *what),
		       const void *what, bool freed, struct debug_block *found);
/* A block that is free now and poisoned. */
void cohmem_table_add_freed(const struct debug_block *block);
/*
 * Takes a freed block out that @match says yes to, or is one too many when @match is NULL. False:
 * there is none.  *@at: its first byte that was written, or its size.
 */
bool cohmem_table_reclaim(bool (*match)(const struct debug_block *block, const void *what),
			  const void *what, struct debug_block *found, size_t *at);
/* A live block of @dev whose guard is broken, and it is mended; false: there is none. */
bool cohmem_table_broken(const struct device *dev, struct debug_block *found, size_t *at);
/*
 * Sums up the live blocks of @dev, from number @since on, of the next place after *@site (NULL: the
 * first); false when there is none. @found is the one allocated first.
 */
struct debug_sum {
	unsigned long blocks;
	unsigned long long bytes;
};
bool cohmem_table_sum(const struct device *dev, unsigned long since, const void **site,
		      struct debug_sum *sum, struct debug_block *found);
/* The serial number of the next block. */
unsigned long cohmem_table_serial(void);

/* One report for each place that allocated blocks of @dev from number @since on; how many. */
unsigned long cohmem_debug_list(const struct device *dev, unsigned long since);

#endif
