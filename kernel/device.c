/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Devices: names, reference counts, and memory that is freed with the driver (devm_*). */
#include "internal.h"

#include <cohmem/coherent.h>
#include <linux/device.h>

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list args;
	char *name;

	va_start(args, fmt);
	name = cohmem_text(GFP_KERNEL, __builtin_return_address(0), fmt, args);
	va_end(args);
	if (!name)
		return -ENOMEM;
	kfree(dev->kobj.name);
	dev->kobj.name = name;
	return 0;
}

const char *dev_driver_string(const struct device *dev)
{
	return dev->driver ? dev->driver->name : "";
}

int device_add(struct device *dev)
{
	int err;

	if (!get_device(dev))
		return -EINVAL;
	err = -EINVAL;
	if (dev->init_name) {
		err = dev_set_name(dev, "%s", dev->init_name);
		if (!err)
			dev->init_name = NULL;
	} else if (dev->kobj.name) {
		err = 0;
	}
	if (err)
		put_device(dev);
	else
		get_device(dev->parent);
	return err;
}

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}

void device_del(struct device *dev)
{
	struct device *parent = dev->parent;

	put_device(dev);
	put_device(parent);
}

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}

struct device *get_device(struct device *dev)
{
	if (dev)
		__atomic_fetch_add(&dev->kobj.cohmem_refs, 1, __ATOMIC_RELAXED);
	return dev;
}

void put_device(struct device *dev)
{
	const char *name;

	if (!dev || __atomic_sub_fetch(&dev->kobj.cohmem_refs, 1, __ATOMIC_ACQ_REL))
		return;
	cohmem_device_release(dev); /* resources that were managed while no driver was bound */
	/* Nothing can allocate from its areas any more. Their regions are not destroyed. */
	dma_release_declared_memory(dev);
	name = dev->kobj.name;
	if (dev->release)
		dev->release(dev);
	else
		dev_warn(dev, "the device has no release() function\n");
	kfree(name);
}

static void devm_release(void *p)
{
	kfree(p);
}

static void *manage(struct device *dev, void *p)
{
	return p && devm_add_action_or_reset(dev, devm_release, p) ? NULL : p;
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return manage(dev, cohmem_slab_alloc(size, gfp, __builtin_return_address(0)));
}

void devm_kfree(struct device *dev, const void *p)
{
	if (!ZERO_OR_NULL_PTR(p))
		devm_release_action(dev, devm_release, (void *)(uintptr_t)p);
}

static void *duplicate(struct device *dev, const void *src, size_t len, gfp_t gfp, const void *site)
{
	void *p = manage(dev, cohmem_slab_alloc(len, gfp, site));

	if (p)
		memcpy(p, src, len);
	return p;
}

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? duplicate(dev, s, strlen(s) + 1, gfp, __builtin_return_address(0)) : NULL;
}

void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
{
	return duplicate(dev, src, len, gfp, __builtin_return_address(0));
}

char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = cohmem_text(gfp, __builtin_return_address(0), fmt, args);
	va_end(args);
	return manage(dev, text);
}
