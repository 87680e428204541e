/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Uses what a driver with only the usual headers relies on. It is also a module without a name. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

struct usual {
	struct completion done;
	wait_queue_head_t queue;
	struct kref kref;
	spinlock_t lock;
	struct mutex mutex;
	unsigned long deadline;
};

static int ring_size = 4;
module_param(ring_size, int, 0444);

static int usual_probe(struct platform_device *pdev)
{
	struct usual *usual = devm_kzalloc(&pdev->dev, sizeof(*usual), GFP_KERNEL);

	if (WARN_ON(!usual))
		return -ENOMEM;
	init_completion(&usual->done);
	init_waitqueue_head(&usual->queue);
	kref_init(&usual->kref);
	spin_lock_init(&usual->lock);
	mutex_init(&usual->mutex);
	usual->deadline = jiffies + msecs_to_jiffies(10);
	if (time_after(usual->deadline, jiffies + HZ))
		return -EINVAL;
	BUG_ON(PAGE_ALIGN(1) != PAGE_SIZE || get_order(PAGE_SIZE) != 0);
	smp_wmb();
	return 0;
}

static int usual_remove(struct platform_device *pdev)
{
	return 0;
}

static struct platform_driver usual_driver = {
	.probe = usual_probe,
	.remove = usual_remove,
	.driver = {.name = "usual"},
};

static int __init usual_init(void)
{
	pr_info("ring_size %d\n", ring_size);
	return platform_driver_register(&usual_driver);
}

static void __exit usual_exit(void)
{
	platform_driver_unregister(&usual_driver);
}

module_init(usual_init);
module_exit(usual_exit);
MODULE_LICENSE("Dual MIT/GPL");
