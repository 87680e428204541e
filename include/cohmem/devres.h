/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: devres - what a device's release gives back by itself
 *
 * Linux's managed resources (drivers/base/devres.c, kernel/dma/mapping.c of 6.1): what a driver's
 * probe takes with a dmam_ or devm_ function is given back when probe fails or the driver is
 * removed, in reverse order. The one who plays the driver core calls cohmem_device_release().
 */
#ifndef COHMEM_DEVRES_H
#define COHMEM_DEVRES_H

#include <cohmem/mapping.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_device_release() - give back what the device's driver had managed
 * @dev:	the device; NULL does nothing
 *
 * Last taken, first given back. What the actions take meanwhile is given back too. The device may
 * be used again afterwards. Areas stay: they are the platform's, not the driver's. No other thread
 * may be using the device. Thread context.
 * Source: devres_release_all(), drivers/base/devres.c, Linux 6.1.
 */
void cohmem_device_release(struct device *dev);

/**
 * dmam_alloc_attrs() - dma_alloc_attrs() of memory that the device's release frees
 * @dev: as there
 * @size: as there
 * @dma_handle: as there
 * @gfp: as there
 * @attrs: as there
 *
 * Returns as there; NULL also when there is out of memory for the devres entry. Thread context.
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		       unsigned long attrs);

/** dmam_alloc_coherent() - dmam_alloc_attrs() without attributes, as in Linux */
COHMEM_WRAPPER void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma_handle,
					 gfp_t gfp)
{
	void *vaddr = dmam_alloc_attrs(dev, size, dma_handle, gfp,
				       (gfp & __GFP_NOWARN) ? DMA_ATTR_NO_WARN : 0);

	COHMEM_WRAPPED;
	return vaddr;
}

/**
 * dmam_free_coherent() - free such memory now
 * @dev:	the same device
 * @size:	the same size, in bytes
 * @vaddr:	what dmam_alloc_attrs() returned; NULL does nothing
 * @dma_handle:	the device address it filled in
 *
 * Unlike Linux, which frees it all the same, memory that is not managed, or not with this size and
 * device address, is left alone, and that is reported. Thread context.
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
void dmam_free_coherent(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle);

/**
 * devm_add_action() - have a function called when the device is released
 * @dev:	the device
 * @action:	what to call
 * @data:	with what
 *
 * Returns 0; -EINVAL when @dev or @action is NULL; -ENOMEM. Thread context.
 * Source: drivers/base/devres.c, Linux 6.1.
 */
int devm_add_action(struct device *dev, void (*action)(void *data), void *data);

/**
 * devm_add_action_or_reset() - devm_add_action(), and where it fails @action is called at once
 * @dev:	the device
 * @action:	what to call
 * @data:	with what
 *
 * Returns as there. Thread context. Source: include/linux/device.h, Linux 6.1.
 */
COHMEM_WRAPPER int devm_add_action_or_reset(struct device *dev, void (*action)(void *data),
					    void *data)
{
	int err = devm_add_action(dev, action, data);

	if (err && action)
		action(data);
	return err;
}

/**
 * devm_remove_action() - forget an action without calling it
 * @dev:	the device
 * @action:	as it was added
 * @data:	as it was added
 *
 * The one added last, if there are several. That there is none is reported. Thread context.
 * Source: drivers/base/devres.c, Linux 6.1.
 */
void devm_remove_action(struct device *dev, void (*action)(void *data), void *data);

/**
 * devm_release_action() - call an action now, and forget it
 * @dev:	the device
 * @action:	as it was added
 * @data:	as it was added
 *
 * As devm_remove_action() otherwise. Thread context.
 * Source: drivers/base/devres.c, Linux 6.1.
 */
void devm_release_action(struct device *dev, void (*action)(void *data), void *data);

#ifdef __cplusplus
}
#endif
#endif
