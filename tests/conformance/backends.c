/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * What every back end must do, whatever it is based on: all those listed in fixtures.c are tried, and
 * those that are usable on this machine must pass. Prints TAP.
 *
 * usage: backends [--pci ADDRESS] [--bar N] [--carve-out ADDRESS] [--all] [NAME]...
 * Each NAME must be usable here. Back ends that take hardware or memory which may be in use are tried only
 * if they are named or with --all, which is meant for users without privileges.
 */
#define _GNU_SOURCE
#include <cohmem/backend/dma_map_ops.h>
#include <cohmem/cohmem.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "fixtures.h"

#define PAGE   ((size_t)4096)
#define BLOCKS 24

static unsigned int reports;
static char last_report[512];

static void listen(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level;
	reports++;
	snprintf(last_report, sizeof(last_report), "%s: %s", dev_name(dev), text);
}

struct block {
	char *cpu;
	dma_addr_t dma;
	size_t size;
};

static bool all_zero(const char *mem, size_t bytes)
{
	for (size_t i = 0; i < bytes / 8; i++) {
		if (((const volatile uint64_t *)mem)[i])
			return false;
	}
	return true;
}

static bool apart(const struct block *a, const struct block *b)
{
	return (a->cpu + a->size <= b->cpu || b->cpu + b->size <= a->cpu) &&
	       (a->dma + a->size <= b->dma || b->dma + b->size <= a->dma);
}

static size_t size_of(unsigned int i)
{
	static const size_t sizes[] = {1, 4, 2, 1, 32, 8};

	return sizes[i % 6] * PAGE;
}

static bool take(struct device *dev, struct block *blocks, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		struct block *b = &blocks[i];

		b->size = size_of(i);
		b->cpu = dma_alloc_coherent(dev, b->size, &b->dma, GFP_KERNEL);
		if (!b->cpu)
			return false;
		for (unsigned int k = 0; k < i; k++) {
			if (!apart(b, &blocks[k]))
				return false;
		}
	}
	return true;
}

static void give(struct device *dev, const struct block *blocks, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		dma_free_coherent(dev, blocks[i].size, blocks[i].cpu, blocks[i].dma);
}

/* Blocks do not overlap, are zeroed whatever was there before, page-aligned, and within the mask. */
static void test_blocks(struct device *dev)
{
	struct block blocks[BLOCKS];

	for (unsigned int round = 0; round < 3; round++) {
		bool zero = true, fit = true;

		CHECK(take(dev, blocks, BLOCKS));
		for (unsigned int i = 0; i < BLOCKS; i++) {
			zero &= all_zero(blocks[i].cpu, blocks[i].size);
			fit &= blocks[i].dma % PAGE == 0 && (uintptr_t)blocks[i].cpu % PAGE == 0 &&
			       blocks[i].dma + blocks[i].size - 1 <= cohmem_dma_limit(dev);
			memset(blocks[i].cpu, 0xa5, blocks[i].size);
		}
		CHECK(zero);
		CHECK(fit);
		give(dev, blocks, BLOCKS);
	}
}

static void test_releases(struct device *dev)
{
	dma_addr_t dma;
	char *cpu = dma_alloc_coherent(dev, 2 * PAGE, &dma, GFP_KERNEL);
	unsigned int before = reports;
	int level = cohmem_debug_level();

	if (level == COHMEM_DEBUG_ABORT)
		cohmem_debug_set(COHMEM_DEBUG_ON); /* the errors below are intended */
	dma_free_coherent(dev, 2 * PAGE, cpu + PAGE, dma + PAGE);
	CHECK(reports == before + 1);
	dma_free_coherent(dev, 8 * PAGE, cpu, dma);
	CHECK(reports == before + 2);
	dma_free_coherent(dev, 2 * PAGE, cpu, dma);
	CHECK(reports == before + 2);
	dma_free_coherent(dev, 2 * PAGE, cpu, dma);
	CHECK(reports == before + 3);
	cohmem_debug_set(level);
}

/* With a 28-bit mask, a block is below 256 MiB, or the failure is reported. */
static void test_masks(struct device *dev)
{
	unsigned long long mask = dev->coherent_dma_mask;
	struct block block = {.size = PAGE};
	unsigned int before = reports;

	dev->coherent_dma_mask = DMA_BIT_MASK(28);
	block.cpu = dma_alloc_coherent(dev, PAGE, &block.dma, GFP_KERNEL);
	CHECK(block.cpu ? block.dma + PAGE <= 1ull << 28 : reports == before + 1);
	if (block.cpu)
		give(dev, &block, 1);
	before = reports;
	dev->coherent_dma_mask = 0xfff;
	block.dma = 77;
	CHECK(!dma_alloc_coherent(dev, 2 * PAGE, &block.dma, GFP_KERNEL) && block.dma == 77);
	CHECK(reports == before + 1 && strstr(last_report, "cannot allocate"));
	printf("# %s\n", last_report);
	CHECK(!dma_alloc_coherent(dev, 2 * PAGE, &block.dma, __GFP_NOWARN) &&
	      reports == before + 1);
	dev->coherent_dma_mask = mask;
}

/* True for a file on huge pages, which can be mapped only in whole huge pages. */
static bool is_huge(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && (unsigned int)fs.f_type == HUGETLBFS_MAGIC;
}

static void compare_export(int fd, uint64_t offset, const char *cpu)
{
	size_t page = is_huge(fd) ? 2 << 20 : PAGE, in_page = (size_t)offset % page;
	char *map =
		mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)(offset - in_page));

	CHECK(fd >= 0 && map != MAP_FAILED);
	CHECK(map[in_page] == 7 && map[in_page + PAGE - 1] == 7);
	map[in_page + 8] = 9;
	CHECK(cpu[8] == 9);
	munmap(map, page);
	close(fd);
}

static void test_export(struct device *dev, const char *cpu)
{
	uint64_t offset = 1, none;
	int fd = cohmem_export(dev, cpu, PAGE, &offset), local;

	CHECK(cohmem_export(dev, &local, sizeof(local), &none) == -ENXIO);
	if (fd == -EPERM) { /* with VFIO, a BAR's file is that of the whole device */
		CHECK(cohmem_region_find(cpu, PAGE)->flags & COHMEM_REGION_PRIVATE);
		return;
	}
	compare_export(fd, offset, cpu);
}

static void test_mmap(struct device *dev, const char *cpu, dma_addr_t dma)
{
	char *other = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct vm_area_struct vma = {(uintptr_t)other, (uintptr_t)other + PAGE, 0};
	uint64_t offset;
	int fd = cohmem_export(dev, cpu, PAGE, &offset);

	if (is_huge(fd)) {
		CHECK(dma_mmap_coherent(dev, &vma, (void *)cpu, dma, PAGE) == -EINVAL);
	} else {
		CHECK(dma_mmap_coherent(dev, &vma, (void *)cpu, dma, PAGE) == 0);
		CHECK(other[0] == 7 && other[PAGE - 1] == 7);
	}
	close(fd);
	munmap(other, PAGE);
}

/* Another mapping, and the exported file, are the same memory. */
static void test_views(struct device *dev)
{
	dma_addr_t dma;
	char *cpu = dma_alloc_coherent(dev, PAGE, &dma, GFP_KERNEL);

	CHECK(cohmem_begin_cpu_access(dev, cpu, PAGE, DMA_TO_DEVICE) == 0);
	memset(cpu, 7, PAGE);
	CHECK(cohmem_end_cpu_access(dev, cpu, PAGE, DMA_TO_DEVICE) == 0);
	CHECK(cohmem_begin_cpu_access(dev, cpu, PAGE, DMA_NONE) == -EINVAL);
	test_mmap(dev, cpu, dma);
	test_export(dev, cpu);
	dma_free_coherent(dev, PAGE, cpu, dma);
}

static void test_pool(struct device *dev)
{
	struct dma_pool *pool = dma_pool_create("conform", dev, 64, 64, 0);
	dma_addr_t dma[100];
	char *block[100];
	bool all = true;

	for (int i = 0; i < 100; i++) {
		block[i] = dma_pool_zalloc(pool, GFP_KERNEL, &dma[i]);
		all &= block[i] && all_zero(block[i], 64);
	}
	CHECK(all);
	for (int i = 0; i < 100; i++)
		dma_pool_free(pool, block[i], dma[i]);
	dma_pool_destroy(pool);
}

static void try_generic(const struct maker *maker)
{
	struct device *dev;
	struct block block = {.size = PAGE};
	int err = maker->open(&dev);

	/* Some back ends fail only at the first allocation. */
	if (!err && !take(dev, &block, 1))
		err = maker->close(dev) ? -EBUSY : -ENOMEM;
	if (err) {
		CHECK(last_report[0]);
		return;
	}
	give(dev, &block, 1);
	test_blocks(dev);
	test_releases(dev);
	test_masks(dev);
	test_views(dev);
	test_pool(dev);
	CHECK(take(dev, &block, 1));
	CHECK(maker->close(dev) == -EBUSY);
	CHECK(all_zero(block.cpu, PAGE));
	give(dev, &block, 1);
	CHECK(maker->close(dev) == 0);
}

static void fill(struct device *dev, const struct cohmem_region *region)
{
	dma_addr_t first = 0x4000000, dma, last = 0;
	size_t pages = region->size / PAGE, count = 0;
	bool zero = true;
	void *cpu;

	for (; (cpu = dma_alloc_coherent(dev, PAGE, &dma, __GFP_NOWARN)); count++, last = dma) {
		zero &= dma == first + count * PAGE && all_zero(cpu, PAGE);
		memset(cpu, 0x5a, PAGE);
	}
	CHECK(count == pages && zero && last == first + (pages - 1) * PAGE);
	for (size_t i = 0; i < count; i++)
		dma_free_coherent(dev, PAGE, (char *)region->cpu_addr + i * PAGE, first + i * PAGE);
}

/* An exclusive area in the region is filled to its last page and emptied, twice; then mapped and exported. */
static void try_region(const struct region_maker *maker)
{
	struct cohmem_region *region;
	struct cohmem_area_info info;
	struct device dev;
	int err = maker->open(&region);

	if (err) {
		CHECK(last_report[0]);
		return;
	}
	cohmem_device_init(&dev, maker->name);
	CHECK(dma_declare_coherent_memory(&dev, region->phys_addr, 0x4000000, region->size,
					  maker->flags | (int)DMA_MEMORY_EXCLUSIVE) == 0);
	CHECK(maker->close(region) == -EBUSY);
	fill(&dev, region);
	fill(&dev, region);
	CHECK(cohmem_area_get_info(&dev, 0, &info) == 0 && info.runs.used == 0);
	test_views(&dev);
	dma_release_declared_memory(&dev);
	CHECK(maker->close(region) == 0);
}

static void announce(const char *name, bool usable, int argc, char **argv)
{
	printf("# %s: %s\n", name, usable ? "usable" : last_report);
	if (makers_wanted(name, argc, argv))
		CHECK(usable);
}

int main(int argc, char **argv)
{
	cohmem_set_log(listen, NULL);
	makers_init(argc, argv);
	for (const struct maker *m = makers; m->name; m++) {
		unsigned int before = tap_number;

		if (!makers_allowed(m->name, m->foreign, argc, argv))
			continue;
		last_report[0] = '\0';
		try_generic(m);
		announce(m->name, tap_number > before + 1, argc, argv);
	}
	for (const struct region_maker *m = region_makers; m->name; m++) {
		unsigned int before = tap_number;

		if (!makers_allowed(m->name, m->foreign, argc, argv))
			continue;
		last_report[0] = '\0';
		try_region(m);
		announce(m->name, tap_number > before + 1, argc, argv);
	}
	return tap_finish();
}
