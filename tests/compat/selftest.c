/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A module that tests allocators when it is loaded, like the kernel's own: dma_pool and
 * dma_alloc_coherent() with a device of its own, and the kernel functions that such tests use.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

static unsigned int blocks = 64;
module_param(blocks, uint, 0444);
MODULE_PARM_DESC(blocks, "how many blocks at a time");

static unsigned int sizes[8] = {16, 64, 68, 256, 1024, PAGE_SIZE};
static unsigned int sizes_given = 6;
module_param_array(sizes, uint, &sizes_given, 0444);
MODULE_PARM_DESC(sizes, "block sizes, in bytes");

static int fail_at;
module_param(fail_at, int, 0444);
MODULE_PARM_DESC(fail_at, "number of the check that fails on purpose");

struct block {
	void *cpu;
	dma_addr_t dma;
};

static struct device selftest_dev;
static u64 selftest_mask;
static int number;

#define expect(condition)                                                      \
	do {                                                                   \
		if (++number == fail_at || !(condition)) {                     \
			pr_err("%s:%d: %s\n", __func__, __LINE__, #condition); \
			return -EINVAL;                                        \
		}                                                              \
	} while (0)

static bool overlap(const struct block *a, const struct block *b, size_t size)
{
	return a->dma < b->dma + size && b->dma < a->dma + size;
}

/* Every block is aligned and zeroed, and does not overlap the one before. */
static int check_blocks(const struct block *b, unsigned int count, size_t size)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		expect(IS_ALIGNED(b[i].dma, 4));
		expect(!memchr_inv(b[i].cpu, 0, size));
		expect(i == 0 || !overlap(&b[i - 1], &b[i], size));
	}
	return 0;
}

static int run_pool(struct dma_pool *pool, struct block *b, size_t size)
{
	unsigned int taken = 0;
	int err = 0;

	while (taken < blocks) {
		b[taken].cpu = dma_pool_zalloc(pool, GFP_KERNEL, &b[taken].dma);
		if (!b[taken].cpu)
			break;
		taken++;
	}
	err = taken == blocks ? check_blocks(b, taken, size) : -ENOMEM;
	while (taken--) {
		memset(b[taken].cpu, 0xff, size);
		dma_pool_free(pool, b[taken].cpu, b[taken].dma);
	}
	cond_resched();
	return err;
}

static int test_pool(size_t size)
{
	struct block *b = kcalloc(blocks, sizeof(*b), GFP_KERNEL);
	struct dma_pool *pool;
	ktime_t start = ktime_get();
	int err = -ENOMEM;

	if (!b)
		return -ENOMEM;
	pool = dma_pool_create("selftest", &selftest_dev, size, 4, 0);
	if (pool) {
		err = run_pool(pool, b, size);
		dma_pool_destroy(pool);
	}
	kfree(b);
	pr_info("size %zu: %u blocks, %lld us, %d\n", size, blocks,
		(long long)ktime_us_delta(ktime_get(), start), err);
	return err;
}

static int test_coherent(void)
{
	const size_t size = 3 * PAGE_SIZE;
	dma_addr_t dma;
	void *cpu = dma_alloc_coherent(&selftest_dev, size, &dma, GFP_KERNEL);
	bool zero;

	if (!cpu)
		return -ENOMEM;
	zero = !memchr_inv(cpu, 0, size);
	dma_free_coherent(&selftest_dev, size, cpu, dma);
	expect(zero);
	expect(offset_in_page(dma) == 0);
	expect(IS_ERR_OR_NULL(dma_pool_create("bad", &selftest_dev, 0, 0, 0)));
	return 0;
}

/* What drivers and such tests rely on: cohmem and Linux give the same results. */
static int test_kernel(void)
{
	DECLARE_BITMAP(map, 100);
	char text[32];
	char *copy;
	ktime_t before;

	expect(ilog2(4096) == 12 && is_power_of_2(64) && !is_power_of_2(0));
	expect(roundup_pow_of_two(65) == 128 && get_order(PAGE_SIZE + 1) == 1);
	expect(GENMASK(7, 4) == 0xf0 && BIT_ULL(40) == 1ULL << 40);
	expect(DIV_ROUND_UP(7, 4) == 2 && ALIGN(5, 8) == 8 && clamp(9, 1, 4) == 4);
	expect(min_t(u8, 3, 2) == 2 && fls(0) == 0 && __ffs(8) == 3);
	bitmap_zero(map, 100);
	set_bit(70, map);
	expect(find_first_bit(map, 100) == 70 && bitmap_weight(map, 100) == 1);
	expect(test_and_clear_bit(70, map) && bitmap_empty(map, 100));
	expect(strscpy(text, "four", 4) == -E2BIG && !strcmp(text, "fou"));
	expect(scnprintf(text, 3, "%d", 12345) == 2);
	copy = kstrdup(" x ", GFP_KERNEL);
	expect(copy && !strcmp(strim(copy), "x"));
	kfree(copy);
	copy = kasprintf(GFP_KERNEL, "%pe", ERR_PTR(-ENOMEM));
	expect(copy && !strcmp(copy, "-ENOMEM"));
	kfree(copy);
	before = ktime_get();
	msleep(2);
	expect(ktime_ms_delta(ktime_get(), before) >= 2);
	return 0;
}

static int run_tests(void)
{
	unsigned int i;
	int err = test_kernel();

	if (!err)
		err = test_coherent();
	for (i = 0; i < sizes_given && !err; i++)
		err = test_pool(sizes[i]);
	return err;
}

static void selftest_release(struct device *dev)
{
	pr_info("%s is gone\n", dev_name(dev));
}

static int __init selftest_init(void)
{
	int err = dev_set_name(&selftest_dev, "selftest");

	if (err)
		return err;
	selftest_dev.release = selftest_release;
	err = device_register(&selftest_dev);
	if (err)
		goto put;
	selftest_dev.dma_mask = &selftest_mask;
	err = dma_set_mask_and_coherent(&selftest_dev, DMA_BIT_MASK(32));
	if (!err)
		err = run_tests();
	device_del(&selftest_dev);
put:
	put_device(&selftest_dev);
	return err;
}

static void __exit selftest_exit(void)
{
	pr_info("%d checks\n", number);
}

module_init(selftest_init);
module_exit(selftest_exit);
MODULE_DESCRIPTION("tests of dma_pool and dma_alloc_coherent()");
MODULE_AUTHOR("The cohmem authors");
MODULE_LICENSE("Dual MIT/GPL");
