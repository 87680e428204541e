/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: struct device - the part of Linux's struct device that DMA memory needs
 *
 * The members keep Linux's names and types (include/linux/device.h). A program fills in what a
 * driver finds filled in on Linux: a name, a parent, masks.
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
 * struct cohmem_device_stats - requests that the areas of a device did not serve
 * @fell_through: requests that areas of this device had no room for, and that went on to generic
 *		memory because none of the areas is exclusive
 * @generic_allocations: requests for this device that generic memory served: the global area or the
 *		dma_map_ops
 * @generic_failures: requests for this device that generic memory did not serve either
 */
struct cohmem_device_stats {
	unsigned long fell_through;
	unsigned long generic_allocations;
	unsigned long generic_failures;
};

/**
 * struct kobject - the part of Linux's struct kobject that struct device needs
 * @name:	name of the device if it has no init_name
 * @cohmem_refs: number of references to the device, used by <cohmem/kernel.h>
 */
struct kobject {
	const char *name;
	unsigned int cohmem_refs;
};

/**
 * struct device - a device that does DMA
 * @kobj:	its name, as set by dev_set_name() in driver code
 * @init_name:	name for reports, used instead of @kobj's if not NULL. The caller owns the string.
 * @parent:	its areas declared with DMA_MEMORY_INCLUDES_CHILDREN also serve this device
 * @driver:	the bound driver. The core does not use it.
 * @driver_data: the driver's private data. The core does not use it.
 * @platform_data: data from the board for the driver. The core does not use it.
 * @of_node:	the device's node in a device tree. The core does not use it.
 * @release:	called by put_device() when the last reference is dropped. The core does not use it.
 * @dma_mask:	highest address that streaming DMA reaches. NULL: the device does no DMA, and
 *		dma_set_mask() fails.
 * @coherent_dma_mask: highest device address for coherent memory. With 0, as in an uninitialised
 *		device, no memory is in reach.
 * @bus_dma_limit: highest device address on the bus. 0: only the masks limit it. Neither it nor the
 *		masks may change while another thread allocates or maps memory for the device.
 * @dma_ops:	where memory comes from if no area serves a request. NULL: &cohmem_arch_dma_ops.
 * @dma_ops_data: private to @dma_ops
 * @cohmem_areas: private to the core: the areas declared for the device, in order
 * @cohmem_lock: private to the core: guards the areas and their contents
 * @cohmem_dma_mask: cohmem_device_init() makes @dma_mask point to it
 * @cohmem_stats: private to the core: see cohmem_device_get_stats()
 * @cohmem_devres: private to the core: what cohmem_device_release() frees
 * @cohmem_forks: private to the core: the process that initialised the device, see <cohmem/fork.h>
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
 * cohmem_device_init() - initialise an empty device with 32-bit masks
 * @dev:	completely overwritten; NULL does nothing
 * @name:	for reports, or NULL. The caller owns the string, which must remain valid.
 *
 * Call it once, before @dev is used in any other way, and never while areas are declared. The masks
 * are those of a Linux platform device (drivers/base/platform.c).
 *
 * Context: Any context.
 */
void cohmem_device_init(struct device *dev, const char *name);

/**
 * device_initialize() - initialise a partly filled-in device
 * @dev:	zeroed before it was filled in, as in Linux; NULL does nothing
 *
 * Masks and all other members that a driver or a bus has filled in are kept. A device without a
 * mask reaches no memory. Never call it while areas are declared.
 *
 * Context: Any context.
 * Source: drivers/base/core.c, Linux 6.1.
 */
void device_initialize(struct device *dev);

/**
 * dev_name() - get the name of a device
 * @dev:	may be NULL
 *
 * Return: a string, never NULL.
 * Context: Any context.
 */
const char *dev_name(const struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
