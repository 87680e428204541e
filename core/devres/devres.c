/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Managed resources: each device has a stack of resources to free.
 *
 * The device's lock protects the stack. A resource is removed from the stack under the lock, and then
 * freed without it.
 */
#include <cohmem/devres.h>

#include "../base/report.h"
#include "../device/device.h"
#include "../observe/fault.h"
#include "devres.h"

void cohmem__devres_push(struct device *dev, struct cohmem_devres *res)
{
	unsigned long flags = cohmem_port->lock(&dev->cohmem_lock);

	res->next = dev->cohmem_devres;
	dev->cohmem_devres = res;
	cohmem_port->unlock(&dev->cohmem_lock, flags);
}

struct cohmem_devres *cohmem__devres_pop(struct device *dev,
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

static bool match_any(const struct cohmem_devres *res, const void *what)
{
	(void)res, (void)what;
	return true;
}

void cohmem__devres_release_all(struct device *dev, const void *site)
{
	struct cohmem_devres *res;

	while ((res = cohmem__devres_pop(dev, match_any, NULL)))
		res->release(dev, res, site);
}

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
	cohmem__devres_push(dev, &new->res);
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
	struct cohmem_devres *res = dev ? cohmem__devres_pop(dev, same_action, &what) : NULL;

	if (!res && !parents)
		report_warn(dev, "no devm action with this function and data is registered");
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
