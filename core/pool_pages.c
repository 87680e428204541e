/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The pages of a dma_pool: grown, cut into blocks, found by address. */
#include "debug.h"
#include "dmapool.h"
#include "watch.h"

/* Addresses as near as this share a slot; a page spans two of them at most. */
#define KEY_SHIFT COHMEM_PAGE_SHIFT

static size_t slot_of(uintptr_t key, unsigned int bits)
{
	return (size_t)(((uint64_t)key * 0x9e3779b97f4a7c15u) >> (64 - bits));
}

static size_t table_bytes(unsigned int bits)
{
	return sizeof(struct pool_table) +
	       (((size_t)1 << bits) + POOL_PROBES) * sizeof(struct pool_page *);
}

static struct pool_table *table_new(const struct device *dev, unsigned int bits)
{
	struct pool_table *table = slab_alloc(dev, table_bytes(bits));

	if (!table)
		return NULL;
	table->older = NULL;
	table->bits = bits;
	for (size_t i = 0; i < ((size_t)1 << bits) + POOL_PROBES; i++)
		table->slot[i] = NULL;
	return table;
}

static void table_free(struct pool_table *table)
{
	cohmem_port->free(table, table_bytes(table->bits));
}

static bool table_put(struct pool_table *table, uintptr_t key, struct pool_page *page)
{
	struct pool_page **slot = &table->slot[slot_of(key, table->bits)];

	for (unsigned int i = 0; i < POOL_PROBES; i++) {
		if (!slot[i]) {
			__atomic_store_n(&slot[i], page, __ATOMIC_RELEASE);
			return true;
		}
	}
	return false;
}

/* Takes out a page that was put last. */
static void table_remove(struct pool_table *table, uintptr_t key, const struct pool_page *page)
{
	struct pool_page **slot = &table->slot[slot_of(key, table->bits)];

	for (unsigned int i = 0; i < POOL_PROBES; i++) {
		if (slot[i] == page)
			__atomic_store_n(&slot[i], NULL, __ATOMIC_RELEASE);
	}
}

static uintptr_t first_key(const struct pool_page *page)
{
	return (uintptr_t)page->vaddr >> KEY_SHIFT;
}

/* Of the last address at which a block may begin: large pages are one block each. */
static uintptr_t last_key(const struct dma_pool *pool, const struct pool_page *page)
{
	size_t last = pool->page_bytes - pool->size;

	return ((uintptr_t)page->vaddr + last) >> KEY_SHIFT;
}

static bool table_add(const struct dma_pool *pool, struct pool_table *table, struct pool_page *page)
{
	uintptr_t first = first_key(page), last = last_key(pool, page);

	if (!table_put(table, first, page))
		return false;
	if (last == first || table_put(table, last, page))
		return true;
	table_remove(table, first, page);
	return false;
}

struct pool_cell *cohmem_pool_find(const struct dma_pool *pool, const void *vaddr)
{
	const struct pool_table *table = __atomic_load_n(&pool->table, __ATOMIC_ACQUIRE);
	struct pool_page *const *slot;
	size_t cell;

	if (!table)
		return NULL;
	slot = &table->slot[slot_of((uintptr_t)vaddr >> KEY_SHIFT, table->bits)];
	for (unsigned int i = 0; i < POOL_PROBES; i++) {
		struct pool_page *page = __atomic_load_n(&slot[i], __ATOMIC_ACQUIRE);
		size_t offset;

		if (!page)
			return NULL;
		offset = (uintptr_t)vaddr - (uintptr_t)page->vaddr;
		if (offset >= pool->page_bytes)
			continue;
		/* Exact for offsets and sizes up to a page: their product is less than 2^48. */
		cell = (size_t)((offset * pool->inverse) >> 48);
		return cell < pool->cells && page->cell[cell].vaddr == vaddr ? &page->cell[cell]
									     : NULL;
	}
	return NULL;
}

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
static void cut(const struct dma_pool *pool, struct pool_page *page)
{
	dma_addr_t addr = next_place(pool, page->dma);

	for (size_t i = 0; i < pool->cells; i++)
		page->cell[i] = (struct pool_cell){0};
	page->blocks = 0;
	while (addr - page->dma <= pool->page_bytes - pool->size) {
		size_t offset = (size_t)(addr - page->dma);
		struct pool_cell *cell = &page->cell[offset / pool->size];

		cell->vaddr = page->vaddr + offset;
		cell->dma = addr;
		page->blocks++;
		addr = next_place(pool, addr + pool->size);
	}
}

static void page_free(const struct dma_pool *pool, struct pool_page *page)
{
	if (watched(WATCH_BLOCKS))
		cohmem_debug_reclaim(page->vaddr, pool->page_bytes);
	cohmem_free(pool->dev, pool->page_bytes, page->vaddr, page->dma, 0);
	cohmem_port->free(page, page_struct_bytes(pool));
}

static const char *page_fault(const struct pool_page *page, size_t size, bool io)
{
	if (page->blocks == 0)
		return "the memory that the device was given is not aligned for it";
	if (io && ((uintptr_t)page->vaddr | size) % sizeof(uint32_t))
		return "its blocks are no whole words, and device memory takes nothing else";
	return NULL;
}

static struct pool_page *page_new(struct dma_pool *pool, gfp_t flags, bool *io)
{
	struct pool_page *page = slab_alloc(pool->dev, page_struct_bytes(pool));
	const char *fault;

	if (!page) {
		report_warn(pool->dev, "dma_pool %s cannot grow: no memory for its books",
			    pool->name);
		return NULL;
	}
	page->vaddr = fails(COHMEM_FAIL_ALLOC, pool->dev)
			      ? NULL
			      : cohmem_alloc(pool->dev, pool->page_bytes, &page->dma, flags, 0);
	if (!page->vaddr) {
		cohmem_port->free(page, page_struct_bytes(pool));
		return NULL;
	}
	cut(pool, page);
	*io = cohmem_is_io(pool->dev, page->vaddr);
	fault = page_fault(page, pool->size, *io);
	if (!fault)
		return page;
	report_warn(pool->dev, "dma_pool %s cannot grow: %s", pool->name, fault);
	page_free(pool, page);
	return NULL;
}

/* Under the lock. The first block of the page is the next one to be taken. */
static bool add_page(struct dma_pool *pool, struct pool_page *page)
{
	if (!pool->table || !table_add(pool, pool->table, page))
		return false;
	page->next = pool->first;
	pool->first = page;
	pool->pages++;
	pool->blocks += page->blocks;
	for (size_t i = pool->cells; i--;) {
		if (page->cell[i].vaddr)
			cohmem_pool_push(pool, &page->cell[i]);
	}
	return true;
}

/* Under the lock. Whether all pages went from the pool's table into @table, which is the pool's now. */
static bool replace_table(struct dma_pool *pool, struct pool_table *table)
{
	if (pool->table && pool->table->bits >= table->bits)
		return false; /* somebody else was faster */
	for (struct pool_page *p = pool->first; p; p = p->next) {
		if (!table_add(pool, table, p))
			return false;
	}
	table->older = pool->table;
	__atomic_store_n(&pool->table, table, __ATOMIC_RELEASE);
	return true;
}

/* Room for one more page than @bits gave; 0 or -ENOMEM. */
static int grow_table(struct dma_pool *pool, unsigned int bits)
{
	struct pool_table *table = table_new(pool->dev, bits);
	unsigned long flags;
	bool in_use;

	if (!table)
		return -ENOMEM;
	flags = cohmem_port->lock(&pool->lock);
	in_use = replace_table(pool, table);
	cohmem_port->unlock(&pool->lock, flags);
	if (!in_use)
		table_free(table);
	return 0;
}

bool cohmem_pool_grow(struct dma_pool *pool, gfp_t gfp)
{
	unsigned int bits = 2;
	struct pool_page *page;
	bool io, added;

	page = page_new(pool, gfp, &io);
	if (!page)
		return false;
	for (;;) {
		unsigned long flags = cohmem_port->lock(&pool->lock);

		added = add_page(pool, page);
		if (added && io)
			__atomic_store_n(&pool->io, true, __ATOMIC_RELAXED);
		if (!added && pool->table && pool->table->bits >= bits)
			bits = pool->table->bits + 1;
		cohmem_port->unlock(&pool->lock, flags);
		if (added)
			return true;
		if (grow_table(pool, bits++))
			break;
	}
	report_warn(pool->dev, "dma_pool %s cannot grow: no memory for its books", pool->name);
	page_free(pool, page);
	return false;
}

void cohmem_pool_free_pages(struct dma_pool *pool)
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
}
