/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A driver that allocates and frees coherent memory in an order determined by a seed, and prints the placements. The
 * same source runs in Linux, on devices of its device tree, and on cohmem.
 *
 * Each line is "oracle DEVICE OPERATION:" and the results of consecutive operations, the first of which has the number
 * OPERATION. "SIZE@PAGE" is an allocation: its size and the page number of its device address, both in hexadecimal, or
 * "-" for the page if it failed. "~" follows if the memory was not zero, "?" if the CPU address does not match the
 * device address. "fPAGE" is a release.
 */
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#define MOST_LIVE 2048
#define LINE      120
#define WORD      32

static unsigned int seed = 1, operations = 25000;
module_param(seed, uint, 0444);
MODULE_PARM_DESC(seed, "seed of the operations");
module_param(operations, uint, 0444);
MODULE_PARM_DESC(operations, "number of operations for each device");

struct block {
	void *cpu;
	dma_addr_t dma;
	size_t size;
};

struct oracle {
	struct device *dev;
	u64 random;
	struct block live[MOST_LIVE];
	unsigned int count, operation, refused, dirty;
	unsigned int refused_in_phase;
	bool filling;
	u64 difference; /* CPU address minus device address, of the first block */
	char line[LINE + WORD];
	unsigned int used, first; /* characters in line; number of its first operation */
};

/* Marsaglia's xorshift */
static u32 draw(struct oracle *o, u32 below)
{
	o->random ^= o->random << 13;
	o->random ^= o->random >> 7;
	o->random ^= o->random << 17;
	return (u32)(o->random >> 32) % below;
}

static size_t draw_size(struct oracle *o)
{
	static const unsigned int most[] = {13, 13, 13, 13, 13, 13, 13, 13,
					    13, 16, 16, 16, 16, 19, 19, 23};
	size_t size = 1 + draw(o, 1u << most[draw(o, ARRAY_SIZE(most))]);

	if (draw(o, 4) == 0)
		while (size & (size - 1))
			size &= size - 1;
	return size;
}

static void flush(struct oracle *o)
{
	if (o->used)
		pr_info("oracle %s %u:%s\n", dev_name(o->dev), o->first, o->line);
	o->used = 0;
	o->first = o->operation + 1;
}

static __printf(2, 3) void say(struct oracle *o, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	o->used += (unsigned int)vscnprintf(o->line + o->used, WORD, fmt, args);
	va_end(args);
	if (o->used >= LINE)
		flush(o);
}

static void take(struct oracle *o)
{
	struct block *block = &o->live[o->count];
	const char *dirty = "", *elsewhere = "";

	block->size = draw_size(o);
	block->cpu =
		dma_alloc_coherent(o->dev, block->size, &block->dma, GFP_KERNEL | __GFP_NOWARN);
	if (!block->cpu) {
		o->refused++;
		o->refused_in_phase++;
		say(o, " %zx@-", block->size);
		return;
	}
	if (!o->difference)
		o->difference = (u64)(uintptr_t)block->cpu - block->dma;
	if ((u64)(uintptr_t)block->cpu - block->dma != o->difference)
		elsewhere = "?";
	if (memchr_inv(block->cpu, 0, block->size)) {
		o->dirty++;
		dirty = "~";
	}
	memset(block->cpu, 0xa5, block->size);
	o->count++;
	say(o, " %zx@%llx%s%s", block->size, (u64)block->dma >> PAGE_SHIFT, dirty, elsewhere);
}

static void give(struct oracle *o)
{
	u32 i = draw(o, o->count);
	struct block block = o->live[i];

	o->live[i] = o->live[--o->count];
	say(o, " f%llx", (u64)block.dma >> PAGE_SHIFT);
	dma_free_coherent(o->dev, block.size, block.cpu, block.dma);
}

/* Fill the memory until many requests were refused, then empty it until few blocks are left, and so on. */
static void step(struct oracle *o)
{
	bool wants = draw(o, 16) < (o->filling ? 12 : 4);

	if (o->count && (!wants || o->count == MOST_LIVE))
		give(o);
	else
		take(o);
	if (o->filling && (o->refused_in_phase > 100 || o->count == MOST_LIVE))
		o->filling = false;
	if (!o->filling && o->count <= draw(o, 64)) {
		o->filling = true;
		o->refused_in_phase = 0;
	}
}

static void run(struct oracle *o)
{
	for (o->operation = 0; o->operation < operations; o->operation++)
		step(o);
	while (o->count)
		give(o);
	flush(o);
	pr_info("oracle %s: %u operations, %u refused, %u not zeroed\n", dev_name(o->dev),
		operations, o->refused, o->dirty);
}

static int oracle_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct oracle *o = devm_kzalloc(dev, sizeof(*o), GFP_KERNEL);
	int err;

	if (!o)
		return -ENOMEM;
	o->dev = dev;
	o->random = 0x9e3779b97f4a7c15ull * (seed + 1);
	err = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (err)
		return err;
	err = of_reserved_mem_device_init(dev);
	if (err && err != -ENODEV) {
		pr_info("oracle %s: memory-region: %d\n", dev_name(dev), err);
		return err;
	}
	run(o);
	of_reserved_mem_device_release(dev);
	return 0;
}

static const struct of_device_id oracle_of_match[] = {
	{.compatible = "cohmem,oracle"},
	{},
};
MODULE_DEVICE_TABLE(of, oracle_of_match);

static struct platform_driver oracle_driver = {
	.probe = oracle_probe,
	.driver =
		{
			.name = "oracle",
			.of_match_table = oracle_of_match,
		},
};
module_platform_driver(oracle_driver);

MODULE_DESCRIPTION("Prints where coherent memory is allocated");
MODULE_AUTHOR("The cohmem authors");
MODULE_LICENSE("Dual MIT/GPL");
