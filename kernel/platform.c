/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The platform bus: binds drivers to devices. */
#include <cohmem/devres.h>
#include <cohmem/kernel.h>
#include <linux/interrupt.h>
#include <linux/of_device.h>
#include <linux/platform_device.h>

static LIST_HEAD(devices);
static LIST_HEAD(drivers);

/* Guards the lists. One thread may take it several times, because a probe may add devices. */
static DEFINE_MUTEX(bus);
static __thread unsigned int held;

static void bus_lock(void)
{
	if (!held++)
		mutex_lock(&bus);
}

static void bus_unlock(void)
{
	if (!--held)
		mutex_unlock(&bus);
}

static const struct platform_device_id *match_id(const struct platform_device_id *id,
						 const char *name)
{
	for (; id && id->name[0]; id++) {
		if (!strcmp(id->name, name))
			return id;
	}
	return NULL;
}

/* In Linux's order: the device tree, the ID table, the driver's name. */
static bool driver_matches(const struct platform_driver *drv, struct platform_device *pdev)
{
	if (of_match_device(drv->driver.of_match_table, &pdev->dev))
		return true;
	if (drv->id_table) {
		pdev->id_entry = match_id(drv->id_table, pdev->name);
		return pdev->id_entry != NULL;
	}
	return drv->driver.name && !strcmp(drv->driver.name, pdev->name);
}

static void unbound(struct platform_device *pdev)
{
	cohmem_device_release(&pdev->dev);
	pdev->dev.driver = NULL;
	pdev->dev.driver_data = NULL;
}

static int driver_bind(struct platform_driver *drv, struct platform_device *pdev)
{
	int err;

	pdev->dev.driver = &drv->driver;
	err = drv->probe ? drv->probe(pdev) : 0;
	pdev->cohmem_probed = err;
	if (!err)
		return 0;
	unbound(pdev);
	if (err != -EPROBE_DEFER && err != -ENODEV && err != -ENXIO)
		dev_warn(&pdev->dev, "probe of %s failed with error %d\n", dev_name(&pdev->dev),
			 err);
	return err;
}

/* Lets matching drivers probe @pdev until one succeeds or defers. -ENODEV: no driver matches. */
static int device_attach(struct platform_device *pdev)
{
	struct platform_driver *drv;
	int err = -ENODEV;

	if (pdev->dev.driver)
		return -EBUSY;
	list_for_each_entry(drv, &drivers, cohmem_entry) {
		if (!driver_matches(drv, pdev))
			continue;
		err = driver_bind(drv, pdev);
		if (err == 0 || err == -EPROBE_DEFER)
			break;
	}
	return err;
}

/* Retries deferred probes until none of them succeeds any more. */
static void attach_deferred(void)
{
	struct platform_device *pdev;
	bool again;

	do {
		again = false;
		list_for_each_entry(pdev, &devices, cohmem_entry) {
			if (!pdev->dev.driver && pdev->cohmem_probed == -EPROBE_DEFER &&
			    device_attach(pdev) == 0)
				again = true;
		}
	} while (again);
}

static void detach(struct platform_device *pdev)
{
	struct platform_driver *drv;

	if (!pdev->dev.driver)
		return;
	drv = to_platform_driver(pdev->dev.driver);
	if (drv->remove_new)
		drv->remove_new(pdev);
	else if (drv->remove && drv->remove(pdev))
		dev_warn(&pdev->dev,
			 "remove callback returned a non-zero value. This will be ignored.\n");
	unbound(pdev);
}

int cohmem_bind(struct device *dev)
{
	int err;

	if (!dev)
		return -ENODEV;
	bus_lock();
	err = device_attach(to_platform_device(dev));
	bus_unlock();
	return err;
}

void cohmem_unbind(struct device *dev)
{
	if (!dev)
		return;
	bus_lock();
	detach(to_platform_device(dev));
	bus_unlock();
}

int __platform_driver_register(struct platform_driver *drv, struct module *owner)
{
	struct platform_device *pdev;

	drv->driver.owner = owner;
	bus_lock();
	list_add_tail(&drv->cohmem_entry, &drivers);
	list_for_each_entry(pdev, &devices, cohmem_entry) {
		if (!pdev->dev.driver && driver_matches(drv, pdev))
			driver_bind(drv, pdev);
	}
	attach_deferred();
	bus_unlock();
	return 0;
}

void platform_driver_unregister(struct platform_driver *drv)
{
	struct platform_device *pdev;

	bus_lock();
	list_for_each_entry_reverse(pdev, &devices, cohmem_entry) {
		if (pdev->dev.driver == &drv->driver)
			detach(pdev);
	}
	list_del(&drv->cohmem_entry);
	bus_unlock();
}

/* Under bus_lock(). */
static int name_device(struct platform_device *pdev)
{
	static int next_auto;

	if (pdev->id == PLATFORM_DEVID_NONE)
		return dev_set_name(&pdev->dev, "%s", pdev->name);
	if (pdev->id == PLATFORM_DEVID_AUTO) {
		pdev->id = next_auto++;
		return dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name, pdev->id);
	}
	return dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
}

static bool name_is_taken(const char *name)
{
	struct platform_device *pdev;

	list_for_each_entry(pdev, &devices, cohmem_entry) {
		if (!strcmp(dev_name(&pdev->dev), name))
			return true;
	}
	return false;
}

/* Resources without a name get the device's name. */
static void name_resources(struct platform_device *pdev)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		if (!pdev->resource[i].name)
			pdev->resource[i].name = dev_name(&pdev->dev);
	}
}

int platform_device_add(struct platform_device *pdev)
{
	int err;

	if (!pdev)
		return -EINVAL;
	bus_lock();
	err = name_device(pdev);
	if (!err && name_is_taken(dev_name(&pdev->dev)))
		err = -EEXIST;
	if (!err)
		err = device_add(&pdev->dev);
	if (!err) {
		name_resources(pdev);
		list_add_tail(&pdev->cohmem_entry, &devices);
		if (device_attach(pdev) == 0)
			attach_deferred();
	}
	bus_unlock();
	return err;
}

void platform_device_del(struct platform_device *pdev)
{
	if (!pdev)
		return;
	bus_lock();
	detach(pdev);
	list_del(&pdev->cohmem_entry);
	bus_unlock();
	device_del(&pdev->dev);
}

static void set_up_masks(struct platform_device *pdev)
{
	if (!pdev->dev.coherent_dma_mask)
		pdev->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	if (!pdev->dev.dma_mask) {
		pdev->platform_dma_mask = DMA_BIT_MASK(32);
		pdev->dev.dma_mask = &pdev->platform_dma_mask;
	}
}

int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	set_up_masks(pdev);
	return platform_device_add(pdev);
}

void platform_device_put(struct platform_device *pdev)
{
	if (pdev)
		put_device(&pdev->dev);
}

void platform_device_unregister(struct platform_device *pdev)
{
	platform_device_del(pdev);
	platform_device_put(pdev);
}

static void free_allocated(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);

	kfree(pdev->dev.platform_data);
	kfree(pdev->resource);
	kfree(pdev->name);
	kfree(pdev);
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_device *pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);

	if (!pdev)
		return NULL;
	pdev->name = kstrdup(name, GFP_KERNEL);
	if (!pdev->name) {
		kfree(pdev);
		return NULL;
	}
	pdev->id = id;
	pdev->dev.release = free_allocated;
	device_initialize(&pdev->dev);
	set_up_masks(pdev);
	return pdev;
}

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num)
{
	struct resource *copy = NULL;

	if (res) {
		copy = kmemdup(res, num * sizeof(*res), GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->resource);
	pdev->resource = copy;
	pdev->num_resources = num;
	return 0;
}

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	void *copy = NULL;

	if (data) {
		copy = kmemdup(data, size, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = copy;
	return 0;
}

static int add_as_told(struct platform_device *pdev, const struct platform_device_info *info)
{
	int err = platform_device_add_resources(pdev, info->res, info->num_res);

	pdev->dev.parent = info->parent;
	if (info->dma_mask) {
		pdev->platform_dma_mask = info->dma_mask;
		pdev->dev.coherent_dma_mask = info->dma_mask;
	}
	if (!err)
		err = platform_device_add_data(pdev, info->data, info->size_data);
	return err ? err : platform_device_add(pdev);
}

struct platform_device *platform_device_register_full(const struct platform_device_info *info)
{
	struct platform_device *pdev = platform_device_alloc(info->name, info->id);
	int err = pdev ? add_as_told(pdev, info) : -ENOMEM;

	if (!err)
		return pdev;
	platform_device_put(pdev);
	return ERR_PTR(err);
}
