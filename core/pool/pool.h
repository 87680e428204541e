/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A pool, as dmapool.c, pool_pages.c and magazine.c see it. */
#ifndef POOL_POOL_H
#define POOL_POOL_H

#include <cohmem/dmapool.h>

#include "../base/compiler.h"
#include "../base/hash.h"
#include "../base/thread.h"
#include "../device/device.h"

/* What is known of a block: small, since each release looks at another one. */
struct pool_cell {
	uint16_t offset; /* of the block in its page: a page of several is not larger than 4096 */
	uint8_t state;   /* changed under the lock; with magazines atomically, by pool_claim() */
};

enum {
	POOL_NO_BLOCK, /* a gap before a boundary */
	POOL_FREE,     /* on the stack or in a magazine */
	POOL_TAKEN,    /* with the driver */
};

/* A block. Those on the stack and in magazines lie side by side, so the next one is at hand. */
struct pool_block {
	char *vaddr;
	dma_addr_t dma;
	struct pool_cell *cell;
};

/* A page; the block at offset o from its begin has the cell o / size. It stays as long as the pool. */
struct pool_page {
	struct pool_page *next;
	char *vaddr;
	dma_addr_t dma;
	size_t blocks;
	struct pool_cell cell[];
};

/*
 * Which page is at an address: a hash table whose chains are at most POOL_PROBES long (else it is
 * replaced by a larger one), so that it is read without a lock and in bounded time. What is in it stays,
 * and those it replaced stay as long as the pool, since somebody may be reading them. A slot tells all
 * that a release must know, so that there is one look less.
 */
#define POOL_PROBES 4
/* Addresses as near as this share a slot; a page spans two of them at most. */
#define POOL_KEY_SHIFT COHMEM_PAGE_SHIFT
struct pool_slot {
	char *vaddr; /* of the page; written last. NULL: free */
	dma_addr_t dma;
	struct pool_cell *cell;
};

struct pool_table {
	struct pool_table *older;
	unsigned int bits;
	struct pool_slot slot[]; /* 2^bits, and room for the last one's chain */
};

struct pool_magazine {
	uint32_t count;
	struct pool_block block[COHMEM_MAGAZINE_BLOCKS];
};

struct dma_pool {
	struct cohmem_lock lock;
	bool plain;          /* no magazines, nobody watches, not destroyed */
	bool magazines_only; /* as plain, but with magazines */
	uint32_t cells;      /* of a page */
	uint64_t inverse;    /* 2^48 / size, to divide by it */
	size_t page_bytes;   /* of a page's memory */
	struct pool_table *table;
	struct pool_magazine **magazine; /* of each thread, or NULL: none */
	struct pool_block *stack;        /* of free blocks ... */
	size_t free_blocks;              /* ... as many */
	size_t room;                     /* ... and for as many: at least for all blocks */
	size_t blocks;
	size_t pages;
	size_t size;
	size_t wanted; /* before it was rounded up */
	size_t align;
	size_t boundary;
	struct pool_page *first;
	struct dma_pool *next; /* of all pools */
	struct device *dev;
	bool io;        /* memory that takes only aligned words */
	bool managed;   /* by devres */
	bool destroyed; /* and waits for its last blocks */
	bool parents;   /* made before this process was forked: nothing of it is used */
	char name[32];
};

/* pool_list.c: all pools. The lock comes before those of pools. */
extern struct cohmem_lock cohmem__pools_lock;
extern struct dma_pool *cohmem__pools;
void cohmem__pool_enlist(struct dma_pool *pool);
/* Under that lock: which of the two ways through the pool it is. */
void cohmem__pool_choose(struct dma_pool *pool);
void cohmem__pool_delist(struct dma_pool *pool);
/* In a child process, with the lock held since before the fork, which is free then. */
void cohmem__pools_fork_child(void);

/* pool_pages.c: more blocks; false, with the reason reported, where there are none. */
bool cohmem__pool_grow(struct dma_pool *pool, gfp_t flags);
void cohmem__pool_free_pages(struct dma_pool *pool);
/* The cell of the block that begins at @vaddr, and its device address; NULL: none. Without the lock. */
struct pool_cell *cohmem__pool_find(const struct dma_pool *pool, const void *vaddr,
				    dma_addr_t *dma);

/* The cell of the block that begins @offset bytes into the slot's page. */
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

/* The same as cohmem__pool_find(), which is asked only where a chain's first slot is another page's. */
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
 * Whether the block was with the driver, and is not any more: who is told so has it. Under the lock;
 * with magazines also without it.
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
 * A free block goes on top of @blocks, a stack or a magazine, of which there are @count. Blocks are moved word by word:
 * one that was just given is read again soon, and a processor is slow to read two fresh words as one.
 */
static inline void pool_push(struct pool_block *blocks, size_t count, struct pool_block block)
{
	blocks[count].vaddr = block.vaddr;
	blocks[count].dma = block.dma;
	blocks[count].cell = block.cell;
}

/* The topmost of @blocks, of which there are @count > 0. */
static inline void *pool_pop(const struct pool_block *blocks, size_t count, dma_addr_t *dma)
{
	__atomic_store_n(&blocks[count - 1].cell->state, POOL_TAKEN, __ATOMIC_RELAXED);
	*dma = blocks[count - 1].dma;
	return blocks[count - 1].vaddr;
}

/* The calling thread's magazine; NULL where it has none yet. */
static inline struct pool_magazine *pool_own_magazine(const struct dma_pool *pool)
{
	int thread = own_thread();

	return thread < 0 ? NULL : pool->magazine[thread];
}

/* Others read the count alone. */
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

/* magazine.c: the same where one must be made, filled or emptied; NULL and false: none serves. */
void *cohmem__magazine_pop(struct dma_pool *pool, dma_addr_t *dma);
bool cohmem__magazine_push(struct dma_pool *pool, struct pool_block block);
size_t cohmem__magazine_blocks(const struct dma_pool *pool);
void cohmem__magazine_destroy(struct dma_pool *pool);
/* The blocks that @thread keeps go back to their pools. */
void cohmem__magazine_thread_end(int thread);

#endif
