/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Resources of a platform device: registers and interrupts. */
#include <linux/platform_device.h>

struct resource *platform_get_resource(struct platform_device *dev, unsigned int type,
				       unsigned int num)
{
	for (u32 i = 0; i < dev->num_resources; i++) {
		if (resource_type(&dev->resource[i]) == type && num-- == 0)
			return &dev->resource[i];
	}
	return NULL;
}

struct resource *platform_get_resource_byname(struct platform_device *dev, unsigned int type,
					      const char *name)
{
	for (u32 i = 0; i < dev->num_resources; i++) {
		struct resource *res = &dev->resource[i];

		if (res->name && resource_type(res) == type && !strcmp(res->name, name))
			return res;
	}
	return NULL;
}

static int irq_of(const struct resource *res)
{
	return res ? (int)res->start : -ENXIO;
}

int platform_get_irq_optional(struct platform_device *dev, unsigned int num)
{
	return irq_of(platform_get_resource(dev, IORESOURCE_IRQ, num));
}

int platform_get_irq(struct platform_device *dev, unsigned int num)
{
	int irq = platform_get_irq_optional(dev, num);

	if (irq < 0)
		dev_err(&dev->dev, "error %pe: IRQ index %u not found\n", ERR_PTR(irq), num);
	return irq;
}

int platform_get_irq_byname(struct platform_device *dev, const char *name)
{
	int irq = irq_of(platform_get_resource_byname(dev, IORESOURCE_IRQ, name));

	if (irq < 0)
		dev_err(&dev->dev, "error %pe: IRQ %s not found\n", ERR_PTR(irq), name);
	return irq;
}

void *devm_platform_get_and_ioremap_resource(struct platform_device *pdev, unsigned int index,
					     struct resource **res)
{
	struct resource *found = platform_get_resource(pdev, IORESOURCE_MEM, index);

	if (res)
		*res = found;
	return devm_ioremap_resource(&pdev->dev, found);
}

void *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index)
{
	return devm_platform_get_and_ioremap_resource(pdev, index, NULL);
}

void *devm_platform_ioremap_resource_byname(struct platform_device *pdev, const char *name)
{
	return devm_ioremap_resource(&pdev->dev,
				     platform_get_resource_byname(pdev, IORESOURCE_MEM, name));
}
