/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* struct dma_pool, and what the files of this folder share. */
#ifndef POOL_POOL_H
#define POOL_POOL_H

#include <cohmem/dmapool.h>

#include "../base/compiler.h"
#include "../base/hash.h"
#include "../base/thread.h"
#include "../device/device.h"

/* The state of a block. Small, because each free accesses a different one. */
struct pool_cell {
	uint16_t offset; /* of the block in its page: 0, or less than 4096 */
	uint8_t state;   /* changed under the lock; with magazines atomically, by pool_claim() */
};

enum {
	POOL_NO_BLOCK, /* a gap before a boundary */
	POOL_FREE,     /* on the stack or in a magazine */
	POOL_TAKEN,    /* owned by the driver */
};

/* A block. The stack and the magazines are arrays of these, so the next one is adjacent in memory. */
struct pool_block {
	char *vaddr;
	dma_addr_t dma;
	struct pool_cell *cell;
};

/* A page. The block at offset o has the cell o / size. Pages are kept as long as the pool. */
struct pool_page {
	struct pool_page *next;
	char *vaddr;
	dma_addr_t dma;
	size_t blocks;
	struct pool_cell cell[];
};

/*
 * A hash table that finds the page at an address. A chain has at most POOL_PROBES slots (if it would need
 * more, a larger table replaces this one), so that a lookup takes bounded time. A lookup takes no lock: slots are
 * not removed, and replaced tables are kept as long as the pool, because other threads may be reading them.
 * A slot contains all that a free needs, so that the page itself need not be read.
 */
#define POOL_PROBES 4
/* Addresses that differ only in this many low bits have the same key. A page needs at most two slots. */
#define POOL_KEY_SHIFT COHMEM_PAGE_SHIFT
struct pool_slot {
	char *vaddr; /* of the page; written last. NULL: free */
	dma_addr_t dma;
	struct pool_cell *cell;
};

struct pool_table {
	struct pool_table *older;
	unsigned int bits;
	struct pool_slot slot[]; /* 2^bits, and the rest of the last one's chain */
};

struct pool_magazine {
	uint32_t count;
	struct pool_block block[COHMEM_MAGAZINE_BLOCKS];
};

struct dma_pool {
	struct cohmem_lock lock;
	bool plain;          /* no magazines, not observed, not destroyed */
	bool magazines_only; /* the same, but with magazines */
	uint32_t cells;      /* per page */
	uint64_t inverse;    /* 2^48 / size + 1, to divide by size */
	size_t page_bytes;   /* of a page's memory */
	struct pool_table *table;
	struct pool_magazine **magazine; /* one per thread; NULL: no magazines */
	struct pool_block *stack;        /* of free blocks */
	size_t free_blocks;              /* number of blocks on the stack */
	size_t room;                     /* capacity of the stack, at least @blocks */
	size_t blocks;
	size_t pages;
	size_t size;
	size_t wanted; /* @size as requested, before rounding */
	size_t align;
	size_t boundary;
	struct pool_page *first;
	struct dma_pool *next; /* in the list of all pools */
	struct device *dev;
	bool io;        /* the memory accepts only aligned words */
	bool managed;   /* by devres */
	bool destroyed; /* and waits for the free of its last block */
	bool parents;   /* created before this process was forked: not used in it */
	char name[32];
};

/* list.c: the list of all pools. Its lock is taken before a pool's. */
extern struct cohmem_lock cohmem__pools_lock;
extern struct dma_pool *cohmem__pools;
void cohmem__pool_enlist(struct dma_pool *pool);
/* Under that lock: sets @plain and @magazines_only. */
void cohmem__pool_choose(struct dma_pool *pool);
void cohmem__pool_delist(struct dma_pool *pool);
/* In a child process, with the lock held since before the fork. Resets the lock. */
void cohmem__pools_fork_child(void);

/* pages.c: adds a page of blocks. Returns false, after it has reported the reason, if that fails. */
bool cohmem__pool_grow(struct dma_pool *pool, gfp_t flags);
void cohmem__pool_free_pages(struct dma_pool *pool);
/* Returns the cell of the block that starts at @vaddr, and its device address, or NULL. Needs no lock. */
struct pool_cell *cohmem__pool_find(const struct dma_pool *pool, const void *vaddr,
				    dma_addr_t *dma);

/* Returns the cell of the block that starts @offset bytes into the slot's page, or NULL. */
static inline struct pool_cell *pool_cell(const struct dma_pool *pool, const struct pool_slot *slot,
					  size_t offset, dma_addr_t *dma)
{
	/* Exact for offsets and sizes up to a page: their product is less than 2^48. */
	size_t i = (size_t)((offset * pool->inverse) >> 48);
	struct pool_cell *cell = &slot->cell[i];

	if (i >= pool->cells || cell->offset != offset || cell->state == POOL_NO_BLOCK)
		return NULL;
	*dma = slot->dma + offset;
	return cell;
}

/* Does what cohmem__pool_find() does, and calls it only if the chain's first slot is another page's. */
static inline struct pool_cell *pool_find(const struct dma_pool *pool, const void *vaddr,
					  dma_addr_t *dma)
{
	const struct pool_table *table = __atomic_load_n(&pool->table, __ATOMIC_ACQUIRE);
	const struct pool_slot *slot;
	const char *page;
	size_t offset;

	if (!table)
		return NULL;
	slot = &table->slot[address_hash((uintptr_t)vaddr >> POOL_KEY_SHIFT, table->bits)];
	page = __atomic_load_n(&slot->vaddr, __ATOMIC_ACQUIRE);
	offset = (uintptr_t)vaddr - (uintptr_t)page;
	return page && offset < pool->page_bytes ? pool_cell(pool, slot, offset, dma)
						 : cohmem__pool_find(pool, vaddr, dma);
}

/*
 * Marks the block free. Returns true if it was allocated; then the caller owns it. Needs the lock, unless
 * the pool has magazines.
 */
static inline bool pool_claim(const struct dma_pool *pool, struct pool_cell *cell)
{
	uint8_t taken = POOL_TAKEN;

	if (pool->magazine)
		return __atomic_compare_exchange_n(&cell->state, &taken, POOL_FREE, false,
						   __ATOMIC_RELAXED, __ATOMIC_RELAXED);
	if (cell->state != POOL_TAKEN)
		return false;
	cell->state = POOL_FREE;
	return true;
}

/*
 * Pushes a free block onto @blocks, a stack or a magazine that holds @count blocks. The members are copied one by one,
 * because a block is often read soon after it was written, and a CPU is slow to load two words at once if it has just
 * stored them singly.
 */
static inline void pool_push(struct pool_block *blocks, size_t count, struct pool_block block)
{
	blocks[count].vaddr = block.vaddr;
	blocks[count].dma = block.dma;
	blocks[count].cell = block.cell;
}

/* Marks the topmost of @count > 0 @blocks as allocated and returns its address. The caller updates the count. */
static inline void *pool_pop(const struct pool_block *blocks, size_t count, dma_addr_t *dma)
{
	__atomic_store_n(&blocks[count - 1].cell->state, POOL_TAKEN, __ATOMIC_RELAXED);
	*dma = blocks[count - 1].dma;
	return blocks[count - 1].vaddr;
}

/* Returns the calling thread's magazine, or NULL if it has none yet. */
static inline struct pool_magazine *pool_own_magazine(const struct dma_pool *pool)
{
	int thread = own_thread();

	return thread < 0 ? NULL : pool->magazine[thread];
}

/* Other threads read only the count. */
static inline void pool_set_count(struct pool_magazine *magazine, uint32_t count)
{
	__atomic_store_n(&magazine->count, count, __ATOMIC_RELAXED);
}

/* The usual cases: the thread's own magazine has a block, or room for one. */
static inline void *pool_magazine_pop(const struct dma_pool *pool, dma_addr_t *dma)
{
	struct pool_magazine *magazine = pool_own_magazine(pool);
	uint32_t count = magazine ? magazine->count : 0;

	if (!count)
		return NULL;
	pool_set_count(magazine, count - 1);
	return pool_pop(magazine->block, count, dma);
}

static inline bool pool_magazine_push(const struct dma_pool *pool, struct pool_block block)
{
	struct pool_magazine *magazine = pool_own_magazine(pool);

	if (!magazine || magazine->count == COHMEM_MAGAZINE_BLOCKS || !pool_claim(pool, block.cell))
		return false;
	pool_push(magazine->block, magazine->count, block);
	pool_set_count(magazine, magazine->count + 1);
	return true;
}

/*
 * magazine.c: like pool_magazine_pop() and pool_magazine_push(), but create, fill or empty the magazine if necessary.
 * Return NULL or false if they cannot.
 */
void *cohmem__magazine_pop(struct dma_pool *pool, dma_addr_t *dma);
bool cohmem__magazine_push(struct dma_pool *pool, struct pool_block block);
size_t cohmem__magazine_blocks(const struct dma_pool *pool);
void cohmem__magazine_destroy(struct dma_pool *pool);
/* Returns the blocks in the magazines of @thread to their pools. */
void cohmem__magazine_thread_end(int thread);

#endif
