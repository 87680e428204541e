/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Streaming DMA: each mapping has a copy of the driver's memory in memory that the device can reach.
 * Data are copied only when the driver maps, unmaps or syncs, and only in the direction of the mapping.
 * Linux guarantees no more, and on a machine that is not coherent no more happens. The messages are
 * those of kernel/dma/debug.c.
 */
#include "internal.h"

#include <cohmem/debug.h>
#include <linux/dma-map-ops.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct mapping {
	struct list_head entry;
	struct device *dev;
	dma_addr_t dma;
	char *copy;
	char *original;
	size_t size;
	enum dma_data_direction dir;
	bool asked; /* dma_mapping_error() was called */
};

static LIST_HEAD(mappings);
static DEFINE_MUTEX(mappings_lock);

static const char *const direction[] = {"DMA_BIDIRECTIONAL", "DMA_TO_DEVICE", "DMA_FROM_DEVICE",
					"DMA_NONE"};

/* The mapping that contains @addr, or NULL; under the lock. */
static struct mapping *mapping_find(const struct device *dev, dma_addr_t addr)
{
	struct mapping *m;

	list_for_each_entry(m, &mappings, entry) {
		if (m->dev == dev && addr - m->dma < m->size)
			return m;
	}
	return NULL;
}

static bool is_direction(enum dma_data_direction dir)
{
	return (unsigned int)dir < DMA_NONE;
}

/* Allocates the copy. Returns 0, or -ENOMEM after reporting the reason. */
static int get_copy(struct mapping *m, unsigned long attrs)
{
	const struct dma_map_ops *ops = get_dma_ops(m->dev);
	const char *why = "the device has no generic memory (attach a back end)";

	if (ops && ops->alloc) {
		m->copy = ops->alloc(m->dev, m->size, &m->dma, GFP_ATOMIC,
				     attrs | COHMEM_ATTR_STREAMING);
		why = "generic memory has no room within the device's streaming mask";
	}
	if (m->copy)
		return 0;
	if (!(attrs & DMA_ATTR_NO_WARN))
		dev_warn(m->dev, "cannot map %zu bytes: %s", m->size, why);
	return -ENOMEM;
}

dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	struct mapping *m;

	if (!dev || !ptr || !size || !is_direction(dir)) {
		dev_err(dev, "cannot map: dev or ptr is NULL, size is 0, or dir is not valid");
		return DMA_MAPPING_ERROR;
	}
	m = cohmem_slab_alloc(sizeof(*m), GFP_ATOMIC, __builtin_return_address(0));
	if (!m)
		return DMA_MAPPING_ERROR;
	*m = (struct mapping){.dev = dev, .original = ptr, .size = size, .dir = dir};
	if (get_copy(m, attrs)) {
		kfree(m);
		return DMA_MAPPING_ERROR;
	}
	if (dir != DMA_FROM_DEVICE && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		memcpy(m->copy, ptr, size);
	mutex_lock(&mappings_lock);
	list_add(&m->entry, &mappings);
	mutex_unlock(&mappings_lock);
	return m->dma;
}

int dma_mapping_error(struct device *dev, dma_addr_t dma_addr)
{
	struct mapping *m;

	if (dma_addr == DMA_MAPPING_ERROR)
		return -ENOMEM;
	mutex_lock(&mappings_lock);
	m = mapping_find(dev, dma_addr);
	if (m)
		m->asked = true;
	mutex_unlock(&mappings_lock);
	return 0;
}

/* Compares an unmap with its mapping; false, with a report, if they do not match. */
static bool mapping_check(const struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, const struct mapping *m)
{
	const unsigned long long at = addr;

	if (!m || m->dma != addr) {
		dev_warn(
			dev,
			"DMA-API: device driver tries to free DMA memory it has not allocated [device address=0x%016llx] [size=%zu bytes]",
			at, size);
	} else if (m->size != size) {
		dev_warn(
			dev,
			"DMA-API: device driver frees DMA memory with different size [device address=0x%016llx] [map size=%zu bytes] [unmap size=%zu bytes]",
			at, m->size, size);
	} else if (m->dir != dir) {
		dev_warn(
			dev,
			"DMA-API: device driver frees DMA memory with different direction [device address=0x%016llx] [size=%zu bytes] [mapped with %s] [unmapped with %s]",
			at, size, direction[m->dir], direction[dir & 3]);
	} else {
		return true;
	}
	return false;
}

void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, size_t size,
			    enum dma_data_direction dir, unsigned long attrs)
{
	struct mapping seen = {0}, *m;

	mutex_lock(&mappings_lock);
	m = mapping_find(dev, addr);
	if (m)
		seen = *m;
	if (m && m->dma == addr && m->size == size && m->dir == dir)
		list_del(&m->entry);
	mutex_unlock(&mappings_lock);
	/* A mapping left on the list may be freed by another thread at any time: check the copy. */
	if (!mapping_check(dev, addr, size, dir, m ? &seen : NULL))
		return;
	if (!m->asked && cohmem_debug_level() != COHMEM_DEBUG_OFF)
		dev_warn(
			dev,
			"DMA-API: device driver failed to check map error [device address=0x%016llx] [size=%zu bytes] [mapped as single]",
			(unsigned long long)addr, size);
	if (dir != DMA_TO_DEVICE && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		memcpy(m->original, m->copy, size);
	get_dma_ops(dev)->free(dev, size, m->copy, addr, attrs);
	kfree(m);
}

/* Copies a part of a mapping, for the CPU or for the device. */
static void mapping_sync(struct device *dev, dma_addr_t addr, size_t size,
			 enum dma_data_direction dir, bool for_cpu)
{
	const struct mapping *m;
	size_t at;

	mutex_lock(&mappings_lock);
	m = mapping_find(dev, addr);
	at = m ? (size_t)(addr - m->dma) : 0;
	if (m && size <= m->size - at && (m->dir == dir || m->dir == DMA_BIDIRECTIONAL)) {
		if (for_cpu && dir != DMA_TO_DEVICE)
			memcpy(m->original + at, m->copy + at, size);
		else if (!for_cpu && dir != DMA_FROM_DEVICE)
			memcpy(m->copy + at, m->original + at, size);
	} else {
		m = NULL;
	}
	mutex_unlock(&mappings_lock);
	if (!m)
		dev_warn(
			dev,
			"DMA-API: device driver tries to sync DMA memory it has not allocated [device address=0x%016llx] [size=%zu bytes]",
			(unsigned long long)addr, size);
}

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir)
{
	mapping_sync(dev, addr, size, dir, true);
}

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir)
{
	mapping_sync(dev, addr, size, dir, false);
}
