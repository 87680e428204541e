/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The reason for which an allocation fails is the one that is reported. */
#include <errno.h>

#include "fixture.h"

static dma_addr_t dma;

static int setup(void **state)
{
	(void)state;
	return fixture_begin("card", 16 * PAGE, 0);
}

static void declare(dma_addr_t at, int flags)
{
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, at, 16 * PAGE, flags), 0);
}

static void refused(size_t size, const char *why)
{
	errno = 0;
	assert_null(dma_alloc_coherent(&dev, size, &dma, GFP_KERNEL));
	assert_int_equal(errno, size ? ENOMEM : EINVAL);
	assert_reported(why);
}

static void test_nothing(void **state)
{
	(void)state;
	refused(100,
		"cannot allocate 100 bytes: the device has neither an area (dma_declare_coherent_memory()) nor generic memory (attach a back end)");
	refused(0, "dev or dma_handle is NULL, or size is 0");
}

static void test_too_large(void **state)
{
	(void)state;
	declare(0x1000, DMA_MEMORY_EXCLUSIVE);
	refused(17 * PAGE,
		"cannot allocate 69632 bytes: the area at device 0x1000 has 65536 bytes in all; it is exclusive, so generic memory is not used");
}

static void test_full(void **state)
{
	dma_addr_t first, second;
	void *half, *quarter;

	(void)state;
	declare(0x1000, 0);
	half = dma_alloc_coherent(&dev, 8 * PAGE, &first, GFP_KERNEL);
	quarter = dma_alloc_coherent(&dev, 4 * PAGE, &second, GFP_KERNEL);
	refused(8 * PAGE,
		"the area at device 0x1000 has 16384 free bytes of 65536; the device has no generic memory (attach a back end)");
	dma_free_coherent(&dev, 8 * PAGE, half, first);
	dma_free_coherent(&dev, 4 * PAGE, quarter, second);
}

static void test_fragmented(void **state)
{
	void *cpu[16];
	dma_addr_t at[16];

	(void)state;
	declare(0x1000, 0);
	for (unsigned int i = 0; i < 16; i++)
		cpu[i] = dma_alloc_coherent(&dev, PAGE, &at[i], GFP_KERNEL);
	for (unsigned int i = 1; i < 16; i += 2)
		dma_free_coherent(&dev, PAGE, cpu[i], at[i]);
	refused(5 * PAGE,
		"the area at device 0x1000 has 32768 free bytes, but no aligned run of 32768, to which the size is rounded up");
	for (unsigned int i = 0; i < 16; i += 2)
		dma_free_coherent(&dev, PAGE, cpu[i], at[i]);
}

static void test_beyond_the_mask(void **state)
{
	void *cpu;

	(void)state;
	declare(0x800000000ULL, DMA_MEMORY_EXCLUSIVE);
	assert_int_equal(dma_set_coherent_mask(&dev, DMA_BIT_MASK(32)), 0);
	refused(PAGE,
		"the area at device 0x800000000 has no free aligned run of 4096 bytes within the device's mask, 0xffffffff (dma_set_mask_and_coherent())");
	assert_int_equal(dma_set_coherent_mask(&dev, DMA_BIT_MASK(64)), 0);
	cpu = dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL);
	assert_non_null(cpu);
	dma_free_coherent(&dev, PAGE, cpu, dma);
}

/* Of two areas that refuse, the exclusive one decides. */
static void test_two_areas(void **state)
{
	dma_addr_t at;
	void *cpu;

	(void)state;
	assert_int_equal(
		dma_declare_coherent_memory(&dev, PHYS, 0x1000, 8 * PAGE, DMA_MEMORY_EXCLUSIVE), 0);
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS + 8 * PAGE, 0x100000, 2 * PAGE, 0),
			 0);
	cpu = dma_alloc_coherent(&dev, 8 * PAGE, &at, GFP_KERNEL);
	refused(4 * PAGE, "the area at device 0x1000 has 0 free bytes of 32768; it is exclusive");
	dma_free_coherent(&dev, 8 * PAGE, cpu, at);
}

/* For a device without an area of its own, the global area is tried, and then generic memory. */
static void test_global(void **state)
{
	(void)state;
	assert_int_equal(dma_init_global_coherent(PHYS, 16 * PAGE), 0);
	refused(17 * PAGE,
		"the area at device 0x40000000 has 65536 bytes in all; the device has no generic memory (attach a back end)");
	cohmem_release_global_coherent();
}

static void test_injected(void **state)
{
	const struct cohmem_fail rules = {.where = COHMEM_FAIL_AREA, .nth = 1};

	(void)state;
	declare(0x1000, DMA_MEMORY_EXCLUSIVE);
	assert_int_equal(cohmem_fail_set(&rules), 0);
	refused(PAGE, "injected failure of the area at device 0x1000; it is exclusive");
	cohmem_fail_set(NULL);
}

static void mmap_refused(unsigned long start, unsigned long end, unsigned long pgoff, int err,
			 const char *why)
{
	struct vm_area_struct vma = {.vm_start = start, .vm_end = end, .vm_pgoff = pgoff};
	dma_addr_t at;
	void *cpu = dma_alloc_coherent(&dev, 2 * PAGE, &at, GFP_KERNEL);

	assert_int_equal(dma_mmap_coherent(&dev, &vma, cpu, at, 2 * PAGE), err);
	assert_reported(why);
	dma_free_coherent(&dev, 2 * PAGE, cpu, at);
}

static void test_mmap(void **state)
{
	struct vm_area_struct vma = {.vm_start = PAGE, .vm_end = 2 * PAGE};

	(void)state;
	declare(0x1000, 0);
	mmap_refused(PAGE, 2 * PAGE, 2, -ENXIO,
		     "cannot map 1 pages from page 2 on (vm_pgoff): the block has 2");
	mmap_refused(PAGE, 2 * PAGE, 3, -ENXIO,
		     "cannot map 1 pages from page 3 on (vm_pgoff): the block has 2");
	mmap_refused(PAGE, 4 * PAGE, 0, -ENXIO,
		     "cannot map 3 pages from page 0 on (vm_pgoff): the block has 2");
	mmap_refused(PAGE + 1, 2 * PAGE, 0, -EINVAL,
		     "vm_start 0x1001 and vm_end 0x2000 must be multiples of the page size");
	mmap_refused(PAGE, PAGE, 0, -ENXIO, "vm_end 0x1000 is not above vm_start 0x1000");
	assert_int_equal(dma_mmap_coherent(&dev, &vma, &vma, 0, PAGE), -ENXIO);
	assert_reported("it is no block of the device, or no file backs its memory");
	assert_int_equal(dma_mmap_coherent(NULL, &vma, &vma, 0, PAGE), -EINVAL);
	assert_reported("dev or vma is NULL");
}

static void test_silence(void **state)
{
	(void)state;
	declare(0x1000, 0);
	errno = 0;
	assert_null(dma_alloc_coherent(&dev, 17 * PAGE, &dma, __GFP_NOWARN));
	assert_int_equal(errno, ENOMEM);
	assert_int_equal(reports, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_too_large, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_full, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_fragmented, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_beyond_the_mask, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_two_areas, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_global, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_injected, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_mmap, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_silence, setup, fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
