/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The driver in ring.c, which includes only <linux/...>: bound, used, removed, and with injected failures. */
#include <cohmem/cohmem.h>
#include <cohmem/kernel.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>

#include "said.h"

#define REGS 0x10000000ULL
#define SRAM 0x20000000ULL
#define PAGE 4096u
#define IRQ  7
#define FAR  0x1000000ULL /* where generic memory begins */

static struct cohmem_region *regs, *sram;
static struct platform_device *pdev;

static u32 reg(size_t at)
{
	return readl((char *)regs->cpu_addr + at);
}

static char small[] = "acme,other\0cohmem,ring-small", large[] = "cohmem,ring-large";
static struct property compatible = {.name = (char *)"compatible"};
static struct device_node node = {.full_name = "/soc/ring@10000000", .properties = &compatible};

static void become(char *value, size_t length)
{
	compatible.value = value;
	compatible.length = (int)length;
}

static struct platform_device *make_device(void)
{
	const struct resource res[] = {DEFINE_RES_MEM(REGS, PAGE), DEFINE_RES_IRQ(IRQ)};
	struct platform_device *p = platform_device_alloc("ring", PLATFORM_DEVID_NONE);

	assert_non_null(p);
	p->dev.of_node = &node;
	assert_int_equal(platform_device_add_resources(p, res, 2), 0);
	return p;
}

static int setup(void **state)
{
	(void)state;
	listen_begin();
	become(small, sizeof(small));
	if (cohmem_ram_region_create(REGS, PAGE, 0, &regs) ||
	    cohmem_ram_region_create(SRAM, 16 * PAGE, 0, &sram) ||
	    cohmem_ram_attach_all(FAR, 16 * PAGE) || cohmem_load_modules(0, NULL))
		return -1;
	writel(0x52494e47, regs->cpu_addr);
	pdev = make_device();
	return 0;
}

static int teardown(void **state)
{
	char *argv[] = {NULL, (char *)"ring.forgetful=0", (char *)"buf_size=256"};

	(void)state;
	platform_device_unregister(pdev);
	assert_int_equal(cohmem_load_modules(3, argv), 0);
	cohmem_unload_modules();
	cohmem_unreserve_memory(&node);
	assert_int_equal(cohmem_ram_detach_all(), 0);
	assert_int_equal(cohmem_region_destroy(sram), 0);
	assert_int_equal(cohmem_region_destroy(regs), 0);
	cohmem_set_log(NULL, NULL);
	return 0;
}

/* The ring and its buffers lie in the device's memory-region; a register has the ring's address. */
static void test_own_memory(void **state)
{
	struct cohmem_area_info info;

	(void)state;
	assert_int_equal(cohmem_reserve_memory(&node, NULL, SRAM, 16 * PAGE), 0);
	assert_int_equal(platform_device_add(pdev), 0);
	assert_non_null(pdev->dev.driver);
	assert_string_equal(dev_name(&pdev->dev), "ring");
	assert_string_equal(last, "ring: 4 entries at 0x0000000020000000");
	assert_int_equal(reg(8), SRAM);
	assert_int_equal(reg(0x10), 1);
	assert_int_equal(cohmem_area_get_info(&pdev->dev, 0, &info), 0);
	assert_int_equal(info.runs.used, 2); /* the ring, and a page of the pool */
	/* Descriptors as the driver wrote them: little-endian address, length, next. */
	assert_int_equal(((u64 *)sram->cpu_addr)[0], SRAM + PAGE);
	assert_int_equal(((u32 *)sram->cpu_addr)[2], 256);
	assert_int_equal(((u32 *)sram->cpu_addr)[4 * 3 + 3], 0);

	assert_int_equal(cohmem_irq_raise(IRQ), 1);
	assert_int_equal(cohmem_irq_raise(IRQ + 1), -EINVAL);
	cohmem_unbind(&pdev->dev);
	assert_int_equal(reg(0x10), 0);
	assert_null(pdev->dev.driver);
	assert_int_equal(cohmem_area_get_info(&pdev->dev, 0, &info), -ENOENT);
	assert_int_equal(cohmem_irq_raise(IRQ), -EINVAL);
	assert_int_equal(cohmem_bind(&pdev->dev), 0);
	assert_int_equal(cohmem_bind(&pdev->dev), -EBUSY);
}

/* Without a memory-region, generic memory is used; if it is too small, probe fails, as in Linux. */
static void test_generic_memory(void **state)
{
	(void)state;
	become(large, sizeof(large));
	assert_int_equal(platform_device_add(pdev), 0);
	assert_int_equal(reg(8), FAR);
	cohmem_unbind(&pdev->dev);
	assert_int_equal(cohmem_reserve_memory(&node, NULL, SRAM, PAGE), 0);
	assert_int_equal(cohmem_bind(&pdev->dev),
			 -ENOMEM); /* 300 descriptors are more than a page */
}

static void test_refused(void **state)
{
	(void)state;
	compatible.length = 10; /* does not match the driver any more */
	assert_int_equal(platform_device_add(pdev), 0);
	assert_null(pdev->dev.driver);
	assert_int_equal(cohmem_bind(&pdev->dev), -ENODEV);
	become(small, sizeof(small));

	writel(0xdead, regs->cpu_addr);
	assert_int_equal(cohmem_bind(&pdev->dev), -ENXIO);
	assert_string_equal(last, "ring: error -ENXIO: not a ring: 0000dead");
	writel(0x52494e47, regs->cpu_addr);

	assert_int_equal(cohmem_reserve_memory(&node, NULL, SRAM + 64 * PAGE, PAGE), 0);
	assert_int_equal(cohmem_bind(&pdev->dev), -ENXIO);
	assert_non_null(strstr(said, "ring: error -ENXIO: no memory-region"));
	assert_non_null(strstr(said, "no region covers this memory: add one first (region.h)"));
	cohmem_unreserve_memory(&node);

	assert_non_null(request_mem_region(REGS + 100, 1, "somebody"));
	assert_int_equal(cohmem_bind(&pdev->dev), -EBUSY);
	assert_non_null(
		strstr(said, "can't request region for resource [mem 0x10000000-0x10000fff]"));
	release_mem_region(REGS + 100, 1);
	assert_int_equal(cohmem_bind(&pdev->dev), 0);
}

/* Each allocation in probe fails in turn, also those by kmalloc() and devm_: nothing is leaked. */
static void test_every_failure(void **state)
{
	(void)state;
	assert_int_equal(cohmem_reserve_memory(&node, NULL, SRAM, 16 * PAGE), 0);
	assert_int_equal(platform_device_add(pdev), 0);
	cohmem_unbind(&pdev->dev);
	said[0] = 0;
	assert_int_equal(cohmem_probe_each(&pdev->dev, cohmem_bind, cohmem_unbind), 0);
	assert_null(strstr(said, "DMA-API"));
	/* Without a failure, probe still succeeds. */
	assert_int_equal(cohmem_bind(&pdev->dev), 0);
}

/* Free the leaked rings, which lie in the first chunk of generic memory. */
static void free_forgotten(void)
{
	dma_addr_t dma;
	char *cpu = dma_alloc_coherent(&pdev->dev, PAGE, &dma, GFP_KERNEL);

	assert_non_null(cpu);
	for (int i = 0; i < 16; i++)
		dma_free_coherent(&pdev->dev, 64, cpu - (dma - FAR) + i * PAGE, FAR + i * PAGE);
}

/* An error path that leaks the ring is reported, with the line that allocated it. */
static void test_a_forgetful_driver(void **state)
{
	char *argv[] = {NULL, (char *)"ring.forgetful"};
	int was = cohmem_debug_level();

	(void)state;
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_OFF),
			 0); /* at COHMEM_DEBUG_ABORT, the leak would abort the test */
	assert_int_equal(platform_device_add(pdev), 0);
	cohmem_unbind(&pdev->dev);
	assert_int_equal(cohmem_load_modules(2, argv), 0);
	said[0] = 0;
	assert_true(cohmem_probe_each(&pdev->dev, cohmem_bind, cohmem_unbind) > 0);
	assert_non_null(strstr(said, "probe leaked 1 blocks"));
	assert_non_null(strstr(said, "not freed: 1 blocks, 64 bytes [mapped as coherent]"));
	assert_non_null(strstr(said, "ring.c:"));
	assert_non_null(strstr(said, "in ring_memory()"));
	free_forgotten();
	assert_int_equal(cohmem_debug_set(was), 0);
}

/* Unloading a driver unbinds its devices, and loading it binds them again. */
static void test_the_driver_goes(void **state)
{
	(void)state;
	assert_int_equal(platform_device_add(pdev), 0);
	assert_non_null(pdev->dev.driver);
	cohmem_unload_modules();
	assert_null(pdev->dev.driver);
	assert_int_equal(reg(0x10), 0);
	assert_int_equal(cohmem_bind(&pdev->dev), -ENODEV);
	assert_int_equal(cohmem_load_modules(0, NULL), 0);
	assert_non_null(pdev->dev.driver);
}

static void test_parameters(void **state)
{
	char *size[] = {NULL, (char *)"ring.buf_size=0x80"};
	char *none[] = {NULL, (char *)"ring.nonsense=1"};
	char *bad[] = {NULL, (char *)"buf_size=-1"};

	(void)state;
	assert_int_equal(cohmem_load_modules(2, none), -EINVAL);
	assert_string_equal(
		last,
		": parameter ring.nonsense=1: no module has this parameter, or its value is missing");
	assert_int_equal(cohmem_load_modules(2, bad), -EINVAL);
	assert_string_equal(last, ": parameter buf_size=-1: buf_size takes a uint, not '-1'");
	assert_int_equal(cohmem_load_modules(2, size), 0);
	assert_int_equal(cohmem_reserve_memory(&node, NULL, SRAM, 16 * PAGE), 0);
	assert_int_equal(platform_device_add(pdev), 0);
	assert_int_equal(((u32 *)sram->cpu_addr)[2], 0x80);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_own_memory),    T(test_generic_memory),     T(test_refused),
		T(test_every_failure), T(test_a_forgetful_driver), T(test_the_driver_goes),
		T(test_parameters),
	};

	return cmocka_run_group_tests_name("ring", tests, NULL, NULL);
}
