/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Which area serves which device: parents and children, the global area, special kinds of areas. */
#include <cohmem/cohmem.h>
#include <cohmem/port.h>
#include <sys/mman.h>

#include "../lib/reports.h"

#define PHYS   0x40000000ULL
#define DEVICE 0x1000000ULL
#define PAGE   4096u
#define PAGES  4u
#define SIZE   (PAGES * PAGE)

static struct cohmem_region *region, *second;
static struct device parent, child;
static unsigned int zeroings;

static int setup(void **state)
{
	(void)state;
	cohmem_device_init(&parent, NULL);
	cohmem_device_init(&child, NULL);
	child.parent = &parent;
	reports_begin();
	return cohmem_ram_region_create(PHYS, SIZE, 0, &region) ||
	       cohmem_ram_region_create(2 * PHYS, SIZE, 0, &second);
}

static int teardown(void **state)
{
	(void)state;
	dma_release_declared_memory(&child);
	dma_release_declared_memory(&parent);
	return cohmem_region_destroy(region) || cohmem_region_destroy(second);
}

static void declare(struct device *dev, phys_addr_t phys, int flags)
{
	assert_int_equal(dma_declare_coherent_memory(dev, phys, DEVICE, SIZE, flags), 0);
}

/* Return what dma_alloc_from_coherent() returns; *@ret is the block, or NULL. */
static int ask(struct device *dev, void **ret)
{
	dma_addr_t handle;

	*ret = NULL;
	return dma_alloc_from_coherent(dev, PAGE, &handle, ret);
}

/* Check that mapping @block at @there succeeded (@err), and that both are the same memory. */
static void check_mapped(int err, char *there, const char *block)
{
	assert_int_equal(err, 0);
	there[7] = 42;
	assert_int_equal(block[7], 42);
}

static void *room_to_map(struct vm_area_struct *vma)
{
	void *room = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(room, MAP_FAILED);
	*vma = (struct vm_area_struct){(uintptr_t)room, (uintptr_t)room + PAGE, 0};
	return room;
}

static void test_a_child_maps_and_releases_its_parents(void **state)
{
	struct vm_area_struct vma;
	void *block, *room = room_to_map(&vma);
	int err = 1;

	(void)state;
	declare(&parent, PHYS, DMA_MEMORY_INCLUDES_CHILDREN);
	assert_int_not_equal(ask(&child, &block), 0);
	assert_int_equal(dma_mmap_from_coherent(&child, &vma, block, PAGE, &err), 1);
	check_mapped(err, room, block);
	assert_int_equal(dma_release_from_coherent(&child, 0, block), 1);
	munmap(room, PAGE);
}

/* No call lets a child use an area of its parent that does not include children. */
static void test_a_parents_own_area(void **state)
{
	struct vm_area_struct vma;
	void *block, *none, *room = room_to_map(&vma);
	int err = 77;

	(void)state;
	declare(&parent, PHYS, DMA_MEMORY_EXCLUSIVE);
	assert_int_not_equal(ask(&parent, &block), 0);
	assert_int_equal(ask(&child, &none), 0);
	assert_int_equal(dma_release_from_coherent(&child, 0, block), 0);
	assert_int_equal(dma_mmap_from_coherent(&child, &vma, block, PAGE, &err), 0);
	assert_int_equal(err, 77);
	assert_int_equal(dma_release_from_coherent(&parent, 0, block), 1);
	munmap(room, PAGE);
}

static void fill(struct device *dev, void *blocks[PAGES])
{
	for (unsigned int i = 0; i < PAGES; i++) {
		assert_int_not_equal(ask(dev, &blocks[i]), 0);
		assert_non_null(blocks[i]);
	}
}

static void empty(struct device *dev, void *blocks[PAGES])
{
	for (unsigned int i = 0; i < PAGES; i++)
		assert_int_equal(dma_release_from_coherent(dev, 0, blocks[i]), 1);
}

/* A device with an area of its own is served by that one or not at all. */
static void test_a_full_area_does_not_go_on(void **state)
{
	void *blocks[PAGES], *none;
	dma_addr_t handle;

	(void)state;
	declare(&child, PHYS, 0);
	declare(&parent, 2 * PHYS, DMA_MEMORY_INCLUDES_CHILDREN);
	fill(&child, blocks);
	assert_int_equal(ask(&child, &none), 0);
	assert_null(none);
	dma_release_declared_memory(&parent);
	assert_int_equal(dma_init_global_coherent(2 * PHYS, SIZE), 0);
	assert_null(dma_alloc_coherent(&child, PAGE, &handle, __GFP_NOWARN));
	cohmem_release_global_coherent();
	empty(&child, blocks);
}

static void test_the_global_area_is_mapped(void **state)
{
	struct vm_area_struct vma;
	void *room = room_to_map(&vma), *block;
	dma_addr_t handle;
	int err = 1;

	(void)state;
	assert_int_equal(dma_init_global_coherent(PHYS, SIZE), 0);
	block = dma_alloc_from_global_coherent(&child, PAGE, &handle);
	assert_non_null(block);
	assert_int_equal(dma_mmap_from_global_coherent(&vma, block, PAGE, &err), 1);
	check_mapped(err, room, block);
	assert_int_equal(dma_release_from_global_coherent(0, block), 1);
	cohmem_release_global_coherent();
	munmap(room, PAGE);
}

static void test_no_place_in_a_draining_area(void **state)
{
	void *block;

	(void)state;
	declare(&child, PHYS, 0);
	assert_int_not_equal(ask(&child, &block), 0);
	dma_release_declared_memory(&child);
	assert_int_equal(PTR_ERR(dma_mark_declared_memory_occupied(&child, DEVICE + PAGE, PAGE)),
			 -EINVAL);
	assert_int_equal(dma_release_from_coherent(&child, 0, block), 1);
}

static void test_an_exact_place(void **state)
{
	struct cohmem_area_info info;

	(void)state;
	declare(&child, PHYS, COHMEM_AREA_EXACT);
	assert_false(IS_ERR(dma_mark_declared_memory_occupied(&child, DEVICE, 3 * PAGE)));
	assert_int_equal(cohmem_area_get_info(&child, 0, &info), 0);
	assert_int_equal(info.runs.used, 3);
	assert_int_equal(dma_release_from_coherent(&child, 2, region->cpu_addr), 1);
}

/* A refused declaration does not change what is known to be zero in the region. */
static void test_a_refused_area_was_not_touched(void **state)
{
	(void)state;
	declare(&child, PHYS, 0);
	assert_int_equal(dma_declare_coherent_memory(&child, 2 * PHYS, DEVICE, SIZE, 0), -EBUSY);
	assert_int_equal(second->zero_bytes, SIZE);
	assert_null(second->areas);
}

static const struct cohmem_port *port;

static void count_zero(void *addr, size_t bytes)
{
	zeroings++;
	port->zero(addr, bytes);
}

/* Device memory is zeroed by the core in whole words, never by the port's zero(), which is for RAM. */
static void test_device_memory_is_zeroed_by_words(void **state)
{
	struct cohmem_port counting = *cohmem_port;
	void *block;

	(void)state;
	port = cohmem_port;
	counting.zero = count_zero;
	cohmem_port = &counting;
	region->zero_bytes = 0;
	second->zero_bytes = 0;
	memset(region->cpu_addr, 0xff, SIZE);
	declare(&child, PHYS, DMA_MEMORY_IO);
	declare(&parent, 2 * PHYS, DMA_MEMORY_MAP);
	zeroings = 0;
	assert_int_not_equal(ask(&child, &block), 0);
	for (unsigned int i = 0; i < PAGE; i++)
		assert_int_equal(((char *)block)[i], 0);
	assert_int_equal(zeroings, 0);
	assert_int_equal(dma_release_from_coherent(&child, 0, block), 1);
	assert_int_not_equal(ask(&parent, &block), 0);
	assert_int_equal(zeroings, 1);
	assert_int_equal(dma_release_from_coherent(&parent, 0, block), 1);
	cohmem_port = port;
}

static void test_warnings_are_asked_for(void **state)
{
	dma_addr_t handle;

	(void)state;
	declare(&child, PHYS, DMA_MEMORY_EXCLUSIVE);
	assert_null(dma_alloc_coherent(&child, 2 * SIZE, &handle, __GFP_NOWARN));
	assert_null(dma_alloc_attrs(&child, 2 * SIZE, &handle, GFP_KERNEL, DMA_ATTR_NO_WARN));
	assert_null(dma_alloc_attrs(&child, 2 * SIZE, &handle, __GFP_NOWARN, 0));
	assert_int_equal(reports, 0);
	assert_null(dma_alloc_coherent(&child, 2 * SIZE, &handle, GFP_KERNEL));
	assert_int_equal(reports, 1);
}

/* As in Linux, device_initialize() keeps what was set before, such as names and masks. */
static void test_initialize_keeps(void **state)
{
	unsigned long long mask = 5;
	struct device bare = {.kobj.name = "b", .dma_mask = &mask, .coherent_dma_mask = 7};

	(void)state;
	device_initialize(&bare);
	assert_string_equal(dev_name(&bare), "b");
	assert_ptr_equal(bare.dma_mask, &mask);
	assert_int_equal(bare.coherent_dma_mask, 7);
	bare.init_name = "a";
	assert_string_equal(dev_name(&bare), "a");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_child_maps_and_releases_its_parents),
		TEST(test_a_parents_own_area),
		TEST(test_a_full_area_does_not_go_on),
		TEST(test_the_global_area_is_mapped),
		TEST(test_no_place_in_a_draining_area),
		TEST(test_an_exact_place),
		TEST(test_a_refused_area_was_not_touched),
		TEST(test_device_memory_is_zeroed_by_words),
		TEST(test_warnings_are_asked_for),
		TEST(test_initialize_keeps),
	};

	return cmocka_run_group_tests_name("family", tests, NULL, NULL);
}
