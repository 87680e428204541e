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
struct device_driver;
struct device_node;
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
 * struct kobject - as much of Linux's as struct device needs
 * @name:	of the device, where it has no init_name
 * @cohmem_refs: how many hold it (the kernel's part: <cohmem/kernel.h>)
 */
struct kobject {
	const char *name;
	unsigned int cohmem_refs;
};

/**
 * struct device - a device that does DMA
 * @kobj:	its name, set by dev_set_name() in driver code
 * @init_name:	for reports, goes before @kobj's; the string stays the caller's
 * @parent:	areas declared with DMA_MEMORY_INCLUDES_CHILDREN serve the devices below
 * @driver:	the driver that is bound to it, @driver_data its own; the core does not look at them,
 * @driver_data: nor at the next three
 * @platform_data: what a board tells the driver
 * @of_node:	the device's node in a device tree
 * @release:	called when nobody holds the device any more
 * @dma_mask:	what streaming DMA reaches; NULL: the device does no DMA (dma_set_mask fails)
 * @coherent_dma_mask: the highest device address for coherent memory. 0, as in a device that
 *		nobody initialised, reaches nothing.
 * @bus_dma_limit: the bus's own highest address; 0: as wide as the masks. It and the masks are not changed while
 *		another thread allocates or maps memory for the device.
 * @dma_ops:	where memory comes from when no area has it; NULL: &cohmem_arch_dma_ops say
 * @dma_ops_data: belongs to @dma_ops
 * @cohmem_areas: the areas declared for it, in order (the core's)
 * @cohmem_lock: guards them and what is in them (the core's)
 * @cohmem_dma_mask: what cohmem_device_init() points @dma_mask to
 * @cohmem_stats: see cohmem_device_get_stats() (the core's)
 * @cohmem_devres: what cohmem_device_release() gives back (the core's)
 * @cohmem__forks: in which process it was initialised (the core's): see <cohmem/fork.h>
 */
struct device {
	struct kobject kobj;
	const char *init_name;
	struct device *parent;
	struct device_driver *driver;
	void *driver_data;
	void *platform_data;
	struct device_node *of_node;
	void (*release)(struct device *dev);
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
	unsigned int cohmem_forks;
};

/**
 * cohmem_device_init() - an empty device with 32-bit masks
 * @dev:	all of it is overwritten; NULL does nothing
 * @name:	for reports, or NULL; the string stays the caller's
 *
 * Call it once, before anything else is done with @dev; never while areas are declared.
 * The masks are those of a Linux platform device (drivers/base/platform.c). Any context.
 */
void cohmem_device_init(struct device *dev, const char *name);

/**
 * device_initialize() - begin with a device of which some members are filled in
 * @dev:	zeroed before it was filled in, as in Linux; NULL does nothing
 *
 * Masks and all else that a driver or a bus fills in stay: without one the device reaches nothing.
 * Never while areas are declared. Any context.
 * Source: drivers/base/core.c, Linux 6.1.
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
