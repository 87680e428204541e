/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Streaming DMA: what the device sees, and when; errors in mapping and unmapping. */
#include <cohmem/cohmem.h>
#include <linux/dma-mapping.h>

#include "said.h"

#define BASE  0x7000000ULL
#define PAGE  4096u
#define CHUNK (16 * PAGE)

static struct device dev, other;
static char *device; /* the CPU address of device address BASE */

static int setup(void **state)
{
	dma_addr_t dma;

	(void)state;
	listen_begin();
	cohmem_device_init(&dev, "nic");
	cohmem_device_init(&other, "other");
	if (cohmem_ram_attach(&dev, BASE, CHUNK))
		return -1;
	device = dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL);
	dma_free_coherent(&dev, PAGE, device, dma);
	return !device || dma != BASE;
}

static int teardown(void **state)
{
	(void)state;
	return cohmem_detach(&dev);
}

static dma_addr_t map(void *ptr, size_t size, enum dma_data_direction dir)
{
	dma_addr_t dma = dma_map_single(&dev, ptr, size, dir);

	assert_int_equal(dma_mapping_error(&dev, dma), 0);
	return dma;
}

/* The memory that the device accesses for a mapping; a driver does not see it. */
static char *far_side(dma_addr_t dma)
{
	return device + (dma - BASE);
}

static void test_directions(void **state)
{
	char buf[100] = "out";
	dma_addr_t dma = map(buf, sizeof(buf), DMA_TO_DEVICE);

	(void)state;
	assert_string_equal(far_side(dma), "out");
	strcpy(buf, "later");
	assert_string_equal(far_side(dma), "out"); /* not synced yet */
	dma_sync_single_for_device(&dev, dma, sizeof(buf), DMA_TO_DEVICE);
	assert_string_equal(far_side(dma), "later");
	strcpy(far_side(dma), "in");
	dma_unmap_single(&dev, dma, sizeof(buf), DMA_TO_DEVICE);
	assert_string_equal(buf, "later");

	dma = map(buf, sizeof(buf), DMA_FROM_DEVICE);
	assert_int_equal(far_side(dma)[0], 0);
	strcpy(far_side(dma), "first");
	assert_string_equal(buf, "later");
	dma_sync_single_for_cpu(&dev, dma + 1, 2, DMA_FROM_DEVICE);
	assert_string_equal(buf, "lirer");
	dma_unmap_single(&dev, dma, sizeof(buf), DMA_FROM_DEVICE);
	assert_string_equal(buf, "first");

	dma = map(buf, sizeof(buf), DMA_BIDIRECTIONAL);
	assert_string_equal(far_side(dma), "first");
	strcpy(far_side(dma), "both");
	dma_unmap_single_attrs(&dev, dma, sizeof(buf), DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);
	assert_string_equal(buf, "first");
	assert_string_equal(said, "");
}

static void test_wrong(void **state)
{
	char buf[64] = "";
	dma_addr_t dma = map(buf, sizeof(buf), DMA_TO_DEVICE);

	(void)state;
	dma_unmap_single(&dev, dma, 32, DMA_TO_DEVICE);
	assert_string_equal(
		last,
		"nic: DMA-API: device driver frees DMA memory with different size [device address=0x0000000007000000] [map size=64 bytes] [unmap size=32 bytes]");
	dma_unmap_single(&dev, dma, 64, DMA_FROM_DEVICE);
	assert_non_null(strstr(last, "with different direction"));
	assert_non_null(
		strstr(last, "[mapped with DMA_TO_DEVICE] [unmapped with DMA_FROM_DEVICE]"));
	dma_unmap_single(&dev, dma + 1, 64, DMA_TO_DEVICE);
	assert_non_null(strstr(last, "tries to free DMA memory it has not allocated"));
	dma_unmap_single(&other, dma, 64, DMA_TO_DEVICE);
	assert_non_null(strstr(last, "other: DMA-API: device driver tries to free"));
	last[0] = 0;
	dma_sync_single_for_cpu(&dev, dma + 32, 64, DMA_TO_DEVICE);
	assert_non_null(strstr(last, "tries to sync DMA memory it has not allocated"));
	last[0] = 0;
	dma_sync_single_for_cpu(&dev, dma, 64, DMA_FROM_DEVICE);
	assert_non_null(strstr(last, "tries to sync"));
	last[0] = 0;
	dma_unmap_single(&dev, dma, 64, DMA_TO_DEVICE);
	assert_string_equal(last, "");
	dma_unmap_single(&dev, dma, 64, DMA_TO_DEVICE);
	assert_non_null(strstr(last, "it has not allocated"));
}

static void test_no_memory(void **state)
{
	static char large[2 * PAGE];
	const struct cohmem_fail slab = {.where = COHMEM_FAIL_SLAB, .nth = 1};

	(void)state;
	assert_int_equal(dma_mapping_error(&other, dma_map_single(&other, large, 5, DMA_TO_DEVICE)),
			 -ENOMEM);
	assert_string_equal(
		last,
		"other: cannot map 5 bytes: the device has no generic memory (attach a back end)");
	*dev.dma_mask = DMA_BIT_MASK(20);
	assert_int_equal(dma_map_single(&dev, large, 5, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	assert_string_equal(
		last,
		"nic: cannot map 5 bytes: generic memory has no room within the device's streaming mask");
	*dev.dma_mask = DMA_BIT_MASK(32);
	assert_int_equal(dma_map_single(&dev, NULL, 5, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	assert_int_equal(dma_map_single(&dev, large, 0, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	assert_int_equal(dma_map_single(&dev, large, 5, DMA_NONE), DMA_MAPPING_ERROR);
	assert_int_equal(dma_map_single(NULL, large, 5, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	cohmem_fail_set(&slab);
	assert_int_equal(dma_map_single(&dev, large, 5, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	cohmem_fail_set(NULL);
}

/* Debugging reports drivers that do not call dma_mapping_error(), and lists leaked mappings. */
static void test_debugging(void **state)
{
	int was = cohmem_debug_level();
	char buf[8] = "";
	dma_addr_t dma;

	(void)state;
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_OFF), 0);
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_ON), 0);
	dma = dma_map_single(&dev, buf, sizeof(buf), DMA_TO_DEVICE);
	assert_int_equal(cohmem_debug_leaks(NULL), 1);
	assert_non_null(strstr(last, "test_streaming.c:"));
	dma_unmap_single(&dev, dma, sizeof(buf), DMA_TO_DEVICE);
	assert_non_null(strstr(last, "device driver failed to check map error"));
	assert_int_equal(cohmem_debug_leaks(NULL), 0);
	last[0] = 0;
	dma = map(buf, sizeof(buf), DMA_TO_DEVICE);
	dma_unmap_single(&dev, dma, sizeof(buf), DMA_TO_DEVICE);
	assert_string_equal(last, "");
	cohmem_debug_set(COHMEM_DEBUG_OFF);
	cohmem_debug_set(was);
}

/* Two masks: coherent memory obeys the one, streaming mappings the other. */
static void test_masks(void **state)
{
	const dma_addr_t low = 0xe00000, high = 0xffe00000ULL;
	char buf[PAGE] = {0};
	struct device card;
	dma_addr_t dma, streaming;
	void *cpu;

	(void)state;
	/* 2 MiB below 16 MiB, and more above: a streaming mask of 24 bits. */
	cohmem_device_init(&card, "card");
	assert_int_equal(cohmem_ram_attach(&card, low, 2 << 20), 0);
	assert_int_equal(dma_set_mask(&card, DMA_BIT_MASK(24)), 0);
	assert_int_equal(dma_set_coherent_mask(&card, DMA_BIT_MASK(32)), 0);
	cpu = dma_alloc_coherent(&card, 2 << 20, &dma, GFP_KERNEL);
	assert_int_equal(dma, low);
	assert_int_equal(dma_map_single(&card, buf, PAGE, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	dma_free_coherent(&card, 2 << 20, cpu, dma);
	streaming = dma_map_single(&card, buf, PAGE, DMA_TO_DEVICE);
	assert_int_equal(streaming, low);
	dma_unmap_single(&card, streaming, PAGE, DMA_TO_DEVICE);
	assert_int_equal(cohmem_detach(&card), 0);
	/* 2 MiB below 4 GiB, and more above: a coherent mask of 32 bits. */
	cohmem_device_init(&card, "card");
	assert_int_equal(cohmem_ram_attach(&card, high, 2 << 20), 0);
	assert_int_equal(dma_set_mask(&card, DMA_BIT_MASK(64)), 0);
	assert_int_equal(dma_set_coherent_mask(&card, DMA_BIT_MASK(32)), 0);
	cpu = dma_alloc_coherent(&card, 2 << 20, &dma, GFP_KERNEL);
	assert_int_equal(dma, high);
	streaming = dma_map_single(&card, buf, PAGE, DMA_TO_DEVICE);
	assert_int_equal(dma_mapping_error(&card, streaming), 0);
	assert_true(streaming >= 1ULL << 32);
	dma_unmap_single(&card, streaming, PAGE, DMA_TO_DEVICE);
	/* The bus may reach less than the device. */
	card.bus_dma_limit = DMA_BIT_MASK(32);
	assert_int_equal(dma_map_single(&card, buf, PAGE, DMA_TO_DEVICE), DMA_MAPPING_ERROR);
	card.bus_dma_limit = 0;
	dma_free_coherent(&card, 2 << 20, cpu, dma);
	assert_int_equal(cohmem_detach(&card), 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_directions),
		T(test_wrong),
		T(test_no_memory),
		T(test_debugging),
		cmocka_unit_test_setup_teardown(test_masks, setup, teardown),
	};

	return cmocka_run_group_tests_name("streaming", tests, NULL, NULL);
}
