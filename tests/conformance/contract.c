/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Every row of the contract (include/cohmem/coherent.h), through the public headers only and
 * without a test library: this file is built in the tree, and outside of it with
 * pkg-config --cflags --libs cohmem against an installed cohmem. Prints TAP.
 */
#define _GNU_SOURCE
#include <cohmem/cohmem.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define PHYS      0x40000000ULL
#define DEVICE    0x1240000000ULL
#define PAGE      4096
#define PAGES     8
#define UNTOUCHED ((void *)0x5a5a)
#define NO_HANDLE 0x1234567

static unsigned int number, failed;

#define CHECK(...) check((__VA_ARGS__), #__VA_ARGS__, __LINE__)
static void check(bool holds, const char *what, int line)
{
	printf("%sok %u - line %d: %s\n", holds ? "" : "not ", ++number, line, what);
	failed += !holds;
}

static struct cohmem_region *region;

static void declare(struct device *dev, unsigned int flags)
{
	cohmem_device_init(dev, NULL);
	CHECK(dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)) == 0);
	CHECK(dma_declare_coherent_memory(dev, PHYS, DEVICE, PAGES * PAGE, (int)flags) == 0);
}

struct answer {
	int returned;
	void *ret;
	dma_addr_t handle;
};

static struct answer ask(struct device *dev, ssize_t size)
{
	struct answer a = {.ret = UNTOUCHED, .handle = NO_HANDLE};

	a.returned = dma_alloc_from_coherent(dev, size, &a.handle, &a.ret);
	return a;
}

static bool is(struct answer a, int returned, void *ret, dma_addr_t handle)
{
	return (a.returned != 0) == returned && a.ret == ret && a.handle == handle;
}

static bool all_zero(const void *mem, size_t bytes)
{
	const char *p = mem;

	return p[0] == 0 && memcmp(p, p + 1, bytes - 1) == 0;
}

/* dev is NULL or has no area: returns 0 and writes nothing. */
static void row_no_area(void)
{
	struct device dev;

	cohmem_device_init(&dev, NULL);
	CHECK(is(ask(NULL, PAGE), 0, UNTOUCHED, NO_HANDLE));
	CHECK(is(ask(&dev, PAGE), 0, UNTOUCHED, NO_HANDLE));
	CHECK(is(ask(&dev, -1), 0, UNTOUCHED, NO_HANDLE));
}

/* With room: returns non-zero, a CPU address of zeroed memory, a device address; lowest aligned place. */
static void row_room(void)
{
	struct answer one, three, two;
	struct device dev;
	char *base;

	declare(&dev, DMA_MEMORY_MAP);
	one = ask(&dev, 1);
	base = one.ret;
	CHECK(is(one, 1, region->cpu_addr, DEVICE));
	CHECK(all_zero(base, PAGE));
	three = ask(&dev, 3 * PAGE);
	CHECK(is(three, 1, base + 4 * PAGE, DEVICE + 4 * PAGE));
	two = ask(&dev, PAGE + 1);
	CHECK(is(two, 1, base + 2 * PAGE, DEVICE + 2 * PAGE));

	memset(three.ret, 0xff, 4 * PAGE);
	CHECK(dma_release_from_coherent(&dev, 2, three.ret) == 1);
	three = ask(&dev, 2 * PAGE + 1);
	CHECK(is(three, 1, base + 4 * PAGE, DEVICE + 4 * PAGE));
	CHECK(all_zero(three.ret, 3 * PAGE)); /* to the end of the last granule */

	CHECK(dma_release_from_coherent(&dev, 2, three.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 1, two.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 0, one.ret) == 1);
	dma_release_declared_memory(&dev);
	CHECK(is(ask(&dev, PAGE), 0, UNTOUCHED, NO_HANDLE));
}

/* Without room, for all reasons; @returned: the return value for an area with these flags. */
static void row_no_room(unsigned int flags, int returned)
{
	struct answer half, one;
	struct device dev;

	declare(&dev, flags);
	CHECK(is(ask(&dev, 0), returned, NULL, NO_HANDLE));
	CHECK(is(ask(&dev, -1), returned, NULL, NO_HANDLE));
	CHECK(is(ask(&dev, SSIZE_MAX), returned, NULL, NO_HANDLE));
	CHECK(is(ask(&dev, (ssize_t)(LONG_MIN)), returned, NULL, NO_HANDLE));
	CHECK(is(ask(&dev, PAGES * PAGE + 1), returned, NULL, NO_HANDLE)); /* larger */

	one = ask(&dev, PAGE);
	half = ask(&dev, 4 * PAGE);
	CHECK(is(ask(&dev, 4 * PAGE), returned, NULL, NO_HANDLE)); /* fragmented */
	CHECK(dma_release_from_coherent(&dev, 2, half.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 0, one.ret) == 1);
	one = ask(&dev, PAGES * PAGE);
	CHECK(is(one, 1, region->cpu_addr, DEVICE));
	CHECK(is(ask(&dev, 1), returned, NULL, NO_HANDLE)); /* full */
	CHECK(dma_release_from_coherent(&dev, 3, one.ret) == 1);

	dma_set_coherent_mask(&dev, DEVICE + 2 * PAGE - 1); /* reaches two pages */
	CHECK(is(ask(&dev, 4 * PAGE), returned, NULL, NO_HANDLE));
	one = ask(&dev, 2 * PAGE);
	CHECK(is(one, 1, region->cpu_addr, DEVICE));
	CHECK(is(ask(&dev, 1), returned, NULL, NO_HANDLE)); /* beyond the mask */
	dev.coherent_dma_mask = DMA_BIT_MASK(64);
	dev.bus_dma_limit = DEVICE + PAGE;
	CHECK(is(ask(&dev, 1), returned, NULL, NO_HANDLE)); /* beyond the bus */
	CHECK(dma_release_from_coherent(&dev, 1, one.ret) == 1);
	dma_release_declared_memory(&dev);
}

/* Several areas are tried in order; if none has room, one exclusive area makes the result exclusive. */
static void row_several(void)
{
	const dma_addr_t second = DEVICE + 0x100000;
	struct answer a, b;
	struct device dev;

	cohmem_device_init(&dev, NULL);
	dev.coherent_dma_mask = DMA_BIT_MASK(64);
	CHECK(!dma_declare_coherent_memory(&dev, PHYS + 4 * PAGE, second, PAGE, DMA_MEMORY_MAP));
	CHECK(!dma_declare_coherent_memory(&dev, PHYS, DEVICE, PAGE, DMA_MEMORY_EXCLUSIVE));
	a = ask(&dev, PAGE);
	CHECK(is(a, 1, (char *)region->cpu_addr + 4 * PAGE, second));
	b = ask(&dev, PAGE);
	CHECK(is(b, 1, region->cpu_addr, DEVICE));
	CHECK(is(ask(&dev, PAGE), 1, NULL, NO_HANDLE));
	CHECK(dma_release_from_coherent(&dev, 0, b.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 0, a.ret) == 1);
	dma_release_declared_memory(&dev);
}

/* Returns 1 if the address lies in an area, even if the release is refused; refusing changes nothing. */
static void row_release(void)
{
	struct cohmem_area_info before, after;
	struct device dev, other;
	struct answer a;
	int local;

	declare(&dev, DMA_MEMORY_MAP);
	cohmem_device_init(&other, NULL);
	a = ask(&dev, 2 * PAGE);
	CHECK(cohmem_area_get_info(&dev, 0, &before) == 0);
	CHECK(dma_release_from_coherent(&dev, 0, a.ret) == 1);                    /* wrong order */
	CHECK(dma_release_from_coherent(&dev, 2, a.ret) == 1);                    /* wrong order */
	CHECK(dma_release_from_coherent(&dev, -1, a.ret) == 1);                   /* no order */
	CHECK(dma_release_from_coherent(&dev, INT_MIN, a.ret) == 1);              /* no order */
	CHECK(dma_release_from_coherent(&dev, INT_MAX, a.ret) == 1);              /* no order */
	CHECK(dma_release_from_coherent(&dev, 0, (char *)a.ret + PAGE) == 1);     /* inside */
	CHECK(dma_release_from_coherent(&dev, 1, (char *)a.ret + 8) == 1);        /* inside */
	CHECK(dma_release_from_coherent(&dev, 0, (char *)a.ret + 4 * PAGE) == 1); /* free */
	CHECK(dma_release_from_coherent(&dev, 0, &local) == 0);
	CHECK(dma_release_from_coherent(&dev, 0, NULL) == 0);
	CHECK(dma_release_from_coherent(&dev, 0, (char *)a.ret + PAGES * PAGE) == 0);
	CHECK(dma_release_from_coherent(&other, 1, a.ret) == 0);
	CHECK(dma_release_from_coherent(NULL, 1, a.ret) == 0);
	CHECK(cohmem_area_get_info(&dev, 0, &after) == 0);
	CHECK(memcmp(&before.runs, &after.runs, sizeof(before.runs)) == 0);
	CHECK(dma_release_from_coherent(&dev, 1, a.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 1, a.ret) == 1); /* twice */
	CHECK(cohmem_device_validate(&dev) == NULL);
	dma_release_declared_memory(&dev);
}

static void row_mmap(void)
{
	char *at = mmap(NULL, 4 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct vm_area_struct vma = {.vm_start = (uintptr_t)at, .vm_end = (uintptr_t)at + 2 * PAGE};
	struct device dev;
	struct answer a, b;
	int ret = 1;

	declare(&dev, DMA_MEMORY_MAP);
	b = ask(&dev, PAGE);
	a = ask(&dev, 2 * PAGE);
	CHECK(dma_mmap_from_coherent(&dev, &vma, a.ret, 2 * PAGE, &ret) == 1 && ret == 0);
	strcpy((char *)a.ret + PAGE, "seen through both");
	CHECK(strcmp(at + PAGE, "seen through both") == 0);

	vma.vm_pgoff = 1; /* two pages from the second one on: beyond the block */
	CHECK(dma_mmap_from_coherent(&dev, &vma, a.ret, 2 * PAGE, &ret) == 1 && ret == -ENXIO);
	vma.vm_end -= PAGE;
	CHECK(dma_mmap_from_coherent(&dev, &vma, a.ret, 2 * PAGE, &ret) == 1 && ret == 0);
	CHECK(strcmp(at, "seen through both") == 0);
	vma.vm_pgoff = 2;
	CHECK(dma_mmap_from_coherent(&dev, &vma, a.ret, 2 * PAGE, &ret) == 1 && ret == -ENXIO);
	vma.vm_start++;
	CHECK(dma_mmap_from_coherent(&dev, &vma, a.ret, 2 * PAGE, &ret) == 1 && ret == -EINVAL);
	ret = 7; /* beyond the end of the area, or outside of it */
	CHECK(dma_mmap_from_coherent(&dev, &vma, a.ret, PAGES * PAGE, &ret) == 0 && ret == 7);
	CHECK(dma_mmap_from_coherent(&dev, &vma, at, PAGE, &ret) == 0 && ret == 7);
	CHECK(dma_mmap_from_coherent(NULL, &vma, a.ret, PAGE, &ret) == 0);
	CHECK(dma_mmap_from_coherent(&dev, NULL, a.ret, PAGE, &ret) == 0);
	CHECK(dma_mmap_from_coherent(&dev, &vma, a.ret, PAGE, NULL) == 0);
	CHECK(dma_release_from_coherent(&dev, 1, a.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 0, b.ret) == 1);
	dma_release_declared_memory(&dev);
	munmap(at, 4 * PAGE);
}

static void row_occupied(void)
{
	char *base = region->cpu_addr;
	struct device dev;
	struct answer a;

	declare(&dev, DMA_MEMORY_MAP);
	CHECK(dma_mark_declared_memory_occupied(&dev, DEVICE + PAGE + 5, 10) == base + PAGE);
	CHECK(PTR_ERR(dma_mark_declared_memory_occupied(&dev, DEVICE, 2 * PAGE)) == -EBUSY);
	CHECK(PTR_ERR(dma_mark_declared_memory_occupied(&dev, DEVICE - 1, 1)) == -EINVAL);
	CHECK(PTR_ERR(dma_mark_declared_memory_occupied(&dev, DEVICE, 0)) == -EINVAL);
	CHECK(PTR_ERR(dma_mark_declared_memory_occupied(&dev, DEVICE + 7 * PAGE, PAGE + 1)) ==
	      -EINVAL);
	CHECK(PTR_ERR(dma_mark_declared_memory_occupied(&dev, DEVICE, SIZE_MAX)) == -EINVAL);
	CHECK(PTR_ERR(dma_mark_declared_memory_occupied(NULL, DEVICE, 1)) == -EINVAL);
	/* two bytes across a page boundary: reserves two pages, at an odd page */
	CHECK(dma_mark_declared_memory_occupied(&dev, DEVICE + 4 * PAGE - 1, 2) == base + 3 * PAGE);
	a = ask(&dev, 2 * PAGE);
	CHECK(is(a, 1, base + 6 * PAGE, DEVICE + 6 * PAGE));
	CHECK(dma_release_from_coherent(&dev, 1, a.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 1, base + 3 * PAGE) == 1);
	CHECK(dma_release_from_coherent(&dev, 0, base + PAGE) == 1);
	dma_release_declared_memory(&dev);
	CHECK(cohmem_area_get_info(&dev, 0, &(struct cohmem_area_info){0}) == -ENOENT);
}

/* Released while it has blocks: an area serves no more requests and is freed with its last block. */
static void row_draining(void)
{
	struct device dev;
	struct answer a, b;

	declare(&dev, DMA_MEMORY_EXCLUSIVE);
	a = ask(&dev, PAGE);
	b = ask(&dev, PAGE);
	dma_release_declared_memory(&dev);
	CHECK(is(ask(&dev, PAGE), 0, UNTOUCHED, NO_HANDLE));
	CHECK(cohmem_region_remove(region) == -EBUSY);
	CHECK(dma_release_from_coherent(&dev, 0, a.ret) == 1);
	memset(b.ret, 1, PAGE); /* still there */
	CHECK(dma_release_from_coherent(&dev, 0, b.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 0, b.ret) == 0);
	CHECK(cohmem_area_get_info(&dev, 0, &(struct cohmem_area_info){0}) == -ENOENT);
}

static void row_children(void)
{
	struct device parent, child;
	struct answer a;

	declare(&parent, DMA_MEMORY_MAP | DMA_MEMORY_INCLUDES_CHILDREN);
	cohmem_device_init(&child, NULL);
	child.parent = &parent;
	child.coherent_dma_mask = DMA_BIT_MASK(64);
	a = ask(&child, PAGE);
	CHECK(is(a, 1, region->cpu_addr, DEVICE));
	CHECK(dma_release_from_coherent(&child, 0, a.ret) == 1);
	child.coherent_dma_mask = DMA_BIT_MASK(32); /* the child's mask applies */
	CHECK(is(ask(&child, PAGE), 0, NULL, NO_HANDLE));
	dma_release_declared_memory(&parent);

	declare(&parent, DMA_MEMORY_EXCLUSIVE);
	CHECK(is(ask(&child, PAGE), 0, UNTOUCHED, NO_HANDLE));
	dma_release_declared_memory(&parent);
}

static void row_global(void)
{
	struct device dev;
	dma_addr_t handle = 0;
	void *block;

	cohmem_device_init(&dev, NULL);
	CHECK(dma_alloc_from_global_coherent(&dev, PAGE, &handle) == NULL);
	CHECK(dma_init_global_coherent(PHYS, PAGES * PAGE) == 0);
	CHECK(dma_init_global_coherent(PHYS, PAGES * PAGE) == -EBUSY);
	CHECK(is(ask(&dev, PAGE), 0, UNTOUCHED, NO_HANDLE)); /* the device has no area of its own */
	block = dma_alloc_coherent(&dev, PAGE, &handle, GFP_KERNEL);
	CHECK(block == region->cpu_addr && handle == PHYS);
	CHECK(dma_alloc_from_global_coherent(NULL, PAGE, &handle) == NULL);
	CHECK(dma_release_from_global_coherent(0, &dev) == 0);
	dma_free_coherent(&dev, PAGE, block, handle);
	block = dma_alloc_from_global_coherent(&dev, PAGE, &handle);
	CHECK(block == region->cpu_addr);
	CHECK(dma_release_from_global_coherent(0, block) == 1);
	cohmem_release_global_coherent();
	CHECK(dma_alloc_coherent(&dev, PAGE, &handle, GFP_KERNEL) == NULL);
}

/* With NULL arguments, calls return a defined value and change nothing. */
static void row_null(void)
{
	struct cohmem_area_info before, after;
	dma_addr_t handle = NO_HANDLE;
	void *ret = UNTOUCHED;
	struct device dev;

	declare(&dev, DMA_MEMORY_EXCLUSIVE);
	CHECK(cohmem_area_get_info(&dev, 0, &before) == 0);
	CHECK(dma_alloc_from_coherent(&dev, PAGE, NULL, &ret) == 0 && ret == UNTOUCHED);
	CHECK(dma_alloc_from_coherent(&dev, PAGE, &handle, NULL) == 0 && handle == NO_HANDLE);
	CHECK(dma_alloc_from_coherent(NULL, 0, NULL, NULL) == 0);
	CHECK(dma_mmap_from_coherent(NULL, NULL, NULL, 0, NULL) == 0);
	CHECK(cohmem_area_get_info(NULL, 0, &after) == -EINVAL);
	CHECK(cohmem_area_get_info(&dev, 0, NULL) == -EINVAL);
	CHECK(!cohmem_area_next_run(NULL, 0, 0, &(struct cohmem_run){0}));
	CHECK(!cohmem_area_next_run(&dev, 0, 0, NULL));
	CHECK(cohmem_device_validate(NULL) == NULL);
	dma_release_declared_memory(NULL);
	device_initialize(NULL);
	cohmem_device_init(NULL, NULL);
	CHECK(dev_name(NULL) != NULL);
	CHECK(cohmem_area_get_info(&dev, 0, &after) == 0);
	CHECK(memcmp(&before.runs, &after.runs, sizeof(before.runs)) == 0);
	dma_release_declared_memory(&dev);
}

/* A block of one area, released with the order of the other area's block. */
static void row_other_area(void)
{
	struct cohmem_area_info before[2], after[2];
	struct answer first, second;
	struct device dev;

	cohmem_device_init(&dev, NULL);
	CHECK(!dma_declare_coherent_memory(&dev, PHYS, 0x1000, 2 * PAGE, 0));
	CHECK(!dma_declare_coherent_memory(&dev, PHYS + 4 * PAGE, 0x100000, 4 * PAGE, 0));
	first = ask(&dev, 2 * PAGE);
	second = ask(&dev, PAGE);
	CHECK(first.handle == 0x1000 && second.handle == 0x100000);
	for (unsigned int i = 0; i < 2; i++)
		CHECK(cohmem_area_get_info(&dev, i, &before[i]) == 0);
	CHECK(dma_release_from_coherent(&dev, 1, second.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 0, first.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 0, (char *)second.ret - PAGE) == 0); /* between */
	for (unsigned int i = 0; i < 2; i++) {
		CHECK(cohmem_area_get_info(&dev, i, &after[i]) == 0);
		CHECK(memcmp(&before[i].runs, &after[i].runs, sizeof(before[i].runs)) == 0);
	}
	CHECK(dma_release_from_coherent(&dev, 0, second.ret) == 1);
	CHECK(dma_release_from_coherent(&dev, 1, first.ret) == 1);
	dma_release_declared_memory(&dev);
}

int main(void)
{
	CHECK(cohmem_ram_region_create(PHYS, PAGES * PAGE, 0, &region) == 0);
	row_no_area();
	row_room();
	row_no_room(DMA_MEMORY_MAP, 0);
	row_no_room(DMA_MEMORY_MAP | DMA_MEMORY_EXCLUSIVE, 1);
	row_no_room(DMA_MEMORY_IO | DMA_MEMORY_EXCLUSIVE | COHMEM_AREA_EXACT, 1);
	row_several();
	row_release();
	row_mmap();
	row_occupied();
	row_draining();
	row_children();
	row_global();
	row_null();
	row_other_area();
	CHECK(cohmem_region_destroy(region) == 0);
	printf("1..%u\n", number);
	return failed != 0;
}
