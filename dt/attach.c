/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Declares a device's areas and sets its limits, as its node describes them. */
#include <cohmem/coherent.h>
#include <cohmem/port.h>
#include <errno.h>
#include <libfdt.h>
#include <string.h>

#include "tree.h"

/* All bits up to the highest one that is set in @last. */
static uint64_t mask_up_to(uint64_t last)
{
	for (unsigned int shift = 1; shift < 64; shift *= 2)
		last |= last >> shift;
	return last;
}

/*
 * Like of_dma_configure_id(), which takes an odd size for a mask and adds 1. This code compares last addresses, not
 * ends as Linux 6.1 does, because the end of a range that contains the last 64-bit address is 0.
 */
static void set_limit(struct device *dev, const struct cohmem_dt_dma_range *range, int count)
{
	uint64_t first = UINT64_MAX, last = 0, mask;

	for (int i = 0; i < count && i < MOST_RANGES; i++) {
		uint64_t end = range[i].device + (range[i].size - 1);

		first = range[i].device < first ? range[i].device : first;
		last = end > last ? end : last;
	}
	if (!count)
		return;
	if ((last - first) % 2 == 0 && last < UINT64_MAX)
		last++;
	mask = mask_up_to(last);
	dev->bus_dma_limit = last;
	dev->coherent_dma_mask &= mask;
	if (dev->dma_mask)
		*dev->dma_mask &= mask;
}

static int attach_refuse(const struct device *dev, const struct cohmem_dt_pool *pool, int err,
			 const char *why)
{
	cohmem_report(COHMEM_LOG_ERR, dev, "cannot declare memory-region %s as an area: %s",
		      pool->name, why);
	return err;
}

/* True if @pool is part of Linux's own mapping of memory: memremap() cannot map such memory for a device. */
static bool mapped_by_linux(const void *fdt, const struct cohmem_dt_pool *pool)
{
	struct cohmem_dt_range memory[MOST_RANGES];
	unsigned int count = cohmem_dt_memory(fdt, memory, MOST_RANGES);

	for (unsigned int i = 0; i < count && i < MOST_RANGES; i++) {
		if (!pool->no_map && cohmem_dt_overlap(&memory[i], &pool->range[0]))
			return true;
	}
	return false;
}

static int declare(const void *fdt, int node, struct device *dev, const struct cohmem_dt_pool *pool)
{
	uint64_t dma;
	int err;

	if (pool->why && strcmp(pool->why, COHMEM_DT_NOT_OKAY))
		return attach_refuse(dev, pool, -EINVAL, pool->why);
	if (pool->use != COHMEM_DT_DMA_POOL)
		return 0; /* for other uses */
	if (pool->dynamic)
		return attach_refuse(dev, pool, -ENXIO,
				     "it has no reg property, so its address is chosen at boot");
	if (mapped_by_linux(fdt, pool))
		return attach_refuse(dev, pool, -EINVAL,
				     "it lies in /memory and has no no-map property");
	if (pool->range[0].size > SIZE_MAX)
		return attach_refuse(dev, pool, -ERANGE, "it is larger than the address space");
	err = cohmem_dt_to_dma(fdt, node, &pool->range[0], &dma);
	if (err)
		return attach_refuse(dev, pool, err, "the bus's dma-ranges do not reach it");
	return dma_declare_coherent_memory(dev, pool->range[0].base, dma,
					   (size_t)pool->range[0].size,
					   DMA_MEMORY_MAP | DMA_MEMORY_EXCLUSIVE);
}

static int declare_one(const void *fdt, const struct cohmem_dt_user *user, struct device *dev)
{
	struct cohmem_dt_pool pool;

	if (cohmem_dt_find_pool(fdt, user->phandle, &pool))
		return declare(fdt, user->node, dev, &pool);
	cohmem_report(COHMEM_LOG_ERR, dev,
		      "its memory-region %u does not refer to a node of /reserved-memory",
		      user->index);
	return fdt_node_offset_by_phandle(fdt, user->phandle) < 0 ? -ENODEV : -EINVAL;
}

static int declare_all(const void *fdt, int node, struct device *dev)
{
	struct cohmem_dt_user user;
	int err = 0;

	for (unsigned int i = 0; !err && cohmem_dt_user_at(fdt, node, i, &user); i++)
		err = declare_one(fdt, &user, dev);
	if (err)
		dma_release_declared_memory(dev);
	return err;
}

int cohmem_dt_attach(const void *fdt, const char *path, struct device *dev)
{
	int node = fdt && path ? fdt_path_offset(fdt, path) : -1;
	struct cohmem_dt_dma_range range[MOST_RANGES];
	int count, err;

	if (!fdt || !path || !dev)
		return -EINVAL;
	if (dev->cohmem_areas)
		return -EBUSY;
	if (node < 0) {
		cohmem_report(COHMEM_LOG_ERR, dev, "the device tree has no node %s", path);
		return -ENOENT;
	}
	count = cohmem_dt_dma_ranges(fdt, node, range, MOST_RANGES);
	if (count < 0) {
		cohmem_report(
			COHMEM_LOG_ERR, dev,
			"the dma-ranges above %s are ill-formed, or no entry is usable: an entry must end below 2^64 and every bus up to the root must translate it",
			path);
		return count;
	}
	err = declare_all(fdt, node, dev);
	if (!err)
		set_limit(dev, range, count);
	return err;
}
