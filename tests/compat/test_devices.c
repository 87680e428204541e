/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What cohmem does in place of the kernel: devices, their bus, their interrupts. */
#include <cohmem/cohmem.h>
#include <cohmem/kernel.h>
#include <linux/dma-map-ops.h>
#include <linux/kref.h>
#include <linux/platform_device.h>

#include "said.h"

static int setup(void **state)
{
	(void)state;
	listen_begin();
	return 0;
}

/* A driver with an id_table, whose probe returns probe_says: 0 or an error such as -EPROBE_DEFER. */
static int probes, removes, probe_says;

static int id_probe(struct platform_device *pdev)
{
	probes++;
	platform_set_drvdata(pdev, pdev);
	if (!devm_kzalloc(&pdev->dev, 10, GFP_KERNEL))
		return -ENOMEM;
	return probe_says;
}

static void id_remove(struct platform_device *pdev)
{
	(void)pdev;
	removes++;
}

static const struct platform_device_id ids[] = {{"first", 1}, {"second", 2}, {"", 0}};
static struct platform_driver id_driver = {
	.probe = id_probe,
	.remove_new = id_remove,
	.driver.name = "by-table",
	.id_table = ids,
};

static void test_platform_devices(void **state)
{
	struct platform_device_info info = {.name = "second",
					    .id = 3,
					    .data = "data",
					    .size_data = 5,
					    .dma_mask = DMA_BIT_MASK(20)};
	struct platform_device *pdev, *other;

	(void)state;
	probes = removes = probe_says = 0;
	other = platform_device_register_simple("by-table", PLATFORM_DEVID_NONE, NULL, 0);
	pdev = platform_device_register_full(&info);
	assert_string_equal(dev_name(&pdev->dev), "second.3");
	assert_int_equal(pdev->dev.coherent_dma_mask, 0xfffff);
	assert_string_equal(dev_get_platdata(&pdev->dev), "data");
	assert_int_equal(platform_driver_register(&id_driver), 0);
	assert_ptr_equal(pdev->dev.driver, &id_driver.driver);
	assert_int_equal(platform_get_device_id(pdev)->driver_data, 2);
	assert_null(other->dev.driver); /* with an id_table, the driver's name does not match */
	platform_device_unregister(other);
	platform_device_unregister(pdev);
	assert_int_equal(probes, 1);
	assert_int_equal(removes, 1);

	probe_says = -EPROBE_DEFER;
	info.id = PLATFORM_DEVID_AUTO;
	pdev = platform_device_register_full(&info);
	assert_null(pdev->dev.driver);
	assert_null(platform_get_drvdata(pdev));
	assert_string_equal(dev_name(&pdev->dev), "second.0.auto");
	probe_says = 0;
	other = platform_device_register_simple("first", 1, NULL, 0);
	assert_non_null(pdev->dev.driver); /* retried, since another probe has succeeded */
	assert_int_equal(platform_get_irq(other, 0), -ENXIO);
	assert_string_equal(last, "first.1: error -ENXIO: IRQ index 0 not found");
	platform_device_unregister(other);
	platform_driver_unregister(&id_driver);
	assert_null(pdev->dev.driver);
	platform_device_unregister(pdev);
	assert_int_equal(removes, 3);
}

static int plain_probe(struct platform_device *pdev)
{
	(void)pdev;
	return 0;
}

static struct platform_driver plain_driver = {.probe = plain_probe, .driver.name = "plain"};

/* A deferred probe is retried when another driver is registered and binds its device. */
static void test_a_driver_ends_the_waiting(void **state)
{
	struct platform_device *plain, *waiting;

	(void)state;
	probe_says = -EPROBE_DEFER;
	assert_int_equal(platform_driver_register(&id_driver), 0);
	waiting = platform_device_register_simple("first", 0, NULL, 0);
	plain = platform_device_register_simple("plain", 0, NULL, 0);
	probe_says = 0;
	assert_null(waiting->dev.driver);
	assert_int_equal(platform_driver_register(&plain_driver), 0);
	assert_non_null(plain->dev.driver);
	assert_non_null(waiting->dev.driver);
	platform_device_unregister(waiting);
	platform_device_unregister(plain);
	platform_driver_unregister(&plain_driver);
	platform_driver_unregister(&id_driver);
}

/* Unregistering a device releases its areas, so that their region can be destroyed. */
static void test_a_device_with_an_area_goes(void **state)
{
	struct platform_device *pdev = platform_device_alloc("x", 0);
	struct cohmem_region *sram;

	(void)state;
	assert_int_equal(cohmem_ram_region_create(0x8000, 4096, 0, &sram), 0);
	assert_int_equal(dma_declare_coherent_memory(&pdev->dev, 0x8000, 0, 4096, 0), 0);
	assert_int_equal(platform_device_add(pdev), 0);
	assert_int_equal(cohmem_region_destroy(sram), -EBUSY);
	platform_device_unregister(pdev);
	assert_int_equal(cohmem_region_destroy(sram), 0);
}

static void test_regions(void **state)
{
	(void)state;
	assert_non_null(request_mem_region(0x1000, 0x100, "a"));
	assert_null(request_mem_region(0x10ff, 1, "b"));
	assert_null(request_mem_region(0xf00, 0x101, "b"));
	assert_null(request_mem_region(0x5000, 0, "b"));
	assert_non_null(request_mem_region(0xf00, 0x100, "below"));
	assert_non_null(request_mem_region(0x1100, 0x100, "above"));
	release_mem_region(0x1000, 0x80);
	assert_string_equal(
		last, ": Trying to free nonexistent resource <0000000000001000-000000000000107f>");
	release_mem_region(0x1000, 0x100);
	release_mem_region(0xf00, 0x100);
	release_mem_region(0x1100, 0x100);
	assert_null(ioremap(0x1000, 4));
}

static int released;

static void release(struct device *dev)
{
	(void)dev;
	released++;
}

static void test_references(void **state)
{
	struct device dev = {.release = release};
	struct kref kref;

	(void)state;
	released = 0;
	assert_int_equal(device_register(&dev), -EINVAL); /* it has no name */
	assert_int_equal(dev_set_name(&dev, "d%d", 1), 0);
	assert_int_equal(device_add(&dev), 0);
	assert_ptr_equal(get_device(&dev), &dev);
	device_unregister(&dev);
	assert_int_equal(released, 0);
	put_device(&dev);
	assert_int_equal(released, 1);
	kref_init(&kref);
	kref_get(&kref);
	assert_int_equal(kref_read(&kref), 2);
}

static int refusing_probe(struct platform_device *pdev)
{
	(void)pdev;
	return -ENODEV;
}

static struct platform_driver refusing_driver = {.probe = refusing_probe, .driver.name = "plain"};

/* If one driver refuses a device, other drivers that match are tried. */
static void test_another_driver_tries(void **state)
{
	struct platform_device *pdev;

	(void)state;
	assert_int_equal(platform_driver_register(&refusing_driver), 0);
	assert_int_equal(platform_driver_register(&plain_driver), 0);
	pdev = platform_device_register_simple("plain", 0, NULL, 0);
	assert_ptr_equal(pdev->dev.driver, &plain_driver.driver);
	platform_device_unregister(pdev);
	platform_driver_unregister(&plain_driver);
	platform_driver_unregister(&refusing_driver);
}

/* A parent lives as long as its children; without a driver, devres is released with the device. */
static void act(void *data)
{
	(*(int *)data)++;
}

static void test_parents(void **state)
{
	struct device parent = {.init_name = "p", .release = release};
	struct device child = {.init_name = "c", .release = release, .parent = &parent};
	dma_addr_t dma;
	int acted = 0;
	void *cpu;

	(void)state;
	released = 0;
	assert_int_equal(device_register(&parent), 0);
	assert_int_equal(device_register(&child), 0);
	assert_int_equal(devm_add_action(&child, act, &acted), 0);
	device_unregister(&parent);
	assert_int_equal(released, 0);
	assert_int_equal(cohmem_ram_attach_all(0x1000000, 4096), 0);
	set_dma_ops(&child, get_dma_ops(&parent)); /* the default, set explicitly */
	child.coherent_dma_mask = DMA_BIT_MASK(32);
	cpu = dma_alloc_coherent(&child, 16, &dma, GFP_KERNEL);
	assert_non_null(cpu);
	dma_free_coherent(&child, 16, cpu, dma);
	assert_int_equal(cohmem_ram_detach_all(), 0);
	device_unregister(&child);
	assert_int_equal(released, 2);
	assert_int_equal(acted, 1);
}

static void test_no_such_resource(void **state)
{
	struct platform_device *pdev = platform_device_register_simple("x", 0, NULL, 0);

	(void)state;
	assert_int_equal(PTR_ERR(devm_platform_ioremap_resource(pdev, 0)), -EINVAL);
	assert_string_equal(last, "x.0: invalid resource (null)");
	assert_int_equal(PTR_ERR(devm_platform_ioremap_resource_byname(pdev, "regs")), -EINVAL);
	platform_device_unregister(pdev);
}

static void test_managed_resources(void **state)
{
	const struct resource res = DEFINE_RES_MEM(0x9000, 0x100);
	struct device dev = {.init_name = "d", .release = release};
	struct cohmem_region *region;
	char *at;

	(void)state;
	assert_int_equal(device_register(&dev), 0);
	/* No memory is there: each attempt fails, and releases the resource again. */
	assert_int_equal(PTR_ERR(devm_ioremap_resource(&dev, &res)), -ENOMEM);
	assert_int_equal(PTR_ERR(devm_ioremap_resource(&dev, &res)), -ENOMEM);
	assert_int_equal(cohmem_ram_region_create(0x8000, 0x2000, 0, &region), 0);
	at = devm_ioremap_resource(&dev, &res);
	assert_ptr_equal(at, (char *)region->cpu_addr + 0x1000);
	release_mem_region(0x9000, 0x100); /* wrong: the device manages it */
	last[0] = 0;
	cohmem_device_release(&dev);
	assert_non_null(strstr(last, "Trying to free nonexistent resource"));
	assert_int_equal(cohmem_region_destroy(region), 0);
	device_unregister(&dev);
}

/* If probe leaks memory that is not for DMA, this is found, too. */
static void *left;

static int leaky_probe(struct device *dev)
{
	void *a = kmalloc(10, GFP_KERNEL), *b = a ? kmalloc(20, GFP_KERNEL) : NULL;

	(void)dev;
	if (!b) {
		left = a;
		return -ENOMEM;
	}
	kfree(b);
	kfree(a);
	return 0;
}

static void test_a_leaky_probe(void **state)
{
	struct device dev = {.init_name = "l", .release = release};

	(void)state;
	assert_int_equal(device_register(&dev), 0);
	assert_int_equal(cohmem_probe_each(&dev, leaky_probe, NULL), 1);
	assert_non_null(
		strstr(said, "l: DMA-API: with allocation 2 failing, probe leaked 1 blocks"));
	kfree(left);
	device_unregister(&dev);
}

static void test_names(void **state)
{
	const struct resource res = DEFINE_RES_MEM(0x9000, 0x100);
	struct platform_device *pdev = platform_device_register_simple("n", 1, &res, 1);

	(void)state;
	assert_string_equal(pdev->resource[0].name, "n.1");
	assert_int_equal(PTR_ERR(platform_device_register_simple("n", 1, NULL, 0)), -EEXIST);
	platform_device_unregister(pdev);
	pdev = platform_device_register_simple("n", PLATFORM_DEVID_AUTO, NULL, 0);
	assert_true(pdev->id >= 0);
	platform_device_unregister(pdev);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		T(test_platform_devices),
		T(test_a_driver_ends_the_waiting),
		T(test_a_device_with_an_area_goes),
		T(test_regions),
		T(test_references),
		T(test_another_driver_tries),
		T(test_parents),
		T(test_no_such_resource),
		T(test_managed_resources),
		T(test_a_leaky_probe),
		T(test_names),
	};

	return cmocka_run_group_tests_name("devices", tests, NULL, NULL);
}
