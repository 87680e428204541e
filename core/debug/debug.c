/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Debugging: the checks when a block is allocated, while it is in use, and when it is freed. */
#include "../base/interval.h"
#include "findings.h"

#define EVENTS                                                                  \
	(COHMEM_OBSERVE_BLOCKS | COHMEM_OBSERVE_POOLS | COHMEM_OBSERVE_MEMORY | \
	 COHMEM_OBSERVE_AREAS | COHMEM_OBSERVE_DEVICES)

static int level;
static struct cohmem_observer observer;

static bool is_on(void)
{
	return atomic_read(&observer.events) != 0;
}

static enum free_error debug_check_free(const struct debug_block *block,
					const struct debug_block *release)
{
	if (!block)
		return FREE_NOT_ALLOCATED;
	if (block->dev != release->dev)
		return FREE_OF_ANOTHER_DEVICE;
	if (block->kind != release->kind)
		return FREE_WRONG_FUNCTION;
	if (block->pool != release->pool)
		return FREE_WRONG_POOL;
	if (block->size != release->size)
		return FREE_WRONG_SIZE;
	return block->dma != release->dma ? FREE_WRONG_DEVICE_ADDRESS : FREE_OK;
}

static bool same_vaddr(const struct debug_block *block, const void *what)
{
	return block->vaddr == ((const struct debug_block *)what)->vaddr;
}

static bool same_dma(const struct debug_block *block, const void *what)
{
	const struct debug_block *release = what;

	return block->dev == release->dev && block->dma == release->dma &&
	       block->kind == release->kind;
}

static bool around(const struct debug_block *block, const void *what)
{
	const struct debug_block *release = what;

	return (uintptr_t)release->vaddr - (uintptr_t)block->vaddr < block->capacity;
}

/* No live block starts at the freed address: finds out what is there instead. */
static enum free_error look_further(const struct debug_block *release, struct debug_block *block)
{
	if (cohmem__table_find(same_dma, release, false, block))
		return FREE_WRONG_CPU_ADDRESS;
	if (cohmem__table_find(around, release, false, block))
		return FREE_INSIDE;
	if (cohmem__table_find(same_vaddr, release, true, block))
		return FREE_TWICE;
	return FREE_NOT_ALLOCATED;
}

static struct debug_block entry_of(const struct cohmem_block *block)
{
	struct debug_block entry = {
		.vaddr = block->vaddr,
		.dma = block->dma,
		.size = block->size,
		.capacity = block->capacity,
		.dev = block->dev,
		.pool = block->pool,
		.site = block->site,
		.time = cohmem_port->now ? cohmem_port->now() : 0,
		.kind = block->kind,
		.io = block->io,
		.readable_when_free = block->readable_when_free,
	};
	const char *name = dev_name(block->dev);

	for (size_t i = 0; i < sizeof(entry.owner) - 1 && name[i]; i++)
		entry.owner[i] = name[i];
	return entry;
}

static void debug_allocated(const struct cohmem_block *block)
{
	bool for_dma = block->kind == COHMEM_BLOCK_COHERENT || block->kind == COHMEM_BLOCK_MANAGED;
	struct debug_block entry;

	if (block->kind == COHMEM_BLOCK_POOL_PAGE)
		return;
	if (for_dma && block->dev && !block->dev->coherent_dma_mask)
		cohmem__report_no_mask(block->dev, block->site);
	if (!block->vaddr)
		return;
	entry = entry_of(block);
	if (entry.capacity > entry.size)
		cohmem__redzone_fill((char *)entry.vaddr + entry.size, entry.capacity - entry.size,
				     COHMEM_DEBUG_REDZONE, entry.io);
	if (cohmem__table_add(&entry) == 0)
		return;
	cohmem_observe(&observer, 0);
	report_err(entry.dev, "DMA-API: debugging out of memory - disabling");
}

/* Removes freed blocks for which @match returns true (NULL: those beyond the limit), and reports writes to them. */
static void reclaim(bool (*match)(const struct debug_block *block, const void *what),
		    const void *what)
{
	struct debug_block freed;
	size_t at;

	while (cohmem__table_reclaim(match, what, &freed, &at)) {
		freed.dev = NULL;
		if (at < freed.size)
			cohmem__report_poison(&freed, at);
	}
}

static bool check_free(const struct debug_block *release)
{
	struct debug_block block;
	size_t redzone, at;
	enum free_error error = cohmem__table_remove(release, debug_check_free, &block);

	if (error == FREE_NOT_ALLOCATED)
		error = look_further(release, &block);
	if (error != FREE_OK) {
		cohmem__report_release(error, &block, release);
		return false;
	}
	redzone = block.capacity - block.size;
	at = cohmem__redzone_damage((char *)block.vaddr + block.size, redzone, COHMEM_DEBUG_REDZONE,
				    block.io);
	if (at < redzone)
		cohmem__report_overrun(&block, at, release->site);
	cohmem__redzone_fill(block.vaddr, block.capacity, COHMEM_DEBUG_POISON, block.io);
	block.freed_site = release->site;
	cohmem__table_add_freed(&block);
	reclaim(NULL, NULL);
	return true;
}

static enum free_error always(const struct debug_block *block, const struct debug_block *release)
{
	(void)block, (void)release;
	return FREE_OK;
}

static void debug_forget(const void *vaddr)
{
	const struct debug_block what = {.vaddr = (void *)(uintptr_t)vaddr};
	struct debug_block block;

	cohmem__table_remove(&what, always, &block);
}

static bool debug_may_free(const struct cohmem_block *block)
{
	struct debug_block release;

	switch (block->kind) {
	case COHMEM_BLOCK_POOL_PAGE:
		return true;
	case COHMEM_BLOCK_DMA_POOL:
	case COHMEM_BLOCK_SLAB:
		debug_forget(block->vaddr);
		return true;
	default:
		release = entry_of(block);
		return check_free(&release);
	}
}

/* A block that is still in the table was not freed with the API that allocated it. */
static void debug_memory_freed(const void *addr, size_t bytes)
{
	(void)bytes;
	debug_forget(addr);
}

struct range {
	uintptr_t begin;
	size_t bytes;
};

static bool overlaps(const struct debug_block *block, const void *what)
{
	const struct range *range = what;

	return intervals_overlap((uintptr_t)block->vaddr, block->capacity, range->begin,
				 range->bytes);
}

static void debug_memory_reused(const void *addr, size_t bytes)
{
	const struct range range = {(uintptr_t)addr, bytes};

	reclaim(overlaps, &range);
}

static void debug_area(struct device *dev, const struct cohmem_area_info *area, bool begins)
{
	(void)dev;
	if (!begins)
		debug_memory_reused(area->virt_base, area->size);
}

static bool is_written(const struct debug_block *block, const void *dev)
{
	return (!dev || block->dev == dev) && block->readable_when_free &&
	       cohmem__redzone_damage(block->vaddr, block->size, COHMEM_DEBUG_POISON, block->io) <
		       block->size;
}

unsigned long cohmem_debug_check(struct device *dev)
{
	unsigned long before = cohmem_debug_findings();
	struct debug_block block;
	size_t at;

	if (!is_on())
		return 0;
	while (cohmem__table_broken(dev, &block, &at)) {
		block.dev = dev;
		cohmem__report_overrun(&block, at, NULL);
	}
	reclaim(is_written, dev);
	return cohmem_debug_findings() - before;
}

unsigned long cohmem__debug_list(const struct device *dev, unsigned long since)
{
	struct debug_block first;
	struct debug_sum sum;
	const void *site = NULL;
	unsigned long blocks = 0;

	while (cohmem__table_sum(dev, since, &site, &sum, &first)) {
		first.dev = (struct device *)(uintptr_t)dev;
		cohmem__report_sum(&sum, &first);
		blocks += sum.blocks;
	}
	return blocks;
}

unsigned long cohmem_debug_leaks(struct device *dev)
{
	return is_on() ? cohmem__debug_list(dev, 0) : 0;
}

static void debug_device_released(struct device *dev, const void *released_at)
{
	struct debug_block first, block;
	struct debug_sum sum;
	const void *site = NULL;
	unsigned long count = 0;

	(void)released_at;
	while (cohmem__table_sum(dev, 0, &site, &sum, &block)) {
		if (!count)
			first = block;
		count += sum.blocks;
	}
	if (count)
		cohmem__report_pending(dev, count, &first);
}

static struct cohmem_observer observer = {
	.allocated = debug_allocated,
	.may_free = debug_may_free,
	.memory_freed = debug_memory_freed,
	.memory_reused = debug_memory_reused,
	.area = debug_area,
	.device_released = debug_device_released,
};

int cohmem_debug_set(int new_level)
{
	bool was_on = cohmem_debug_level() != COHMEM_DEBUG_OFF;
	int err;

	if (new_level < COHMEM_DEBUG_OFF || new_level > COHMEM_DEBUG_ABORT)
		return -EINVAL;
	if (new_level == COHMEM_DEBUG_ABORT && !cohmem_port->stop)
		return -EINVAL;
	/* Also discards the table that remained after debugging ran out of memory: it lacks all later blocks. */
	if (!was_on || new_level == COHMEM_DEBUG_OFF) {
		cohmem_observe(&observer, 0);
		level = COHMEM_DEBUG_OFF;
		cohmem__table_tear_down();
	}
	if (!was_on && new_level != COHMEM_DEBUG_OFF) {
		err = cohmem__table_set_up();
		if (err)
			return err;
	}
	cohmem_observe(&observer, new_level == COHMEM_DEBUG_OFF ? 0 : EVENTS);
	level = new_level;
	cohmem__findings_begin(level == COHMEM_DEBUG_ABORT);
	return 0;
}

int cohmem_debug_level(void)
{
	return is_on() ? level : COHMEM_DEBUG_OFF;
}
