/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Debugging: what is looked at when a block is handed out, released, and in between. */
#include "findings.h"

static int level;

static enum wrong judge(const struct debug_block *block, const struct debug_block *release)
{
	if (!block)
		return NOT_ALLOCATED;
	if (block->dev != release->dev)
		return OF_ANOTHER_DEVICE;
	if (block->kind != release->kind)
		return WRONG_FUNCTION;
	if (block->pool != release->pool)
		return WRONG_POOL;
	if (block->size != release->size)
		return WRONG_SIZE;
	return block->dma != release->dma ? WRONG_DEVICE_ADDRESS : RIGHT;
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

	return (uintptr_t)release->vaddr - (uintptr_t)block->vaddr < block->room;
}

/* Nothing live begins there: what else it may be. */
static enum wrong look_further(const struct debug_block *release, struct debug_block *block)
{
	if (cohmem_table_find(same_dma, release, false, block))
		return WRONG_CPU_ADDRESS;
	if (cohmem_table_find(around, release, false, block))
		return INSIDE;
	if (cohmem_table_find(same_vaddr, release, true, block))
		return TWICE;
	return NOT_ALLOCATED;
}

void cohmem_debug_add(const struct debug_block *block)
{
	struct debug_block named = *block;
	const char *name = dev_name(block->dev);

	for (size_t i = 0; i < sizeof(named.owner) - 1 && name[i]; i++)
		named.owner[i] = name[i];
	if (block->room > block->size)
		cohmem_guard_fill((char *)block->vaddr + block->size, block->room - block->size,
				  COHMEM_DEBUG_GUARD, block->io);
	if (cohmem_table_add(&named) == 0)
		return;
	watch(WATCH_BLOCKS, false);
	report_err(block->dev, "DMA-API: debugging out of memory - disabling");
}

static struct debug_block describe(struct device *dev, void *vaddr, dma_addr_t dma, size_t size,
				   const void *site)
{
	struct debug_block block = {
		.vaddr = vaddr,
		.dma = dma,
		.size = size,
		.dev = dev,
		.site = site,
		.time = cohmem_port->now ? cohmem_port->now() : 0,
		.stays = dev && cohmem_reclaims(dev),
	};

	/* Of generic memory it is known that it comes in pages. */
	block.room = (size + COHMEM_PAGE_SIZE - 1) & ~(COHMEM_PAGE_SIZE - 1);
	if (dev && cohmem_area_room(dev, vaddr, size, &block.room, &block.io))
		block.stays = true;
	return block;
}

void cohmem_debug_alloc(struct device *dev, void *vaddr, dma_addr_t dma, size_t size,
			enum debug_kind kind, const void *site)
{
	struct debug_block block;

	if (!watched(WATCH_BLOCKS))
		return;
	if (dev && !dev->coherent_dma_mask)
		cohmem_tell_no_mask(dev, site);
	if (!vaddr)
		return;
	block = describe(dev, vaddr, dma, size, site);
	block.kind = kind;
	cohmem_debug_add(&block);
}

void cohmem_debug_reserved(struct device *dev, void *vaddr, dma_addr_t dma, size_t size,
			   const void *site)
{
	struct debug_block block = describe(dev, vaddr, dma, size, site);

	block.room = size;
	cohmem_debug_add(&block);
}

void cohmem_debug_slab_alloc(const void *addr, size_t size, const void *site)
{
	struct debug_block block;

	if (!watched(WATCH_BLOCKS))
		return;
	block = describe(NULL, (void *)(uintptr_t)addr, 0, size, site);
	block.room = size;
	block.kind = DEBUG_SLAB;
	cohmem_debug_add(&block);
}

void cohmem_debug_slab_free(const void *addr)
{
	if (watched(WATCH_BLOCKS))
		cohmem_debug_forget(addr);
}

/* Those that @match says yes to; NULL: those that are too many. */
static void reclaim(bool (*match)(const struct debug_block *block, const void *what),
		    const void *what)
{
	struct debug_block freed;
	size_t at;

	while (cohmem_table_reclaim(match, what, &freed, &at)) {
		freed.dev = NULL;
		if (at < freed.size)
			cohmem_tell_poison(&freed, at);
	}
}

bool cohmem_debug_free(const struct debug_block *release)
{
	struct debug_block block;
	size_t guard, at;
	enum wrong wrong = cohmem_table_remove(release, judge, &block);

	if (wrong == NOT_ALLOCATED)
		wrong = look_further(release, &block);
	if (wrong != RIGHT) {
		cohmem_tell_release(wrong, &block, release);
		return false;
	}
	guard = block.room - block.size;
	at = cohmem_guard_broken((char *)block.vaddr + block.size, guard, COHMEM_DEBUG_GUARD,
				 block.io);
	if (at < guard)
		cohmem_tell_overrun(&block, at, release->site);
	cohmem_guard_fill(block.vaddr, block.room, COHMEM_DEBUG_POISON, block.io);
	block.freed_site = release->site;
	cohmem_table_add_freed(&block);
	reclaim(NULL, NULL);
	return true;
}

bool cohmem_debug_may_free(struct device *dev, size_t size, void *vaddr, dma_addr_t dma,
			   enum debug_kind kind, const void *site)
{
	const struct debug_block release = {
		.vaddr = vaddr,
		.dma = dma,
		.size = size,
		.dev = dev,
		.site = site,
		.kind = kind,
	};

	return cohmem_debug_free(&release);
}

static enum wrong always(const struct debug_block *block, const struct debug_block *release)
{
	(void)block, (void)release;
	return RIGHT;
}

void cohmem_debug_forget(const void *vaddr)
{
	const struct debug_block what = {.vaddr = (void *)(uintptr_t)vaddr};
	struct debug_block block;

	cohmem_table_remove(&what, always, &block);
}

struct range {
	uintptr_t begin;
	size_t bytes;
};

static bool overlaps(const struct debug_block *block, const void *what)
{
	const struct range *range = what;
	uintptr_t begin = (uintptr_t)block->vaddr;

	return begin < range->begin ? range->begin - begin < block->room
				    : begin - range->begin < range->bytes;
}

void cohmem_debug_reclaim(const void *addr, size_t bytes)
{
	const struct range range = {(uintptr_t)addr, bytes};

	if (watched(WATCH_BLOCKS))
		reclaim(overlaps, &range);
}

static bool is_written(const struct debug_block *block, const void *dev)
{
	return (!dev || block->dev == dev) && block->stays &&
	       cohmem_guard_broken(block->vaddr, block->size, COHMEM_DEBUG_POISON, block->io) <
		       block->size;
}

unsigned long cohmem_check(struct device *dev)
{
	unsigned long before = cohmem_debug_findings();
	struct debug_block block;
	size_t at;

	if (!watched(WATCH_BLOCKS))
		return 0;
	while (cohmem_table_broken(dev, &block, &at)) {
		block.dev = dev;
		cohmem_tell_overrun(&block, at, NULL);
	}
	reclaim(is_written, dev);
	return cohmem_debug_findings() - before;
}

unsigned long cohmem_debug_list(const struct device *dev, unsigned long since)
{
	struct debug_block first;
	struct debug_sum sum;
	const void *site = NULL;
	unsigned long blocks = 0;

	while (cohmem_table_sum(dev, since, &site, &sum, &first)) {
		first.dev = (struct device *)(uintptr_t)dev;
		cohmem_tell_sum(&sum, &first);
		blocks += sum.blocks;
	}
	return blocks;
}

unsigned long cohmem_debug_leaks(struct device *dev)
{
	return watched(WATCH_BLOCKS) ? cohmem_debug_list(dev, 0) : 0;
}

void cohmem_debug_released(const struct device *dev)
{
	struct debug_block first, block;
	struct debug_sum sum;
	const void *site = NULL;
	unsigned long count = 0;

	while (cohmem_table_sum(dev, 0, &site, &sum, &block)) {
		if (!count)
			first = block;
		count += sum.blocks;
	}
	if (count)
		cohmem_tell_pending(dev, count, &first);
}

int cohmem_debug_set(int new_level)
{
	bool was_on = cohmem_debug_level() != COHMEM_DEBUG_OFF;
	int err;

	if (new_level < COHMEM_DEBUG_OFF || new_level > COHMEM_DEBUG_ABORT)
		return -EINVAL;
	if (new_level == COHMEM_DEBUG_ABORT && !cohmem_port->stop)
		return -EINVAL;
	/* Also what was left when there was no memory: it knows nothing of what came after. */
	if (!was_on || new_level == COHMEM_DEBUG_OFF) {
		watch(WATCH_BLOCKS, false);
		level = COHMEM_DEBUG_OFF;
		cohmem_table_tear_down();
	}
	if (!was_on && new_level != COHMEM_DEBUG_OFF) {
		err = cohmem_table_set_up();
		if (err)
			return err;
	}
	watch(WATCH_BLOCKS, new_level != COHMEM_DEBUG_OFF);
	cohmem_pools_watch();
	level = new_level;
	cohmem_findings_begin(level == COHMEM_DEBUG_ABORT);
	return 0;
}

int cohmem_debug_level(void)
{
	return watched(WATCH_BLOCKS) ? level : COHMEM_DEBUG_OFF;
}
