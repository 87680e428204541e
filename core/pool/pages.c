/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The pages of a dma_pool: how they are added, divided into blocks, and found by address. */
#include "../base/assert.h"
#include "../base/report.h"
#include "../mapping/mapping.h"
#include "../observe/fault.h"
#include "pool.h"

static size_t table_bytes(unsigned int bits)
{
	return sizeof(struct pool_table) +
	       (((size_t)1 << bits) + POOL_PROBES) * sizeof(struct pool_slot);
}

static struct pool_table *table_new(const struct device *dev, unsigned int bits)
{
	struct pool_table *table = slab_alloc(dev, table_bytes(bits));

	if (!table)
		return NULL;
	table->older = NULL;
	table->bits = bits;
	for (size_t i = 0; i < ((size_t)1 << bits) + POOL_PROBES; i++)
		table->slot[i] = (struct pool_slot){0};
	return table;
}

static void table_free(struct pool_table *table)
{
	cohmem_port->free(table, table_bytes(table->bits));
}

/* A free slot for @key, or NULL. */
static struct pool_slot *free_slot(struct pool_table *table, uintptr_t key)
{
	struct pool_slot *slot = &table->slot[address_hash(key, table->bits)];

	for (unsigned int i = 0; i < POOL_PROBES; i++) {
		if (!slot[i].vaddr)
			return &slot[i];
	}
	return NULL;
}

static void publish(struct pool_slot *slot, struct pool_page *page)
{
	slot->dma = page->dma;
	slot->cell = page->cell;
	__atomic_store_n(&slot->vaddr, page->vaddr, __ATOMIC_RELEASE);
}

static uintptr_t page_first_key(const struct pool_page *page)
{
	return (uintptr_t)page->vaddr >> POOL_KEY_SHIFT;
}

/* Returns the key of the last address at which a block may start. A large page is a single block. */
static uintptr_t last_key(const struct dma_pool *pool, const struct pool_page *page)
{
	size_t last = pool->page_bytes - pool->size;

	return ((uintptr_t)page->vaddr + last) >> POOL_KEY_SHIFT;
}

/* Adds both slots or neither: a page that another thread may find must not be freed. */
static bool table_add(const struct dma_pool *pool, struct pool_table *table, struct pool_page *page)
{
	struct pool_slot *first = free_slot(table, page_first_key(page));
	struct pool_slot *last = free_slot(table, last_key(pool, page)); /* perhaps the same */

	if (!first || !last)
		return false;
	publish(first, page);
	if (last != first)
		publish(last, page);
	return true;
}

struct pool_cell *cohmem__pool_find(const struct dma_pool *pool, const void *vaddr, dma_addr_t *dma)
{
	const struct pool_table *table = __atomic_load_n(&pool->table, __ATOMIC_ACQUIRE);
	const struct pool_slot *slot;

	if (!table)
		return NULL;
	slot = &table->slot[address_hash((uintptr_t)vaddr >> POOL_KEY_SHIFT, table->bits)];
	for (unsigned int i = 0; i < POOL_PROBES; i++, slot++) {
		const char *page = __atomic_load_n(&slot->vaddr, __ATOMIC_ACQUIRE);
		size_t offset = (uintptr_t)vaddr - (uintptr_t)page;

		if (!page)
			return NULL;
		if (offset < pool->page_bytes)
			return pool_cell(pool, slot, offset, dma);
	}
	return NULL;
}

/* The maximum number of pages without blocks that are kept during the search for a page that has some. */
#define MAX_KEPT 64

static size_t page_struct_bytes(const struct dma_pool *pool)
{
	return sizeof(struct pool_page) + pool->cells * sizeof(struct pool_cell);
}

/* The next device address from @addr on at which a block may begin. */
static dma_addr_t next_place(const struct dma_pool *pool, dma_addr_t addr)
{
	uint64_t boundary = pool->boundary;

	addr = (addr + pool->align - 1) & ~((uint64_t)pool->align - 1);
	if (boundary && ((addr ^ (addr + pool->size - 1)) & ~(boundary - 1)))
		addr = (addr + boundary - 1) & ~(boundary - 1);
	return addr;
}

/* Cuts a page into blocks. */
static void page_split(const struct dma_pool *pool, struct pool_page *page)
{
	dma_addr_t addr = next_place(pool, page->dma);

	for (size_t i = 0; i < pool->cells; i++)
		page->cell[i] = (struct pool_cell){0};
	page->blocks = 0;
	while (addr - page->dma <= pool->page_bytes - pool->size) {
		size_t offset = (size_t)(addr - page->dma);

		page->cell[offset / pool->size] = (struct pool_cell){(uint16_t)offset, POOL_FREE};
		page->blocks++;
		addr = next_place(pool, addr + pool->size);
	}
}

static void page_free(const struct dma_pool *pool, struct pool_page *page)
{
	const struct cohmem_block block = {.dev = pool->dev,
					   .vaddr = page->vaddr,
					   .dma = page->dma,
					   .size = pool->page_bytes,
					   .kind = COHMEM_BLOCK_POOL_PAGE};

	if (observed(OBSERVE_MEMORY))
		cohmem_memory_reused(page->vaddr, pool->page_bytes);
	cohmem__free_block(&block, 0);
	cohmem_port->free(page, page_struct_bytes(pool));
}

static const char *page_fault(const struct pool_page *page, size_t size, bool io)
{
	if (page->blocks == 0)
		return "the device's memory does not meet the pool's alignment";
	if (io && ((uintptr_t)page->vaddr | size) % sizeof(uint32_t))
		return "its block size is not a multiple of 4 bytes, as I/O memory requires";
	return NULL;
}

static void report_no_growth(const struct dma_pool *pool, gfp_t flags, const char *why)
{
	if (!(flags & __GFP_NOWARN))
		report_warn(pool->dev, "dma_pool %s cannot grow: %s", pool->name, why);
	set_errno(ENOMEM);
}

/* Allocates a page, which may turn out to have no usable block. */
static struct pool_page *page_alloc(struct dma_pool *pool, gfp_t flags, bool *io)
{
	struct pool_page *page = slab_alloc(pool->dev, page_struct_bytes(pool));
	struct cohmem_block block = {
		.dev = pool->dev, .size = pool->page_bytes, .kind = COHMEM_BLOCK_POOL_PAGE};

	if (!page) {
		report_no_growth(pool, flags, "out of memory for its bookkeeping");
		return NULL;
	}
	if (!cohmem__alloc_block(&block, &page->dma, flags, 0)) {
		cohmem_port->free(page, page_struct_bytes(pool));
		return NULL;
	}
	page->vaddr = block.vaddr;
	page_split(pool, page);
	if (observed(OBSERVE_MEMORY))
		cohmem_memory_freed(page->vaddr, pool->page_bytes);
	*io = block.io;
	return page;
}

/*
 * A page that is cut by a multiple of the boundary may have no block. If it were freed at once, the next allocation
 * would return it again, so it is kept until one with blocks is found. Each multiple of the boundary cuts at most one
 * page, unless all pages are cut.
 */
static struct pool_page *page_new(struct dma_pool *pool, gfp_t flags, bool *io)
{
	struct pool_page *page = page_alloc(pool, flags, io), *kept = NULL;
	const char *fault = page ? page_fault(page, pool->size, *io) : NULL;

	for (unsigned int i = 0; i < MAX_KEPT && page && !page->blocks && pool->boundary; i++) {
		page->next = kept;
		kept = page;
		page = page_alloc(pool, flags | __GFP_NOWARN, io);
	}
	if (page && page_fault(page, pool->size, *io)) {
		page->next = kept;
		kept = page;
		page = NULL;
	}
	while (kept) {
		struct pool_page *next = kept->next;

		page_free(pool, kept);
		kept = next;
	}
	if (!page && fault)
		report_no_growth(pool, flags, fault);
	return page;
}

/* Larger metadata, if a new page needs them. They are handed to the pool together with the page. */
struct pool_metadata {
	struct pool_block *stack;
	size_t room; /* of the stack */
	struct pool_table *table;
	unsigned int bits; /* of the table */
};

static void free_stack(struct pool_block *stack, size_t room)
{
	if (stack)
		cohmem_port->free(stack, room * sizeof(*stack));
}

static void free_metadata(struct pool_metadata *metadata)
{
	free_stack(metadata->stack, metadata->room);
	if (metadata->table)
		table_free(metadata->table);
}

/* Under the lock. Replaces the table with the larger one, which gets all pages and @page; false if they do not fit. */
static bool replace_table(struct dma_pool *pool, struct pool_metadata *metadata,
			  struct pool_page *page)
{
	struct pool_table *table = metadata->table;

	assert_locked(&pool->lock);
	if (!table || (pool->table && pool->table->bits >= table->bits))
		return false; /* no larger table, or another thread has replaced the table */
	for (struct pool_page *p = pool->first; p; p = p->next) {
		if (!table_add(pool, table, p))
			return false;
	}
	if (!table_add(pool, table, page))
		return false;
	table->older = pool->table;
	__atomic_store_n(&pool->table, table, __ATOMIC_RELEASE);
	metadata->table = NULL;
	return true;
}

/* Under the lock. */
static void replace_stack(struct dma_pool *pool, struct pool_metadata *metadata)
{
	const struct pool_metadata old = {.stack = pool->stack, .room = pool->room};

	assert_locked(&pool->lock);
	cohmem_assert(pool->free_blocks <= metadata->room);
	for (size_t i = 0; i < pool->free_blocks; i++)
		metadata->stack[i] = pool->stack[i];
	pool->stack = metadata->stack;
	pool->room = metadata->room;
	metadata->stack = old.stack;
	metadata->room = old.room;
}

/* Under the lock. The first block of the page is the next one to be taken. */
static void push_blocks(struct dma_pool *pool, struct pool_page *page)
{
	for (size_t i = pool->cells; i--;) {
		struct pool_cell *cell = &page->cell[i];
		const struct pool_block block = {page->vaddr + cell->offset,
						 page->dma + cell->offset, cell};

		if (cell->state != POOL_NO_BLOCK)
			pool_push(pool->stack, pool->free_blocks++, block);
	}
}

enum added {
	ADDED,
	NO_ROOM, /* on the stack */
	NO_SLOT, /* in the table */
};

static enum added add_page(struct dma_pool *pool, struct pool_page *page,
			   struct pool_metadata *metadata)
{
	size_t blocks = pool->blocks + page->blocks;

	if (pool->room < blocks && metadata->room < blocks)
		return NO_ROOM;
	if (!(pool->table && table_add(pool, pool->table, page)) &&
	    !replace_table(pool, metadata, page))
		return NO_SLOT;
	if (pool->room < blocks)
		replace_stack(pool, metadata);
	page->next = pool->first;
	pool->first = page;
	pool->pages++;
	pool->blocks = blocks;
	push_blocks(pool, page);
	return ADDED;
}

/* Allocates a stack for twice the blocks, or a table of twice the size, whichever is lacking. Returns 0 or -ENOMEM. */
static int enlarge(const struct dma_pool *pool, struct pool_metadata *metadata, enum added lack,
		   size_t blocks)
{
	if (lack == NO_ROOM) {
		size_t bytes;

		free_stack(metadata->stack, metadata->room);
		metadata->room = 2 * blocks;
		metadata->stack = NULL;
		if (!__builtin_mul_overflow(metadata->room, sizeof(*metadata->stack), &bytes))
			metadata->stack = slab_alloc(pool->dev, bytes);
		return metadata->stack ? 0 : -ENOMEM;
	}
	if (metadata->table)
		table_free(metadata->table);
	metadata->table = table_new(pool->dev, ++metadata->bits);
	return metadata->table ? 0 : -ENOMEM;
}

static bool add_with_metadata(struct dma_pool *pool, struct pool_page *page, bool io)
{
	struct pool_metadata metadata = {.bits = 1};
	enum added added;
	int err = 0;

	do {
		unsigned long flags = cohmem_port->lock(&pool->lock);
		size_t blocks = pool->blocks + page->blocks;

		added = add_page(pool, page, &metadata);
		if (added == ADDED && io)
			__atomic_store_n(&pool->io, true, __ATOMIC_RELAXED);
		if (pool->table && pool->table->bits > metadata.bits)
			metadata.bits = pool->table->bits;
		cohmem_port->unlock(&pool->lock, flags);
		if (added != ADDED)
			err = enlarge(pool, &metadata, added, blocks);
	} while (added != ADDED && !err);
	free_metadata(&metadata);
	return !err;
}

bool cohmem__pool_grow(struct dma_pool *pool, gfp_t gfp)
{
	bool io;
	struct pool_page *page = page_new(pool, gfp, &io);

	if (!page)
		return false;
	if (add_with_metadata(pool, page, io))
		return true;
	page_free(pool, page);
	report_no_growth(pool, gfp, "out of memory for its bookkeeping");
	return false;
}

void cohmem__pool_free_pages(struct dma_pool *pool)
{
	struct pool_page *page;
	struct pool_table *table;

	while ((page = pool->first)) {
		pool->first = page->next;
		page_free(pool, page);
	}
	while ((table = pool->table)) {
		pool->table = table->older;
		table_free(table);
	}
	free_stack(pool->stack, pool->room);
}
