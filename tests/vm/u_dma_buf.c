/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A module for the guest that provides memory as u-dma-buf does (github.com/ikwzm/udmabuf, which Debian does
 * not package): /dev/udmabuf0, and its size and phys_addr in /sys/class/u-dma-buf/udmabuf0.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#define SIZE (1 << 20)

static struct platform_device *pdev;
static struct class *class;
static int major;
static void *memory;
static dma_addr_t dma;

static ssize_t size_show(struct device *dev, struct device_attribute *attr, char *text)
{
	return sprintf(text, "%d\n", SIZE);
}
static DEVICE_ATTR_RO(size);

static ssize_t phys_addr_show(struct device *dev, struct device_attribute *attr, char *text)
{
	return sprintf(text, "%pad\n", &dma);
}
static DEVICE_ATTR_RO(phys_addr);

static struct attribute *memory_attrs[] = {&dev_attr_size.attr, &dev_attr_phys_addr.attr, NULL};
ATTRIBUTE_GROUPS(memory);

static int map(struct file *file, struct vm_area_struct *vma)
{
	return dma_mmap_coherent(&pdev->dev, vma, memory, dma, SIZE);
}

static const struct file_operations operations = {.owner = THIS_MODULE, .mmap = map};

static int __init start(void)
{
	pdev = platform_device_register_simple("u-dma-buf", -1, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(28));
	memory = dma_alloc_coherent(&pdev->dev, SIZE, &dma, GFP_KERNEL);
	if (!memory)
		return -ENOMEM;
	major = register_chrdev(0, "u-dma-buf", &operations);
	class = class_create(THIS_MODULE, "u-dma-buf");
	class->dev_groups = memory_groups;
	device_create(class, NULL, MKDEV(major, 0), NULL, "udmabuf0");
	return 0;
}
module_init(start);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("memory as u-dma-buf provides it, for a test");
