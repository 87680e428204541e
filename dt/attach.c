/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A device's areas and limits, as its node says. */
#include <cohmem/coherent.h>
#include <cohmem/port.h>
#include <errno.h>
#include <libfdt.h>

#include "tree.h"

/* What of dma-ranges is looked at; buses have one or two. */
#define MOST_RANGES 16

struct view {
	struct cohmem_dt_dma_range range[MOST_RANGES];
	unsigned int ranges; /* 0: device addresses are physical ones */
};

static int read_view(const void *fdt, int node, struct view *view)
{
	int count = cohmem_dt_dma_ranges(fdt, node, view->range, MOST_RANGES);

	if (count < 0)
		return count;
	view->ranges = count < MOST_RANGES ? (unsigned int)count : MOST_RANGES;
	return 0;
}

/* Where the device sees all of it; false: it does not. */
static bool see(const struct view *view, const struct cohmem_dt_range *memory, dma_addr_t *dma)
{
	*dma = memory->base;
	for (unsigned int i = 0; i < view->ranges; i++) {
		const struct cohmem_dt_dma_range *r = &view->range[i];

		*dma = r->device + (memory->base - r->cpu);
		if (memory->base - r->cpu < r->size &&
		    memory->size <= r->size - (memory->base - r->cpu))
			return true;
	}
	return view->ranges == 0;
}

/* As of_dma_configure_id() */
static void set_limit(struct device *dev, const struct view *view)
{
	uint64_t last = 0, mask = UINT64_MAX;

	for (unsigned int i = 0; i < view->ranges; i++) {
		uint64_t end = view->range[i].device + view->range[i].size - 1;

		last = end > last ? end : last;
	}
	if (!view->ranges)
		return;
	while (mask >> 1 >= last)
		mask >>= 1;
	dev->bus_dma_limit = last;
	dev->coherent_dma_mask &= mask;
	if (dev->dma_mask)
		*dev->dma_mask &= mask;
}

static int refuse(const struct device *dev, const struct cohmem_dt_pool *pool, int err,
		  const char *why)
{
	cohmem_report(COHMEM_LOG_ERR, dev, "memory-region %s is no area of it: %s", pool->name,
		      why);
	return err;
}

static int declare(struct device *dev, const struct cohmem_dt_pool *pool, const struct view *view)
{
	dma_addr_t dma;

	if (pool->use != COHMEM_DT_DMA_POOL)
		return 0; /* for other uses */
	if (pool->dynamic)
		return refuse(dev, pool, -ENXIO, "where it is only the boot knows");
	if (!see(view, &pool->range[0], &dma))
		return refuse(dev, pool, -ERANGE, "the bus's dma-ranges do not reach it");
	return dma_declare_coherent_memory(dev, pool->range[0].base, dma,
					   (size_t)pool->range[0].size,
					   DMA_MEMORY_MAP | DMA_MEMORY_EXCLUSIVE);
}

static bool find_pool(const void *fdt, int node, struct cohmem_dt_pool *pool)
{
	*pool = (struct cohmem_dt_pool){0};
	while (cohmem_dt_next_pool(fdt, pool)) {
		if (pool->node == node)
			return true;
	}
	return false;
}

static int declare_one(const void *fdt, const struct cohmem_dt_user *user, struct device *dev,
		       const struct view *view)
{
	struct cohmem_dt_pool pool;

	if (user->pool >= 0 && find_pool(fdt, user->pool, &pool))
		return declare(dev, &pool, view);
	cohmem_report(COHMEM_LOG_ERR, dev, "its memory-region %u is no node of /reserved-memory",
		      user->index);
	return -EINVAL;
}

static int declare_all(const void *fdt, int node, struct device *dev, const struct view *view)
{
	struct cohmem_dt_user user;
	int err = 0;

	for (unsigned int i = 0; !err && cohmem_dt_user_at(fdt, node, i, &user); i++)
		err = declare_one(fdt, &user, dev, view);
	if (err)
		dma_release_declared_memory(dev);
	return err;
}

int cohmem_dt_attach(const void *fdt, const char *path, struct device *dev)
{
	int node = fdt && path ? fdt_path_offset(fdt, path) : -1;
	struct view view = {0};
	int err;

	if (!fdt || !path || !dev)
		return -EINVAL;
	if (dev->cohmem_areas)
		return -EBUSY;
	if (node < 0) {
		cohmem_report(COHMEM_LOG_ERR, dev, "the device tree has no node %s", path);
		return -ENOENT;
	}
	err = read_view(fdt, node, &view);
	if (err) {
		cohmem_report(COHMEM_LOG_ERR, dev, "the dma-ranges above %s are ill-formed", path);
		return err;
	}
	err = declare_all(fdt, node, dev, &view);
	if (!err)
		set_limit(dev, &view);
	return err;
}
