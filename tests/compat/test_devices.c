/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What plays the kernel's part: devices, their bus, their interrupts. */
#include <cohmem/cohmem.h>
#include <cohmem/kernel.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/platform_device.h>

#include "said.h"

static int setup(void **state)
{
	(void)state;
	listen_begin();
	return 0;
}

/* A driver with a table of names, that puts its probe off once and may be told to fail. */
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
	assert_null(other->dev.driver); /* a table goes before the driver's name */
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
	assert_non_null(pdev->dev.driver); /* made up for, now that another has got through */
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

/* A probe that was put off is made up for when another driver comes and finds its device. */
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

/* A device that goes leaves its areas' memory to others. */
static void test_a_device_with_an_area_goes(void **state)
{
	struct platform_device *pdev = platform_device_alloc("x", 0);
	struct cohmem_window *sram;

	(void)state;
	assert_int_equal(cohmem_ram_window_create(0x8000, 4096, 0, &sram), 0);
	assert_int_equal(dma_declare_coherent_memory(&pdev->dev, 0x8000, 0, 4096, 0), 0);
	assert_int_equal(platform_device_add(pdev), 0);
	assert_int_equal(cohmem_ram_window_destroy(sram), -EBUSY);
	platform_device_unregister(pdev);
	assert_int_equal(cohmem_ram_window_destroy(sram), 0);
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
	assert_int_equal(device_register(&dev), -EINVAL); /* nobody has named it */
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

static char order[8];
static int threaded;

static irqreturn_t quick(int irq, void *data)
{
	strcat(order, irq == 5 ? data : "?");
	return IRQ_WAKE_THREAD;
}

static irqreturn_t thread(int irq, void *data)
{
	(void)irq, (void)data;
	threaded++;
	return IRQ_HANDLED;
}

static void test_interrupts(void **state)
{
	char a[] = "a", b[] = "b";

	(void)state;
	order[0] = 0;
	threaded = 0;
	assert_int_equal(request_threaded_irq(5, quick, thread, IRQF_SHARED, "a", a), 0);
	assert_int_equal(request_irq(5, quick, 0, "b", b), -EBUSY);
	assert_int_equal(request_irq(5, quick, IRQF_SHARED, "b", NULL), -EINVAL);
	assert_int_equal(request_irq(5, NULL, IRQF_SHARED, "b", b), -EINVAL);
	assert_int_equal(request_irq(1 << 20, quick, 0, "b", b), -EINVAL);
	assert_int_equal(request_irq(5, quick, IRQF_SHARED, "b", b), 0);
	assert_int_equal(cohmem_irq_raise(5), 2);
	assert_string_equal(order, "ab");
	assert_int_equal(threaded, 1);

	disable_irq(5);
	assert_int_equal(cohmem_irq_raise(5), 0);
	assert_int_equal(cohmem_irq_raise(5), 0);
	assert_string_equal(order, "ab");
	enable_irq(5);
	assert_string_equal(order, "abab"); /* once */
	disable_irq(5);
	enable_irq(5);
	assert_string_equal(order, "abab");
	enable_irq(5);
	assert_string_equal(last, ": Unbalanced enable for IRQ 5");
	assert_ptr_equal(free_irq(5, a), a);
	assert_ptr_equal(free_irq(5, b), b);
	assert_null(free_irq(5, b));
	assert_int_equal(cohmem_irq_raise(5), -EINVAL);
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
		T(test_interrupts),
	};

	return cmocka_run_group_tests_name("devices", tests, NULL, NULL);
}
