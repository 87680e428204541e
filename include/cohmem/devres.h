/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: devres - resources that are freed when a device is released
 *
 * Linux's managed resources (drivers/base/devres.c, kernel/dma/mapping.c of 6.1). What a driver's
 * probe allocates with dmam_ and devm_ functions is freed, in reverse order, when the probe fails
 * or the driver is removed: whatever acts as the driver core must call cohmem_device_release()
 * then. For example::
 *
 *	int probe(struct device *dev)
 *	{
 *		dma_addr_t dma;
 *		void *ring = dmam_alloc_coherent(dev, 4096, &dma, GFP_KERNEL);
 *
 *		return ring ? devm_add_action_or_reset(dev, stop_dma, ring) : -ENOMEM;
 *	}
 */
#ifndef COHMEM_DEVRES_H
#define COHMEM_DEVRES_H

#include <cohmem/mapping.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_device_release() - free the managed resources of a device
 * @dev:	the device; NULL does nothing
 *
 * The resource allocated last is freed first. What actions allocate while they run is freed, too.
 * The device may be used again afterwards. Its areas remain: they belong to the platform, not to
 * the driver.
 *
 * Context: Thread context, while no other thread uses the device.
 * Source: devres_release_all(), drivers/base/devres.c, Linux 6.1.
 */
void cohmem_device_release(struct device *dev);

/**
 * dmam_alloc_attrs() - allocate coherent memory that is freed when the device is released
 * @dev:	the device
 * @size:	in bytes
 * @dma_handle:	filled with the address that the device uses
 * @gfp:	__GFP_NOWARN: do not report failure
 * @attrs:	DMA_ATTR_NO_WARN: do not report failure
 *
 * If NULL is returned, the reason has been reported, and *@dma_handle is untouched.
 *
 * Return:
 * * the CPU address of @size zeroed bytes
 * * NULL: @dev or @dma_handle is NULL, or @size is 0
 * * NULL: the device's exclusive area is full
 * * NULL: there is no generic memory (neither dev->dma_ops nor &cohmem_arch_dma_ops)
 * * NULL: generic memory is exhausted
 * * NULL: @dev was set up before fork() and belongs to the parent process
 * * NULL: an injected failure, see fail.h
 * * NULL: out of memory for the devres entry
 * Context: Thread context.
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		       unsigned long attrs);

/**
 * dmam_alloc_coherent() - dmam_alloc_attrs() without attributes, as in Linux
 * @dev:	the device
 * @size:	in bytes
 * @dma_handle:	filled with the address that the device uses
 * @gfp:	__GFP_NOWARN: do not report failure
 *
 * If NULL is returned, the reason has been reported, and *@dma_handle is untouched.
 *
 * Return:
 * * the CPU address of @size zeroed bytes
 * * NULL: @dev or @dma_handle is NULL, or @size is 0
 * * NULL: the device's exclusive area is full
 * * NULL: there is no generic memory (neither dev->dma_ops nor &cohmem_arch_dma_ops)
 * * NULL: generic memory is exhausted
 * * NULL: @dev was set up before fork() and belongs to the parent process
 * * NULL: an injected failure, see fail.h
 * * NULL: out of memory for the devres entry
 * Context: Thread context.
 */
COHMEM_WRAPPER void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma_handle,
					 gfp_t gfp)
{
	void *vaddr = dmam_alloc_attrs(dev, size, dma_handle, gfp,
				       (gfp & __GFP_NOWARN) ? DMA_ATTR_NO_WARN : 0);

	COHMEM_WRAPPED;
	return vaddr;
}

/**
 * dmam_free_coherent() - free managed memory before the device is released
 * @dev:	the same device
 * @size:	the same size, in bytes
 * @vaddr:	the address that dmam_alloc_attrs() returned; NULL does nothing
 * @dma_handle:	the device address that dmam_alloc_attrs() filled in
 *
 * If @dev has no managed block with this address, size and device address, nothing is freed, and
 * that is reported. (Linux also warns, but frees the memory.)
 *
 * Context: Thread context.
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
void dmam_free_coherent(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle);

/**
 * devm_add_action() - register a function that is called when the device is released
 * @dev:	the device
 * @action:	the function
 * @data:	its argument
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev or @action is NULL
 * * -EPERM: @dev was set up before fork() and belongs to the parent process
 * * -ENOMEM: out of memory
 * Context: Thread context.
 * Source: drivers/base/devres.c, Linux 6.1.
 */
int devm_add_action(struct device *dev, void (*action)(void *data), void *data);

/**
 * devm_add_action_or_reset() - register an action; if that fails, call it at once
 * @dev:	the device
 * @action:	the function
 * @data:	its argument
 *
 * If an error is returned, @action has been called, unless it is NULL.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev or @action is NULL
 * * -EPERM: @dev was set up before fork() and belongs to the parent process
 * * -ENOMEM: out of memory
 * Context: Thread context.
 * Source: include/linux/device.h, Linux 6.1.
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
 * devm_remove_action() - remove an action without calling it
 * @dev:	the device
 * @action:	as registered
 * @data:	as registered
 *
 * If there are several such actions, the one registered last is removed. If there is none, a warning
 * is reported.
 *
 * Context: Thread context.
 * Source: drivers/base/devres.c, Linux 6.1.
 */
void devm_remove_action(struct device *dev, void (*action)(void *data), void *data);

/**
 * devm_release_action() - remove an action and call it
 * @dev:	the device
 * @action:	as registered
 * @data:	as registered
 *
 * If there are several such actions, the one registered last is removed and called. If there is
 * none, a warning is reported.
 *
 * Context: Thread context.
 * Source: drivers/base/devres.c, Linux 6.1.
 */
void devm_release_action(struct device *dev, void (*action)(void *data), void *data);

#ifdef __cplusplus
}
#endif
#endif
