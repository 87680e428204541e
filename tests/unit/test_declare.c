/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Declarations: each invalid one fails with its error and its reason, and changes nothing. */

#include "fixture.h"

#define DEVICE 0x1000000ULL
#define SIZE   (64u << 10)

static int setup(void **state)
{
	(void)state;
	return fixture_begin(NULL, SIZE, 0);
}

static struct cohmem_area_desc good(void)
{
	return (struct cohmem_area_desc){
		.phys_addr = PHYS, .device_addr = DEVICE, .size = SIZE, .flags = DMA_MEMORY_MAP};
}

/* @desc is refused with @err and a report that contains @why; a valid declaration then still works. */
static void refused(const struct cohmem_area_desc *desc, int err, const char *why)
{
	const struct cohmem_area_desc fine = good();
	struct cohmem_area_info info;

	last_report[0] = 0;
	assert_int_equal(cohmem_declare_area(&dev, desc), err);
	assert_reported(why);
	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), -ENOENT);
	assert_int_equal(region->zero_bytes, SIZE);
	assert_null(region->areas);
	assert_int_equal(cohmem_declare_area(&dev, &fine), 0);
	dma_release_declared_memory(&dev);
	region->zero_bytes = SIZE;
}

#define REFUSED(member, value, err, why)               \
	do {                                           \
		struct cohmem_area_desc desc = good(); \
		desc.member = (value);                 \
		refused(&desc, err, why);              \
	} while (0)

static void test_bad_declarations(void **state)
{
	static uint64_t room[COHMEM_AREA_BYTES(16) / 8 + 1];

	(void)state;
	REFUSED(size, 0, -EINVAL, "smaller than one granule");
	REFUSED(size, 4095, -EINVAL, "smaller than one granule");
	if (SIZE_MAX / 4096 > COHMEM_RUNS_MAX_GRANULES)
		REFUSED(size, SIZE_MAX, -EINVAL, "more than 2^26");
	else
		REFUSED(size, SIZE_MAX, -ENXIO, "no region");
	REFUSED(size, SIZE + 1, -ENXIO, "no region");
	REFUSED(phys_addr, PHYS - 32, -ENXIO, "no region");
	REFUSED(phys_addr, PHYS + SIZE, -ENXIO, "no region");
	REFUSED(phys_addr, PHYS + 4096, -ENXIO, "no region");
	REFUSED(phys_addr, ~0ULL - 4095, -EINVAL, "wraps");
	REFUSED(device_addr, ~0ULL - 4095, -EINVAL, "wraps");
	REFUSED(phys_addr, PHYS + 1, -EINVAL, "multiple of 32");
	REFUSED(device_addr, DEVICE + 16, -EINVAL, "multiple of 32");
	REFUSED(flags, 0x10, -EINVAL, "unknown flag");
	REFUSED(flags, ~0u, -EINVAL, "unknown flag");
	REFUSED(granule_shift, 4, -EINVAL, "granule");
	REFUSED(granule_shift, 22, -EINVAL, "granule");
	REFUSED(state, (char *)room + 4, -EINVAL, "aligned");
	REFUSED(state, room, -ENOMEM, "state"); /* state_bytes is 0 */

	struct cohmem_area_desc odd = good();
	odd.phys_addr += 32;
	odd.size -= 4096;
	refused(&odd, -EINVAL, "not a multiple of the granule");
	assert_int_equal(cohmem_declare_area(NULL, &odd), -EINVAL);
	assert_int_equal(cohmem_declare_area(&dev, NULL), -EINVAL);
	assert_int_equal(dma_declare_coherent_memory(NULL, PHYS, DEVICE, SIZE, 0), -EINVAL);
}

static void test_overlaps(void **state)
{
	struct device other;

	(void)state;
	cohmem_device_init(&other, NULL);
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS + 8192, DEVICE, 8192, 0), 0);
	/* the same memory, whole or in part, for any device */
	assert_int_equal(dma_declare_coherent_memory(&other, PHYS, DEVICE, SIZE, 0), -EBUSY);
	assert_reported("it overlaps another area");
	assert_int_equal(dma_declare_coherent_memory(&other, PHYS + 4096, DEVICE, 8192, 0), -EBUSY);
	assert_int_equal(dma_declare_coherent_memory(&other, PHYS + 12288, DEVICE, 4096, 0),
			 -EBUSY);
	/* the same device addresses, for the same device */
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS + 32768, DEVICE + 4096, 8192, 0),
			 -EBUSY);
	assert_reported("overlap another area of the device");
	/* neighbours on both sides, and another device's addresses, are fine */
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, DEVICE - 8192, 8192, 0), 0);
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS + 16384, DEVICE + 8192, 4096, 0),
			 0);
	assert_int_equal(dma_declare_coherent_memory(&other, PHYS + 32768, DEVICE, 4096, 0), 0);
	assert_null(cohmem_device_validate(&dev));
	dma_release_declared_memory(&other);
}

static void test_a_rest_is_not_used(void **state)
{
	struct cohmem_area_info info;

	(void)state;
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, DEVICE, 3 * 4096 + 4095, 0), 0);
	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	assert_int_equal(info.size, 3 * 4096);
	assert_int_equal(info.runs.granules, 3);
}

static void test_beyond_the_mask_is_said(void **state)
{
	dma_addr_t handle = 0;
	void *cpu = NULL;

	(void)state;
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, DMA_BIT_MASK(32) + 1, SIZE, 0), 0);
	assert_reported("mask");
	assert_int_equal(dma_alloc_from_coherent(&dev, 1, &handle, &cpu), 0);
	assert_int_equal(dma_set_coherent_mask(&dev, DMA_BIT_MASK(33)), 0);
	assert_int_equal(dma_alloc_from_coherent(&dev, 1, &handle, &cpu), 1);
	assert_int_equal(handle, DMA_BIT_MASK(32) + 1);
	assert_int_equal(dma_release_from_coherent(&dev, 0, cpu), 1);
}

static void test_own_state_and_small_granules(void **state)
{
	static uint64_t room[COHMEM_AREA_BYTES(SIZE / 64) / 8];
	struct cohmem_area_desc desc = good();
	dma_addr_t handle = 0;
	void *cpu = NULL;

	(void)state;
	desc.state = room;
	desc.state_bytes = sizeof(room);
	desc.granule_shift = 6;
	assert_int_equal(cohmem_declare_area(&dev, &desc), 0);
	assert_non_null(dma_alloc_coherent(&dev, 1, &handle, GFP_KERNEL));
	cpu = dma_alloc_coherent(&dev, 65, &handle, GFP_KERNEL);
	assert_int_equal(handle, DEVICE + 128);
	dma_free_coherent(&dev, 65, cpu, handle);
	dma_free_coherent(&dev, 1, (char *)cpu - 128, handle - 128);
	assert_int_equal(reports, 0);
}

static void test_exact_gives_the_tail_back(void **state)
{
	struct cohmem_area_desc desc = good();
	struct cohmem_area_info info;
	dma_addr_t five, one;
	void *cpu;

	(void)state;
	desc.flags |= COHMEM_AREA_EXACT;
	assert_int_equal(cohmem_declare_area(&dev, &desc), 0);
	cpu = dma_alloc_coherent(&dev, 5 * 4096, &five, GFP_KERNEL);
	assert_non_null(dma_alloc_coherent(&dev, 4096, &one, GFP_KERNEL));
	assert_int_equal(one, five + 5 * 4096);
	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	assert_int_equal(info.runs.used, 6);
	dma_free_coherent(&dev, 5 * 4096, cpu, five);
	dma_free_coherent(&dev, 4096, (char *)cpu + 5 * 4096, one);
	assert_int_equal(reports, 0);
}

/* Used memory is zeroed when it is allocated again; memory never allocated remains known to be zero. */
static void test_zero_known_and_not(void **state)
{
	dma_addr_t handle;
	char *cpu;

	(void)state;
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, DEVICE, SIZE / 2, 0), 0);
	cpu = dma_alloc_coherent(&dev, SIZE / 2, &handle, GFP_KERNEL);
	memset(cpu, 0xff, SIZE / 2);
	dma_free_coherent(&dev, SIZE / 2, cpu, handle);
	dma_release_declared_memory(&dev);
	assert_int_equal(region->zero_bytes, SIZE / 2);
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, DEVICE, SIZE / 2, 0), 0);
	cpu = dma_alloc_coherent(&dev, 6000, &handle, GFP_KERNEL);
	for (int i = 0; i < 8192; i++) /* the last granule's unused end: zero, or a redzone */
		assert_int_equal(
			cpu[i], i >= 6000 && cohmem_debug_level() ? (char)COHMEM_DEBUG_REDZONE : 0);
	dma_free_coherent(&dev, 6000, cpu, handle);
}

static void test_leftovers_are_reported(void **state)
{
	dma_addr_t handle;
	void *a, *b;

	(void)state;
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, DEVICE, SIZE, 0), 0);
	a = dma_alloc_coherent(&dev, 4096, &handle, GFP_KERNEL);
	b = dma_alloc_coherent(&dev, 8192, &handle, GFP_KERNEL);
	dma_release_declared_memory(&dev);
	assert_int_equal(reports, 2);
	assert_reported("0x2000 bytes at device 0x1002000");
	dma_release_declared_memory(&dev); /* a second time: nothing new */
	assert_int_equal(reports, 2);
	dma_free_coherent(&dev, 4096, a, DEVICE);
	dma_free_coherent(&dev, 8192, b, handle);
	assert_int_equal(reports, 2);
}

/* A state buffer that an area uses is refused and not written to, and the area's blocks remain valid. */
static void test_state_in_use(void **state)
{
	static uint64_t room[COHMEM_AREA_BYTES(16) / 8];
	struct cohmem_area_desc desc = good(), other;
	dma_addr_t handle;
	void *block;

	(void)state;
	desc.state = room;
	desc.state_bytes = sizeof(room);
	assert_int_equal(cohmem_declare_area(&dev, &desc), 0);
	block = dma_alloc_coherent(&dev, 4096, &handle, GFP_KERNEL);
	assert_int_equal(cohmem_declare_area(&dev, &desc), -EBUSY);
	assert_reported("state");
	other = desc;
	other.device_addr += SIZE;
	other.size = 4096;
	other.state = room + 8;
	other.state_bytes -= 64;
	assert_int_equal(cohmem_declare_area(&dev, &other), -EBUSY);
	assert_ptr_not_equal(dma_alloc_coherent(&dev, 4096, &handle, GFP_KERNEL), block);
	assert_null(cohmem_device_validate(&dev));
	dma_free_coherent(&dev, 4096, block, DEVICE);
	dma_free_coherent(&dev, 4096, (char *)block + 4096, DEVICE + 4096);
	dma_release_declared_memory(&dev);
	assert_null(region->areas);
	assert_int_equal(cohmem_declare_area(&dev, &desc), 0);
}

/* Memory of a region that does not set zero_bytes is not assumed to be zero. */
static void test_region_of_dirty_memory(void **state)
{
	static unsigned char memory[8192] __attribute__((aligned(4096)));
	struct cohmem_region dirty = {
		.phys_addr = 2 * PHYS, .size = sizeof(memory), .cpu_addr = memory, .fd = -1};
	unsigned char *block;
	dma_addr_t handle;

	(void)state;
	memset(memory, 0xaa, sizeof(memory));
	assert_int_equal(cohmem_region_add(&dirty), 0);
	assert_int_equal(dma_declare_coherent_memory(&dev, 2 * PHYS, DEVICE, sizeof(memory), 0), 0);
	block = dma_alloc_coherent(&dev, sizeof(memory), &handle, GFP_KERNEL);
	for (size_t i = 0; i < sizeof(memory); i++)
		assert_int_equal(block[i], 0);
	dma_free_coherent(&dev, sizeof(memory), block, handle);
	dma_release_declared_memory(&dev);
	assert_int_equal(cohmem_region_remove(&dirty), 0);
}

static void test_one_global_area(void **state)
{
	(void)state;
	assert_int_equal(dma_init_global_coherent(PHYS, SIZE / 2), 0);
	assert_int_equal(dma_init_global_coherent(PHYS + SIZE / 2, SIZE / 2), -EBUSY);
	cohmem_release_global_coherent();
	assert_int_equal(dma_init_global_coherent(PHYS + SIZE / 2, SIZE / 2), 0);
	cohmem_release_global_coherent();
}

static void test_regions(void **state)
{
	struct cohmem_region *w;
	struct cohmem_region bad = {.phys_addr = 1, .size = 0, .cpu_addr = &bad};

	(void)state;
	assert_int_equal(cohmem_region_add(NULL), -EINVAL);
	assert_int_equal(cohmem_region_add(&bad), -EINVAL);
	bad.size = SIZE_MAX;
	bad.phys_addr = 2;
	assert_int_equal(cohmem_region_add(&bad), -EINVAL);
	bad.size = 4096;
	bad.cpu_addr = NULL;
	assert_int_equal(cohmem_region_add(&bad), -EINVAL);
	assert_int_equal(cohmem_region_add(region), -EEXIST);
	assert_int_equal(cohmem_region_remove(&bad), -ENOENT);
	assert_int_equal(cohmem_region_remove(NULL), -ENOENT);
	assert_int_equal(cohmem_ram_region_create(PHYS + 4096, SIZE, 0, &w), -EEXIST);
	assert_int_equal(cohmem_ram_region_create(0, 0, 0, &w), -EINVAL);
	assert_int_equal(cohmem_ram_region_create(0, 100, 0, &w), -EINVAL);
	assert_int_equal(cohmem_ram_region_create(100, 4096, 0, &w), -EINVAL);
	assert_int_equal(cohmem_ram_region_create(0, 4096, 2, &w), -EINVAL);
	assert_int_equal(cohmem_ram_region_create(0, 4096, COHMEM_RAM_HUGE, &w), -EINVAL);
	assert_int_equal(cohmem_ram_region_create(0, 4096, 0, NULL), -EINVAL);
	assert_int_equal(cohmem_ram_region_create(~0ULL << 12, 8192, 0, &w), -EINVAL);
	assert_int_equal(cohmem_region_destroy(NULL), 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, fixture_end)
	const struct CMUnitTest tests[] = {
		T(test_bad_declarations),
		T(test_overlaps),
		T(test_a_rest_is_not_used),
		T(test_beyond_the_mask_is_said),
		T(test_own_state_and_small_granules),
		T(test_exact_gives_the_tail_back),
		T(test_zero_known_and_not),
		T(test_leftovers_are_reported),
		T(test_state_in_use),
		T(test_region_of_dirty_memory),
		T(test_one_global_area),
		T(test_regions),
	};

	return cmocka_run_group_tests_name("declare", tests, NULL, NULL);
}
