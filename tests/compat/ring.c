/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A driver as it stands in a kernel tree: a ring of descriptors in the device's own memory, buffers from
 * a dma_pool, an interrupt. It is compiled against cohmem, and as a module against Linux's headers.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_device.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define RING_REG_ID      0x00
#define RING_REG_BASE_LO 0x08
#define RING_REG_BASE_HI 0x0c
#define RING_REG_CTRL    0x10
#define RING_CTRL_ENABLE BIT(0)
#define RING_ID          0x52494e47

struct ring_desc {
	__le64 addr;
	__le32 len;
	__le32 next;
};

struct ring_variant {
	unsigned int entries;
};

struct ring_buf {
	struct list_head entry;
	void *cpu;
	dma_addr_t dma;
};

struct ring {
	struct device *dev;
	const struct ring_variant *variant;
	void __iomem *regs;
	struct ring_desc *desc;
	dma_addr_t desc_dma;
	struct dma_pool *pool;
	spinlock_t lock; /* protects bufs and completed */
	struct list_head bufs;
	unsigned int completed;
	struct completion done;
};

static unsigned int buf_size = 256;
module_param(buf_size, uint, 0444);
MODULE_PARM_DESC(buf_size, "size of a buffer in bytes");

/* For the tests: an error path that leaks the ring. */
static bool forgetful;
module_param(forgetful, bool, 0444);
MODULE_PARM_DESC(forgetful, "leave the ring allocated when probe fails");

static size_t ring_bytes(const struct ring *ring)
{
	return ring->variant->entries * sizeof(*ring->desc);
}

static irqreturn_t ring_irq(int irq, void *data)
{
	struct ring *ring = data;
	unsigned long flags;

	spin_lock_irqsave(&ring->lock, flags);
	ring->completed++;
	spin_unlock_irqrestore(&ring->lock, flags);
	complete(&ring->done);
	dev_dbg(ring->dev, "irq %d\n", irq);
	return IRQ_HANDLED;
}

static void ring_free_bufs(struct ring *ring)
{
	struct ring_buf *buf, *next;

	list_for_each_entry_safe(buf, next, &ring->bufs, entry) {
		list_del(&buf->entry);
		dma_pool_free(ring->pool, buf->cpu, buf->dma);
		kfree(buf);
	}
}

static int ring_add_buf(struct ring *ring, unsigned int i)
{
	struct ring_buf *buf = kzalloc(sizeof(*buf), GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	buf->cpu = dma_pool_zalloc(ring->pool, GFP_KERNEL, &buf->dma);
	if (!buf->cpu) {
		kfree(buf);
		return -ENOMEM;
	}
	list_add_tail(&buf->entry, &ring->bufs);
	ring->desc[i].addr = cpu_to_le64(buf->dma);
	ring->desc[i].len = cpu_to_le32(buf_size);
	ring->desc[i].next = cpu_to_le32((i + 1) % ring->variant->entries);
	return 0;
}

static int ring_add_bufs(struct ring *ring)
{
	unsigned int i;
	int err;

	for (i = 0; i < ring->variant->entries; i++) {
		err = ring_add_buf(ring, i);
		if (err) {
			ring_free_bufs(ring);
			return err;
		}
	}
	return 0;
}

static void ring_start(struct ring *ring)
{
	writel(lower_32_bits(ring->desc_dma), ring->regs + RING_REG_BASE_LO);
	writel(upper_32_bits(ring->desc_dma), ring->regs + RING_REG_BASE_HI);
	writel(RING_CTRL_ENABLE, ring->regs + RING_REG_CTRL);
}

static void ring_stop(struct ring *ring)
{
	writel(readl(ring->regs + RING_REG_CTRL) & ~RING_CTRL_ENABLE, ring->regs + RING_REG_CTRL);
}

static int ring_memory(struct ring *ring)
{
	int err;

	err = dma_set_mask_and_coherent(ring->dev, DMA_BIT_MASK(32));
	if (err)
		return dev_err_probe(ring->dev, err, "no 32-bit DMA\n");
	err = of_reserved_mem_device_init(ring->dev);
	if (err && err != -ENODEV)
		return dev_err_probe(ring->dev, err, "no memory-region\n");
	ring->desc = dma_alloc_coherent(ring->dev, ring_bytes(ring), &ring->desc_dma, GFP_KERNEL);
	if (!ring->desc) {
		err = -ENOMEM;
		goto release_region;
	}
	ring->pool = dma_pool_create("ring-bufs", ring->dev, buf_size, 64, 0);
	if (!ring->pool) {
		err = -ENOMEM;
		goto free_desc;
	}
	err = ring_add_bufs(ring);
	if (err)
		goto destroy_pool;
	return 0;

destroy_pool:
	dma_pool_destroy(ring->pool);
free_desc:
	if (!forgetful)
		dma_free_coherent(ring->dev, ring_bytes(ring), ring->desc, ring->desc_dma);
release_region:
	of_reserved_mem_device_release(ring->dev);
	return err;
}

static void ring_free_memory(struct ring *ring)
{
	ring_free_bufs(ring);
	dma_pool_destroy(ring->pool);
	dma_free_coherent(ring->dev, ring_bytes(ring), ring->desc, ring->desc_dma);
	of_reserved_mem_device_release(ring->dev);
}

static int ring_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct ring *ring;
	int irq, err;

	ring = devm_kzalloc(dev, sizeof(*ring), GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	ring->dev = dev;
	ring->variant = of_device_get_match_data(dev);
	if (!ring->variant)
		return -EINVAL;
	INIT_LIST_HEAD(&ring->bufs);
	spin_lock_init(&ring->lock);
	init_completion(&ring->done);

	ring->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(ring->regs))
		return PTR_ERR(ring->regs);
	if (readl(ring->regs + RING_REG_ID) != RING_ID)
		return dev_err_probe(dev, -ENXIO, "not a ring: %08x\n",
				     readl(ring->regs + RING_REG_ID));
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;
	err = ring_memory(ring);
	if (err)
		return err;
	err = devm_request_irq(dev, irq, ring_irq, 0, dev_name(dev), ring);
	if (err) {
		ring_free_memory(ring);
		return err;
	}
	platform_set_drvdata(pdev, ring);
	ring_start(ring);
	dev_info(dev, "%u entries at %pad\n", ring->variant->entries, &ring->desc_dma);
	return 0;
}

static int ring_remove(struct platform_device *pdev)
{
	struct ring *ring = platform_get_drvdata(pdev);

	ring_stop(ring);
	devm_free_irq(&pdev->dev, platform_get_irq(pdev, 0), ring);
	ring_free_memory(ring);
	return 0;
}

static const struct ring_variant ring_small = {.entries = 4};
static const struct ring_variant ring_large = {.entries = 300};

static const struct of_device_id ring_of_match[] = {
	{.compatible = "cohmem,ring-small", .data = &ring_small},
	{.compatible = "cohmem,ring-large", .data = &ring_large},
	{},
};
MODULE_DEVICE_TABLE(of, ring_of_match);

static struct platform_driver ring_driver = {
	.probe = ring_probe,
	.remove = ring_remove,
	.driver =
		{
			.name = "cohmem-ring",
			.of_match_table = ring_of_match,
		},
};
module_platform_driver(ring_driver);

MODULE_DESCRIPTION("a ring of descriptors");
MODULE_AUTHOR("The cohmem authors");
MODULE_LICENSE("Dual MIT/GPL");
