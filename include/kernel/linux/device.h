/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Devices and drivers. */
#ifndef COHMEM_LINUX_DEVICE_H
#define COHMEM_LINUX_DEVICE_H

#include <cohmem/device.h>
#include <cohmem/devres.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/dev_printk.h>
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/numa.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/wait.h>

struct module;
struct of_device_id;
struct dev_pm_ops;

enum probe_type {
	PROBE_DEFAULT_STRATEGY,
	PROBE_PREFER_ASYNCHRONOUS,
	PROBE_FORCE_SYNCHRONOUS,
};

struct device_driver {
	const char *name;
	struct module *owner;
	const char *mod_name;
	bool suppress_bind_attrs;
	enum probe_type probe_type;
	const struct of_device_id *of_match_table;
	const struct dev_pm_ops *pm;
};

int dev_set_name(struct device *dev, const char *name, ...) __printf(2, 3);
int __must_check device_register(struct device *dev);
void device_unregister(struct device *dev);
int __must_check device_add(struct device *dev);
void device_del(struct device *dev);
/* The last put_device() calls the device's release(). */
struct device *get_device(struct device *dev);
void put_device(struct device *dev);
const char *dev_driver_string(const struct device *dev);

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline void *dev_get_platdata(const struct device *dev)
{
	return dev->platform_data;
}

static inline struct device_node *dev_of_node(struct device *dev)
{
	return dev ? dev->of_node : NULL;
}

static inline int dev_to_node(struct device *dev)
{
	(void)dev;
	return NUMA_NO_NODE;
}

/* Memory that is freed when the driver is unbound. */
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp);
void devm_kfree(struct device *dev, const void *p);
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp);
void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp);
char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...) __printf(3, 4);

COHMEM_WRAPPER void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, size, gfp | __GFP_ZERO);

	COHMEM_WRAPPED;
	return p;
}

COHMEM_WRAPPER void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, size_mul(n, size), gfp);

	COHMEM_WRAPPED;
	return p;
}

COHMEM_WRAPPER void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, size_mul(n, size), gfp | __GFP_ZERO);

	COHMEM_WRAPPED;
	return p;
}

#endif
