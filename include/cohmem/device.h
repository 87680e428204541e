/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: struct device - as much of Linux's as DMA memory needs
 *
 * The members keep Linux's names and types (include/linux/device.h). A driver fills in what it
 * would find filled in on Linux: a name, a parent, masks.
 */
#ifndef COHMEM_DEVICE_H
#define COHMEM_DEVICE_H

#include <cohmem/err.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cohmem_area;
struct cohmem_devres;
struct dma_map_ops;

/**
 * struct cohmem_device_stats - requests that the device's areas did not serve
 * @fell_through: had areas to ask, none of them exclusive, and went on to generic memory
 * @generic_allocations: served by generic memory: the global area or the dma_map_ops
 * @generic_failures: not served at all
 */
struct cohmem_device_stats {
	unsigned long fell_through;
	unsigned long generic_allocations;
	unsigned long generic_failures;
};

/**
 * struct device - a device that does DMA
 * @init_name:	for reports; the string stays the caller's
 * @parent:	areas declared with DMA_MEMORY_INCLUDES_CHILDREN serve the devices below
 * @dma_mask:	what streaming DMA reaches; NULL: the device does no DMA (dma_set_mask fails)
 * @coherent_dma_mask: the highest device address for coherent memory. 0, as in a device that
 *		nobody initialised, reaches nothing.
 * @bus_dma_limit: the bus's own highest address; 0: as wide as the masks
 * @dma_ops:	where memory comes from when no area has it; NULL: nowhere
 * @dma_ops_data: belongs to @dma_ops
 * @cohmem_areas: the areas declared for it, in order (the core's)
 * @cohmem_lock: guards them and what is in them (the core's)
 * @cohmem_dma_mask: what device_initialize() points @dma_mask to
 * @cohmem_stats: see cohmem_device_get_stats() (the core's)
 * @cohmem_devres: what cohmem_device_release() gives back (the core's)
 */
struct device {
	const char *init_name;
	struct device *parent;
	unsigned long long *dma_mask;
	unsigned long long coherent_dma_mask;
	unsigned long long bus_dma_limit;
	const struct dma_map_ops *dma_ops;
	void *dma_ops_data;
	struct cohmem_area *cohmem_areas;
	struct cohmem_lock cohmem_lock;
	unsigned long long cohmem_dma_mask;
	struct cohmem_device_stats cohmem_stats;
	struct cohmem_devres *cohmem_devres;
};

/**
 * device_initialize() - an empty device with 32-bit masks
 * @dev:	all of it is overwritten; NULL does nothing
 *
 * Call it once, before anything else is done with @dev; never while areas are declared.
 * The masks are those of a Linux platform device (drivers/base/platform.c). Any context.
 */
void device_initialize(struct device *dev);

/**
 * dev_name() - the device's name
 * @dev:	may be NULL
 *
 * Returns a string, never NULL. Any context.
 */
const char *dev_name(const struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
