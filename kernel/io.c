/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Device memory: ioremap() of regions, and request_mem_region(). */
#include <cohmem/devres.h>
#include <cohmem/region.h>
#include <linux/device.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct region {
	struct resource res;
	struct list_head entry;
};

static LIST_HEAD(regions);
static DEFINE_MUTEX(regions_lock);

void *ioremap(phys_addr_t offset, size_t size)
{
	return cohmem_region_addr(offset, size);
}

void iounmap(volatile void __iomem *addr)
{
	(void)addr; /* the mapping belongs to the region */
}

void *memremap(resource_size_t offset, size_t size, unsigned long flags)
{
	return flags ? cohmem_region_addr(offset, size) : NULL;
}

void memunmap(void *addr)
{
	(void)addr;
}

void *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size)
{
	(void)dev;
	return size > SIZE_MAX ? NULL : ioremap(offset, (size_t)size);
}

void *devm_memremap(struct device *dev, resource_size_t offset, size_t size, unsigned long flags)
{
	void *addr = memremap(offset, size, flags);

	(void)dev;
	return addr ? addr : ERR_PTR(-ENXIO);
}

static struct region *region_over(resource_size_t start, resource_size_t end)
{
	struct region *r;

	list_for_each_entry(r, &regions, entry) {
		if (start <= r->res.end && r->res.start <= end)
			return r;
	}
	return NULL;
}

struct resource *request_mem_region(resource_size_t start, resource_size_t n, const char *name)
{
	struct region *r = kmalloc(sizeof(*r), GFP_KERNEL);
	bool taken;

	if (!r)
		return NULL;
	r->res = (struct resource){start, start + n - 1, name, IORESOURCE_MEM};
	mutex_lock(&regions_lock);
	taken = n == 0 || region_over(start, r->res.end);
	if (!taken)
		list_add(&r->entry, &regions);
	mutex_unlock(&regions_lock);
	if (!taken)
		return &r->res;
	kfree(r);
	return NULL;
}

void release_mem_region(resource_size_t start, resource_size_t n)
{
	struct region *r;

	mutex_lock(&regions_lock);
	r = region_over(start, start + n - 1);
	if (r && r->res.start == start && resource_size(&r->res) == n)
		list_del(&r->entry);
	else
		r = NULL;
	mutex_unlock(&regions_lock);
	if (!r)
		cohmem_report(COHMEM_LOG_WARN, NULL,
			      "Trying to free nonexistent resource <%016llx-%016llx>",
			      (unsigned long long)start, (unsigned long long)(start + n - 1));
	kfree(r);
}

/* A managed request: a range, not a pointer, because the driver may have released it already. */
struct span {
	resource_size_t start, n;
};

static void release_span(void *data)
{
	const struct span span = *(struct span *)data;

	kfree(data);
	release_mem_region(span.start, span.n);
}

static struct resource *request_managed(struct device *dev, resource_size_t start,
					resource_size_t n, const char *name, struct span **managed)
{
	struct span *span = kmalloc(sizeof(*span), GFP_KERNEL);
	struct resource *res;

	if (!span)
		return NULL;
	*span = (struct span){start, n};
	res = request_mem_region(start, n, name);
	if (!res) {
		kfree(span);
		return NULL;
	}
	if (devm_add_action_or_reset(dev, release_span, span))
		return NULL;
	*managed = span;
	return res;
}

struct resource *devm_request_mem_region(struct device *dev, resource_size_t start,
					 resource_size_t n, const char *name)
{
	struct span *span;

	return request_managed(dev, start, n, name, &span);
}

void *devm_ioremap_resource(struct device *dev, const struct resource *res)
{
	struct span *span;
	void *addr;

	if (!res || resource_type(res) != IORESOURCE_MEM) {
		dev_err(dev, "invalid resource %pR\n", res);
		return ERR_PTR(-EINVAL);
	}
	if (!request_managed(dev, res->start, resource_size(res), dev_name(dev), &span)) {
		dev_err(dev, "can't request region for resource %pR\n", res);
		return ERR_PTR(-EBUSY);
	}
	addr = devm_ioremap(dev, res->start, resource_size(res));
	if (!addr) {
		dev_err(dev, "ioremap failed for resource %pR\n", res);
		devm_release_action(dev, release_span, span);
		return ERR_PTR(-ENOMEM);
	}
	return addr;
}

/* Byte by byte: memcpy() may access memory in ways that device memory does not support. */
void memcpy_fromio(void *dst, const volatile void __iomem *src, size_t bytes)
{
	const volatile u8 *from = src;

	for (size_t i = 0; i < bytes; i++)
		((u8 *)dst)[i] = from[i];
}

void memcpy_toio(volatile void __iomem *dst, const void *src, size_t bytes)
{
	volatile u8 *to = dst;

	for (size_t i = 0; i < bytes; i++)
		to[i] = ((const u8 *)src)[i];
}

void memset_io(volatile void __iomem *dst, int value, size_t bytes)
{
	volatile u8 *to = dst;

	for (size_t i = 0; i < bytes; i++)
		to[i] = (u8)value;
}
