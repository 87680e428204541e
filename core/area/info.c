/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reservation of memory by its device address, and inspection of areas. */
#include "../observe/observe.h"
#include "thread_cache.h"

static struct cohmem_area *area_at(struct device *dev, dma_addr_t addr)
{
	struct cohmem_area *area = dev->cohmem_areas;

	while (area && (area->draining || addr - area->device_base >= area->size))
		area = area->next;
	return area;
}

/* Fills in @block (from its first granule's start to the request's end), and *@bytes (all granules taken). */
static int occupy(struct cohmem_area *area, dma_addr_t device_addr, struct cohmem_block *block,
		  size_t *bytes)
{
	size_t at = (size_t)(device_addr - area->device_base);
	size_t start = at >> area->granule_shift;
	size_t count;
	int err;

	if (block->size > area->size - at)
		return -EINVAL;
	block->size += at - (start << area->granule_shift);
	count = area_block(area, area_granules(area, block->size));

	err = cohmem_runs_take(area_runs(area), (uint32_t)start, (uint32_t)count);
	if (err == -EBUSY && area_is_per_thread(area) && cohmem__thread_cache_steal(area))
		err = cohmem_runs_take(area_runs(area), (uint32_t)start, (uint32_t)count);
	if (!err && area_is_per_thread(area))
		cohmem__thread_cache_mark(area, (uint32_t)start, cohmem_runs_order((uint32_t)count),
					  false);
	if (err)
		return err == -ERANGE ? -EINVAL : err;
	*bytes = count << area->granule_shift;
	block->vaddr = area_addr(area, (uint32_t)start);
	block->dma = area->device_base + (start << area->granule_shift);
	block->io = (area->flags & DMA_MEMORY_IO) != 0;
	return 0;
}

void *dma_mark_declared_memory_occupied(struct device *dev, dma_addr_t device_addr, size_t size)
{
	struct cohmem_block block = {.dev = dev, .size = size, .readable_when_free = true};
	struct cohmem_area *area;
	unsigned long flags;
	size_t bytes = 0;
	int err = -EINVAL;

	if (!dev || size == 0)
		return ERR_PTR(-EINVAL);
	if (of_parent(dev))
		return ERR_PTR(-EPERM);
	flags = cohmem_port->lock(&dev->cohmem_lock);
	area = area_at(dev, device_addr);
	if (area)
		err = occupy(area, device_addr, &block, &bytes);
	cohmem_port->unlock(&dev->cohmem_lock, flags);
	if (err)
		return ERR_PTR(err);
	if (observed(OBSERVE_MEMORY))
		cohmem_memory_reused(block.vaddr, bytes);
	if (observed(OBSERVE_BLOCKS)) {
		block.capacity = block.size; /* no redzone: the rest is not touched */
		block.site = __builtin_return_address(0);
		cohmem__allocated(&block);
	}
	return block.vaddr;
}

static struct cohmem_area *area_number(struct device *dev, unsigned int index)
{
	struct cohmem_area *area = dev->cohmem_areas;

	while (area && index--)
		area = area->next;
	return area;
}

int cohmem_area_get_info(struct device *dev, unsigned int index, struct cohmem_area_info *info)
{
	const struct cohmem_area *area;
	unsigned long flags;

	if (!dev || !info)
		return -EINVAL;
	if (of_parent(dev))
		return -EPERM;
	flags = cohmem_port->lock(&dev->cohmem_lock);
	area = area_number(dev, index);
	if (area) {
		*info = (struct cohmem_area_info){
			.virt_base = area->virt_base,
			.device_base = area->device_base,
			.size = area->size,
			.granule_shift = area->granule_shift,
			.flags = area->flags,
			.draining = area->draining,
			.stats = area->stats,
		};
		if (area_is_per_thread(area))
			cohmem__thread_cache_add_stats(area, &info->stats);
		cohmem_runs_get_info(area_runs(area), &info->runs);
	}
	cohmem_port->unlock(&dev->cohmem_lock, flags);
	return area ? 0 : -ENOENT;
}

int cohmem_device_get_stats(struct device *dev, struct cohmem_device_stats *stats)
{
	unsigned long flags;

	if (!dev || !stats)
		return -EINVAL;
	if (of_parent(dev))
		return -EPERM;
	flags = cohmem_port->lock(&dev->cohmem_lock);
	*stats = dev->cohmem_stats;
	cohmem_port->unlock(&dev->cohmem_lock, flags);
	return 0;
}

bool cohmem_area_next_run(struct device *dev, unsigned int index, uint32_t from,
			  struct cohmem_run *run)
{
	const struct cohmem_area *area;
	unsigned long flags;
	bool found;

	if (!dev || !run || of_parent(dev))
		return false;
	flags = cohmem_port->lock(&dev->cohmem_lock);
	area = area_number(dev, index);
	found = area && cohmem_runs_next(area_runs(area), from, run);
	cohmem_port->unlock(&dev->cohmem_lock, flags);
	return found;
}

const char *cohmem_device_validate(struct device *dev)
{
	const char *broken = NULL;
	unsigned long flags;

	if (!dev || of_parent(dev))
		return NULL;
	flags = cohmem_port->lock(&dev->cohmem_lock);
	for (struct cohmem_area *a = dev->cohmem_areas; a && !broken; a = a->next)
		broken = cohmem_runs_validate(area_runs(a), area_runs_bytes(a));
	cohmem_port->unlock(&dev->cohmem_lock, flags);
	return broken;
}
