/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Managed resources: a stack of things to give back, one a device.
 *
 * The stack is guarded by the device's lock; what is on it is looked at under the lock, and given
 * back outside of it, after it was taken off.
 */
#include <cohmem/devres.h>

#include "debug.h"
#include "internal.h"
#include "watch.h"

void cohmem_devres_push(struct device *dev, struct cohmem_devres *res)
{
	unsigned long flags = cohmem_port->lock(&dev->cohmem_lock);

	res->next = dev->cohmem_devres;
	dev->cohmem_devres = res;
	cohmem_port->unlock(&dev->cohmem_lock, flags);
}

struct cohmem_devres *cohmem_devres_pop(struct device *dev,
					bool (*match)(const struct cohmem_devres *res,
						      const void *what),
					const void *what)
{
	unsigned long flags = cohmem_port->lock(&dev->cohmem_lock);
	struct cohmem_devres **link = &dev->cohmem_devres, *res;

	while (*link && !match(*link, what))
		link = &(*link)->next;
	res = *link;
	if (res)
		*link = res->next;
	cohmem_port->unlock(&dev->cohmem_lock, flags);
	return res;
}

static bool any(const struct cohmem_devres *res, const void *what)
{
	(void)res, (void)what;
	return true;
}

void cohmem_devres_release_all(struct device *dev, const void *site)
{
	struct cohmem_devres *res;

	while ((res = cohmem_devres_pop(dev, any, NULL)))
		res->release(dev, res, site);
}

void cohmem_device_release(struct device *dev)
{
	if (!dev || of_parent(dev))
		return;
	cohmem_devres_release_all(dev, __builtin_return_address(0));
	if (watched(WATCH_BLOCKS))
		cohmem_debug_released(dev);
}

/* Memory. */
struct managed_block {
	struct cohmem_devres res;
	size_t size;
	void *vaddr;
	dma_addr_t dma_handle;
	unsigned long attrs;
};

static void release_block(struct device *dev, struct cohmem_devres *res, const void *site)
{
	struct managed_block *block = (struct managed_block *)res;

	if (!watched(WATCH_BLOCKS) || cohmem_debug_may_free(dev, block->size, block->vaddr,
							    block->dma_handle, DEBUG_MANAGED, site))
		cohmem_free(dev, block->size, block->vaddr, block->dma_handle, block->attrs);
	cohmem_port->free(block, sizeof(*block));
}

void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		       unsigned long attrs)
{
	struct managed_block *block = slab_alloc(dev, sizeof(*block));

	if (!block) {
		if (!(attrs & DMA_ATTR_NO_WARN) && !(gfp & __GFP_NOWARN))
			report_warn(dev,
				    "cannot allocate %llu bytes: no memory to remember them by",
				    (unsigned long long)size);
		return NULL;
	}
	*block = (struct managed_block){{NULL, release_block}, size, NULL, 0, attrs};
	block->vaddr = cohmem_alloc_or_fail(dev, size, dma_handle, gfp, attrs);
	if (!block->vaddr) {
		cohmem_port->free(block, sizeof(*block));
		return NULL;
	}
	block->dma_handle = *dma_handle;
	cohmem_debug_alloc(dev, block->vaddr, block->dma_handle, size, DEBUG_MANAGED,
			   __builtin_return_address(0));
	cohmem_devres_push(dev, &block->res);
	return block->vaddr;
}

static bool same_block(const struct cohmem_devres *res, const void *what)
{
	const struct managed_block *a = (const struct managed_block *)res, *b = what;

	return res->release == release_block && a->vaddr == b->vaddr && a->size == b->size &&
	       a->dma_handle == b->dma_handle;
}

void dmam_free_coherent(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle)
{
	const struct managed_block what = {.size = size, .vaddr = vaddr, .dma_handle = dma_handle};
	const void *site = __builtin_return_address(0);
	struct cohmem_devres *res;

	if (!vaddr || (dev && of_parent(dev)))
		return;
	res = dev ? cohmem_devres_pop(dev, same_block, &what) : NULL;
	if (res)
		res->release(dev, res, site);
	else if (!watched(WATCH_BLOCKS) ||
		 cohmem_debug_may_free(dev, size, vaddr, dma_handle, DEBUG_MANAGED, site))
		report_warn(
			dev,
			"release of CPU address %#llx refused: the device manages no such block",
			(unsigned long long)(uintptr_t)vaddr);
}

/* Actions. */
struct action {
	struct cohmem_devres res;
	void (*call)(void *data);
	void *data;
};

static void run_action(struct device *dev, struct cohmem_devres *res, const void *site)
{
	const struct action action = *(struct action *)res;

	(void)dev, (void)site;
	cohmem_port->free(res, sizeof(action));
	action.call(action.data);
}

int devm_add_action(struct device *dev, void (*action)(void *data), void *data)
{
	struct action *new;

	if (!dev || !action)
		return -EINVAL;
	if (of_parent(dev))
		return -EPERM;
	new = slab_alloc(dev, sizeof(*new));
	if (!new)
		return -ENOMEM;
	*new = (struct action){{NULL, run_action}, action, data};
	cohmem_devres_push(dev, &new->res);
	return 0;
}

static bool same_action(const struct cohmem_devres *res, const void *what)
{
	const struct action *a = (const struct action *)res, *b = what;

	return res->release == run_action && a->call == b->call && a->data == b->data;
}

static struct cohmem_devres *pop_action(struct device *dev, void (*call)(void *data), void *data)
{
	const struct action what = {.call = call, .data = data};
	bool parents = dev && of_parent(dev);
	struct cohmem_devres *res = dev ? cohmem_devres_pop(dev, same_action, &what) : NULL;

	if (!res && !parents)
		report_warn(dev, "there is no such action to remove");
	return res;
}

void devm_remove_action(struct device *dev, void (*action)(void *data), void *data)
{
	struct cohmem_devres *res = pop_action(dev, action, data);

	if (res)
		cohmem_port->free(res, sizeof(struct action));
}

void devm_release_action(struct device *dev, void (*action)(void *data), void *data)
{
	struct cohmem_devres *res = pop_action(dev, action, data);

	if (res)
		res->release(dev, res, NULL);
}
