/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the files of this folder share. Debugging is an observer, so no lower layer depends on it. */
#ifndef DEBUG_DEBUG_H
#define DEBUG_DEBUG_H

#include <cohmem/debug.h>

#include "../base/report.h"
#include "../observe/observe.h"

/* A live block, the arguments of a free, or a freed block. */
struct debug_block {
	struct debug_block *next;
	void *vaddr;
	dma_addr_t dma;
	size_t size;
	size_t capacity; /* with the redzone */
	struct device *dev;
	const struct dma_pool *pool; /* of a COHMEM_BLOCK_POOL */
	const void *site;            /* where it was allocated; of a free: where it is freed */
	const void *freed_site;
	uint64_t time;        /* ns */
	unsigned long serial; /* allocation sequence number, set by the table */
	enum cohmem_block_kind kind;
	char owner[24]; /* copy of the device's name, for reports after the device is gone */
	bool io;        /* accepts only aligned words */
	bool readable_when_free;
};

/* What may be wrong with a free. */
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

/* redzone.c: patterns in memory that must not be written. */
void cohmem__redzone_fill(char *addr, size_t bytes, unsigned char pattern, bool io);
/* Returns the offset of the first byte (@io: word) that does not match @pattern, or @bytes if all match. */
size_t cohmem__redzone_damage(const char *addr, size_t bytes, unsigned char pattern, bool io);

/*
 * table.c: live blocks by address, and the most recently freed blocks. All functions take the table's
 * lock, except those that set it up, tear it down, or reset it in a child process.
 */
int cohmem__table_set_up(void);
void cohmem__table_fork_child(void);
void cohmem__table_tear_down(void); /* does nothing if there is no table */
/* Returns 0 or -ENOMEM. Replaces a live block at the same address. */
int cohmem__table_add(const struct debug_block *block);
/*
 * Calls @judge with the live block at @release->vaddr, or with NULL if there is none, and removes the block if
 * @judge returns FREE_OK. Returns what @judge returned, and copies the block, if any, to *@found.
 */
enum free_error cohmem__table_remove(const struct debug_block *release,
				     enum free_error (*judge)(const struct debug_block *block,
							      const struct debug_block *release),
				     struct debug_block *found);
/* Copies a live block that @match accepts, or with @freed the one freed last. Returns false if there is none. */
bool cohmem__table_find(bool (*match)(const struct debug_block *block, const void *what),
			const void *what, bool freed, struct debug_block *found);
/* Adds a block that was freed and poisoned. */
void cohmem__table_add_freed(const struct debug_block *block);
/*
 * Removes a freed block for which @match returns true, or, if @match is NULL, the oldest one if there
 * are more than COHMEM_DEBUG_FREED. Returns false if there is no such block. *@at: the offset of
 * the block's first byte that was written, or the block's size if no written byte was found.
 */
bool cohmem__table_reclaim(bool (*match)(const struct debug_block *block, const void *what),
			   const void *what, struct debug_block *found, size_t *at);
/* Finds a live block of @dev whose redzone was written, and restores the redzone. Returns false if there is none. */
bool cohmem__table_broken(const struct device *dev, struct debug_block *found, size_t *at);
/*
 * Sums up the live blocks of @dev, from serial number @since on, that were allocated at the next site
 * above *@site (NULL: at the lowest), and updates *@site. Returns false if there is no such site. *@found:
 * the block that was allocated first.
 */
struct debug_sum {
	unsigned long blocks;
	unsigned long long bytes;
};
bool cohmem__table_sum(const struct device *dev, unsigned long since, const void **site,
		       struct debug_sum *sum, struct debug_block *found);
/* Returns the serial number of the next block to be added. */
unsigned long cohmem__table_serial(void);

/*
 * Makes one report for each site that allocated live blocks of @dev from serial number @since on. Returns the
 * number of these blocks.
 */
unsigned long cohmem__debug_list(const struct device *dev, unsigned long since);

#endif
