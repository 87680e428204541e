/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A pool, as dmapool.c, pool_pages.c and magazine.c see it. */
#ifndef CORE_DMAPOOL_H
#define CORE_DMAPOOL_H

#include <cohmem/dmapool.h>

#include "internal.h"

/*
 * What is known of a block, kept aside. @next: the one below it on the stack of free blocks, or
 * one of the marks below; guarded by the pool's lock while the block is on the stack, and with who
 * has the block otherwise. The rest never changes; a cell without a block has no vaddr.
 */
struct pool_cell {
	struct pool_cell *next;
	char *vaddr;
	dma_addr_t dma;
};

/* Marks: with the driver; in a thread's magazine. */
#define POOL_TAKEN(pool)  ((struct pool_cell *)(pool))
#define POOL_PARKED(pool) ((struct pool_cell *)&(pool)->free)

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
 * replaced by a larger one), so that it is read without a lock and in bounded time. Those it replaced
 * stay as long as the pool, since somebody may be reading them.
 */
#define POOL_PROBES 4
struct pool_table {
	struct pool_table *older;
	unsigned int bits;
	struct pool_page *slot[]; /* 2^bits, and room for the last one's chain */
};

struct pool_magazine {
	uint32_t count;
	struct pool_cell *cell[COHMEM_MAGAZINE_BLOCKS];
};

struct dma_pool {
	struct cohmem_lock lock;
	bool plain;        /* no magazines, nobody watches, not destroyed */
	uint32_t cells;    /* of a page */
	uint64_t inverse;  /* 2^48 / size, to divide by it */
	size_t page_bytes; /* of a page's memory */
	struct pool_table *table;
	struct pool_magazine **magazine; /* of each thread, or NULL: none */
	struct pool_cell *free;          /* the stack's top */
	size_t free_blocks;              /* on the stack */
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
	char name[32];
};

/* pool_list.c: all pools. The lock comes before those of pools. */
extern struct cohmem_lock cohmem_pools_lock;
extern struct dma_pool *cohmem_pools;
void cohmem_pool_enlist(struct dma_pool *pool);
void cohmem_pool_delist(struct dma_pool *pool);

/* pool_pages.c: more blocks; false, with the reason reported, where there are none. */
bool cohmem_pool_grow(struct dma_pool *pool, gfp_t flags);
void cohmem_pool_free_pages(struct dma_pool *pool);
/* The cell of the block that begins at @vaddr, or NULL. Without the lock. */
struct pool_cell *cohmem_pool_find(const struct dma_pool *pool, const void *vaddr);

/* dmapool.c, under the lock: */
struct pool_cell *cohmem_pool_pop(struct dma_pool *pool, struct pool_cell *mark);
void cohmem_pool_push(struct dma_pool *pool, struct pool_cell *cell);

/* magazine.c: the calling thread's; NULL and false where it has none that serves. */
struct pool_cell *cohmem_magazine_pop(struct dma_pool *pool);
bool cohmem_magazine_push(struct dma_pool *pool, struct pool_cell *cell);
size_t cohmem_magazine_blocks(const struct dma_pool *pool);
void cohmem_magazine_destroy(struct dma_pool *pool);

#endif
