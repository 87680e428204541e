/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The table of live blocks (a hash by CPU address) and the list of the most recently freed blocks.
 *
 * Freed memory is read only under the table's lock. Before it is used again, its block is removed from
 * the list under the same lock (cohmem__table_reclaim()). Entries are allocated in slabs, which are freed
 * together with the table.
 */
#include <cohmem/config.h>

#include "../base/assert.h"
#include "../base/hash.h"
#include "../base/list.h"
#include "debug.h"

/* Firmware has little memory and few blocks. Fuzz targets also set BUCKET_BITS, because they walk the table often. */
#if !COHMEM_WITH_THREADS
#define BUCKET_BITS  5
#define SLAB_ENTRIES 8
#else
#ifndef BUCKET_BITS
#define BUCKET_BITS 12
#endif
#define SLAB_ENTRIES 64
#endif

struct slab {
	struct slab *next;
	struct debug_block entry[SLAB_ENTRIES];
};

static struct cohmem_lock lock;
static struct debug_block **bucket; /* 2^BUCKET_BITS */
static struct debug_block *unused;
static struct debug_block *oldest_freed, **newest_freed;
static unsigned int freed_count;
static unsigned long serial;
static struct slab *slabs;

static struct debug_block **chain(const void *vaddr)
{
	return &bucket[address_hash((uintptr_t)vaddr, BUCKET_BITS)];
}

static void table_clear(void)
{
	for (size_t i = 0; i < (size_t)1 << BUCKET_BITS; i++)
		bucket[i] = NULL;
	unused = oldest_freed = NULL;
	newest_freed = &oldest_freed;
	freed_count = 0;
}

int cohmem__table_set_up(void)
{
	bucket = cohmem_port->alloc(sizeof(struct debug_block *) << BUCKET_BITS);
	if (!bucket)
		return -ENOMEM;
	table_clear();
	return 0;
}

void cohmem__table_tear_down(void)
{
	struct slab *slab;

	while ((slab = slabs)) {
		slabs = slab->next;
		cohmem_port->free(slab, sizeof(*slab));
	}
	if (bucket)
		cohmem_port->free(bucket, sizeof(struct debug_block *) << BUCKET_BITS);
	bucket = NULL;
}

/* In a child process: empties the table, which another thread of the parent may have been changing during fork(). */
void cohmem__table_fork_child(void)
{
	static struct slab *left;

	leave_to_parent(slabs, left);
	lock = (struct cohmem_lock){0};
	if (bucket)
		table_clear();
}

/* Makes sure that there is an unused entry. Releases the lock meanwhile if it must allocate. Returns 0 or -ENOMEM. */
static int reserve(unsigned long *flags)
{
	struct slab *slab;

	if (unused)
		return 0;
	cohmem_port->unlock(&lock, *flags);
	slab = cohmem_port->alloc(sizeof(*slab));
	*flags = cohmem_port->lock(&lock);
	if (!slab)
		return -ENOMEM;
	slab->next = slabs;
	slabs = slab;
	for (int i = 0; i < SLAB_ENTRIES; i++) {
		slab->entry[i].next = unused;
		unused = &slab->entry[i];
	}
	return 0;
}

static void table_put(struct debug_block *entry)
{
	entry->next = unused;
	unused = entry;
}

static struct debug_block **link_of(const void *vaddr)
{
	struct debug_block **link = chain(vaddr);

	assert_locked(&lock);
	while (*link && (*link)->vaddr != vaddr)
		link = &(*link)->next;
	return link;
}

static struct debug_block *table_take(struct debug_block **link)
{
	struct debug_block *entry = *link;

	*link = entry->next;
	return entry;
}

int cohmem__table_add(const struct debug_block *block)
{
	unsigned long flags = cohmem_port->lock(&lock);
	struct debug_block *entry, **link;
	int err = reserve(&flags);

	if (!err) {
		link = link_of(block->vaddr);
		if (*link)
			table_put(table_take(link));
		entry = table_take(&unused);
		*entry = *block;
		entry->serial = serial++;
		link = chain(block->vaddr);
		entry->next = *link;
		*link = entry;
	}
	cohmem_port->unlock(&lock, flags);
	return err;
}

enum free_error cohmem__table_remove(const struct debug_block *release,
				     enum free_error (*judge)(const struct debug_block *block,
							      const struct debug_block *release),
				     struct debug_block *found)
{
	unsigned long flags = cohmem_port->lock(&lock);
	struct debug_block **link = link_of(release->vaddr);
	enum free_error error = judge(*link, release);

	if (*link)
		*found = **link;
	if (error == FREE_OK && *link)
		table_put(table_take(link));
	cohmem_port->unlock(&lock, flags);
	return error;
}

static const struct debug_block *
find_live(bool (*match)(const struct debug_block *block, const void *what), const void *what)
{
	for (size_t i = 0; i < (size_t)1 << BUCKET_BITS; i++) {
		for (const struct debug_block *b = bucket[i]; b; b = b->next) {
			if (match(b, what))
				return b;
		}
	}
	return NULL;
}

/* Returns the matching block that was freed last. */
static const struct debug_block *
find_freed(bool (*match)(const struct debug_block *block, const void *what), const void *what)
{
	const struct debug_block *found = NULL;

	for (const struct debug_block *b = oldest_freed; b; b = b->next) {
		if (match(b, what))
			found = b;
	}
	return found;
}

bool cohmem__table_find(bool (*match)(const struct debug_block *block, const void *what),
			const void *what, bool freed, struct debug_block *found)
{
	unsigned long flags = cohmem_port->lock(&lock);
	const struct debug_block *b = freed ? find_freed(match, what) : find_live(match, what);

	if (b)
		*found = *b;
	cohmem_port->unlock(&lock, flags);
	return b != NULL;
}

void cohmem__table_add_freed(const struct debug_block *block)
{
	unsigned long flags = cohmem_port->lock(&lock);

	if (reserve(&flags) == 0) {
		struct debug_block *entry = table_take(&unused);

		*entry = *block;
		entry->next = NULL;
		*newest_freed = entry;
		newest_freed = &entry->next;
		freed_count++;
	}
	cohmem_port->unlock(&lock, flags);
}

static struct debug_block *take_freed(struct debug_block **link)
{
	struct debug_block *entry = table_take(link);

	if (newest_freed == &entry->next)
		newest_freed = link;
	freed_count--;
	return entry;
}

bool cohmem__table_reclaim(bool (*match)(const struct debug_block *block, const void *what),
			   const void *what, struct debug_block *found, size_t *at)
{
	unsigned long flags = cohmem_port->lock(&lock);
	struct debug_block **link = &oldest_freed;
	bool any;

	while (match && *link && !match(*link, what))
		link = &(*link)->next;
	any = *link && (match || freed_count > COHMEM_DEBUG_FREED);
	if (any) {
		struct debug_block *entry = take_freed(link);

		*found = *entry;
		*at = entry->readable_when_free
			      ? cohmem__redzone_damage(entry->vaddr, entry->size,
						       COHMEM_DEBUG_POISON, entry->io)
			      : entry->size;
		table_put(entry);
	}
	cohmem_port->unlock(&lock, flags);
	return any;
}

static bool table_matches(const struct debug_block *block, const struct device *dev)
{
	return !dev || block->dev == dev;
}

static bool is_broken(const struct debug_block *block, const void *dev)
{
	return table_matches(block, dev) &&
	       cohmem__redzone_damage((char *)block->vaddr + block->size,
				      block->capacity - block->size, COHMEM_DEBUG_REDZONE,
				      block->io) < block->capacity - block->size;
}

bool cohmem__table_broken(const struct device *dev, struct debug_block *found, size_t *at)
{
	unsigned long flags = cohmem_port->lock(&lock);
	const struct debug_block *b = find_live(is_broken, dev);

	if (b) {
		char *end = (char *)b->vaddr + b->size;

		*found = *b;
		*at = cohmem__redzone_damage(end, b->capacity - b->size, COHMEM_DEBUG_REDZONE,
					     b->io);
		cohmem__redzone_fill(end, b->capacity - b->size, COHMEM_DEBUG_REDZONE, b->io);
	}
	cohmem_port->unlock(&lock, flags);
	return b != NULL;
}

unsigned long cohmem__table_serial(void)
{
	unsigned long flags = cohmem_port->lock(&lock);
	unsigned long next = serial;

	cohmem_port->unlock(&lock, flags);
	return next;
}

/* Selects the blocks to sum up: by device (NULL: any), lowest serial number, and site. */
struct filter {
	const struct device *dev;
	unsigned long since;
	const void *site;
};

static bool passes(const struct filter *filter, const struct debug_block *block)
{
	return table_matches(block, filter->dev) && block->serial >= filter->since;
}

/* Returns the lowest site above the filter's, or NULL. */
static const void *next_site(const struct filter *filter)
{
	const void *next = NULL;

	for (size_t i = 0; i < (size_t)1 << BUCKET_BITS; i++) {
		for (const struct debug_block *b = bucket[i]; b; b = b->next) {
			if (passes(filter, b) && (uintptr_t)b->site > (uintptr_t)filter->site &&
			    (!next || (uintptr_t)b->site < (uintptr_t)next))
				next = b->site;
		}
	}
	return next;
}

static void sum_add(struct debug_sum *sum, const struct debug_block *b, struct debug_block *first)
{
	if (sum->blocks == 0 || b->serial < first->serial)
		*first = *b;
	sum->blocks++;
	sum->bytes += b->size;
}

bool cohmem__table_sum(const struct device *dev, unsigned long since, const void **site,
		       struct debug_sum *sum, struct debug_block *found)
{
	unsigned long flags = cohmem_port->lock(&lock);
	struct filter filter = {dev, since, *site};

	*site = filter.site = next_site(&filter);
	*sum = (struct debug_sum){0};
	for (size_t i = 0; *site && i < (size_t)1 << BUCKET_BITS; i++) {
		for (const struct debug_block *b = bucket[i]; b; b = b->next) {
			if (passes(&filter, b) && b->site == *site)
				sum_add(sum, b, found);
		}
	}
	cohmem_port->unlock(&lock, flags);
	return *site != NULL;
}
