/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* dma_alloc_coherent() and related calls, and generic memory. */
#include <cohmem/port.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../backends/chunks/internal.h"
#include "../lib/huge_pages.h"
#include "fixture.h"

#define CHUNK (16 * PAGE)

static int setup(void **state)
{
	(void)state;
	return fixture_begin(NULL, 4 * PAGE, CHUNK);
}

static void *alloc(size_t size, dma_addr_t *handle)
{
	return dma_alloc_coherent(&dev, size, handle, __GFP_NOWARN);
}

static void test_area_then_generic(void **state)
{
	dma_addr_t a, b;
	void *first, *second;

	(void)state;
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, 0x1000, 4 * PAGE, 0), 0);
	first = alloc(4 * PAGE, &a);
	second = alloc(PAGE, &b);
	assert_ptr_equal(first, region->cpu_addr);
	assert_int_equal(a, 0x1000);
	assert_int_equal(b, GENERIC);
	dma_free_coherent(&dev, PAGE, second, b);
	dma_free_coherent(&dev, 4 * PAGE, first, a);
	assert_int_equal(reports, 0);
}

static void test_exclusive_stops(void **state)
{
	dma_addr_t handle = 77;
	void *all;

	(void)state;
	assert_int_equal(
		dma_declare_coherent_memory(&dev, PHYS, 0x1000, 4 * PAGE, DMA_MEMORY_EXCLUSIVE), 0);
	assert_null(dma_alloc_coherent(&dev, 5 * PAGE, &handle, GFP_KERNEL));
	assert_int_equal(handle, 77);
	assert_int_equal(reports, 1);
	assert_null(alloc(5 * PAGE, &handle)); /* __GFP_NOWARN */
	assert_null(dma_alloc_attrs(&dev, 5 * PAGE, &handle, 0, DMA_ATTR_NO_WARN));
	assert_int_equal(reports, 1);
	all = alloc(4 * PAGE, &handle);
	assert_non_null(all);
	dma_free_coherent(&dev, 4 * PAGE, all, handle);
}

static void test_bad_requests(void **state)
{
	dma_addr_t handle = 77;
	struct device bare;

	(void)state;
	cohmem_device_init(&bare, NULL);
	assert_null(dma_alloc_coherent(&bare, PAGE, &handle, GFP_KERNEL));
	assert_null(dma_alloc_coherent(NULL, PAGE, &handle, GFP_KERNEL));
	assert_null(dma_alloc_coherent(&dev, PAGE, NULL, GFP_KERNEL));
	assert_null(dma_alloc_coherent(&dev, 0, &handle, GFP_KERNEL));
	assert_null(dma_alloc_coherent(&dev, SIZE_MAX, &handle, GFP_KERNEL));
	assert_null(dma_alloc_coherent(&dev, SIZE_MAX / 2 + PAGE, &handle, GFP_KERNEL));
	assert_int_equal(handle, 77);
	assert_int_equal(reports, 6);
	assert_null(cohmem_chunk_pool_validate(cohmem_chunk_pool_of(&dev)));
}

static void test_bad_releases(void **state)
{
	dma_addr_t handle;
	char *cpu = alloc(2 * PAGE, &handle);
	struct device bare;
	unsigned int n = 0;

	(void)state;
	look_away();
	cohmem_device_init(&bare, NULL);
	dma_free_coherent(&dev, PAGE, cpu, handle); /* wrong size */
	assert_int_equal(reports, ++n);
	dma_free_coherent(&dev, 5 * PAGE, cpu, handle);
	assert_int_equal(reports, ++n);
	dma_free_coherent(&dev, SIZE_MAX, cpu, handle);
	assert_int_equal(reports, ++n);
	dma_free_coherent(&dev, 2 * PAGE, cpu + PAGE, handle); /* inside */
	assert_int_equal(reports, ++n);
	dma_free_coherent(&dev, 2 * PAGE, cpu + 1, handle);
	assert_int_equal(reports, ++n);
	dma_free_coherent(&dev, 2 * PAGE, &n, handle); /* not ours */
	assert_int_equal(reports, ++n);
	dma_free_coherent(&bare, 2 * PAGE, cpu, handle); /* a device without memory */
	assert_int_equal(reports, ++n);
	dma_free_coherent(NULL, 2 * PAGE, cpu, handle);
	assert_int_equal(reports, ++n);
	dma_free_coherent(&dev, 0, cpu, handle);
	assert_int_equal(reports, ++n);
	dma_free_coherent(&dev, 2 * PAGE, NULL, handle); /* allowed, does nothing */
	assert_int_equal(reports, n);
	assert_int_equal(cohmem_detach(&dev), -EBUSY); /* the block is still allocated */
	dma_free_coherent(&dev, 2 * PAGE, cpu, handle);
	assert_int_equal(reports, n);
	dma_free_coherent(&dev, 2 * PAGE, cpu, handle); /* twice */
	assert_int_equal(reports, ++n);
	assert_null(cohmem_chunk_pool_validate(cohmem_chunk_pool_of(&dev)));
}

/* Chunks are created on demand, large requests get their own chunk, device addresses are reused. */
static void test_chunks(void **state)
{
	dma_addr_t a, b, c, d;
	char *pa = alloc(CHUNK, &a), *pb = alloc(PAGE, &b), *pc = alloc(3 * CHUNK, &c), *pd;

	(void)state;
	assert_int_equal(a, GENERIC);
	assert_int_equal(b, GENERIC + CHUNK);
	assert_int_equal(c, GENERIC + 2 * CHUNK);
	memset(pa, 0xff, CHUNK);
	dma_free_coherent(&dev, CHUNK, pa, a);
	pd = alloc(PAGE, &d); /* from the first chunk again, and zeroed */
	assert_int_equal(d, GENERIC);
	for (unsigned int i = 0; i < PAGE; i++)
		assert_int_equal(pd[i], 0);
	dma_free_coherent(&dev, PAGE, pd, d);
	dma_free_coherent(&dev, PAGE, pb, b); /* a second empty chunk is freed */
	pb = alloc(CHUNK, &b);
	pd = alloc(CHUNK, &d); /* a new chunk in the gap */
	assert_int_equal(b, GENERIC);
	assert_int_equal(d, GENERIC + CHUNK);
	dma_free_coherent(&dev, CHUNK, pb, b);
	dma_free_coherent(&dev, CHUNK, pd, d);
	dma_free_coherent(&dev, 3 * CHUNK, pc, c);
	assert_int_equal(reports, 0);
}

static void test_masks(void **state)
{
	dma_addr_t handle;
	void *cpu;

	(void)state;
	assert_int_equal(dma_set_mask_and_coherent(&dev, DMA_BIT_MASK(24)), -EIO);
	assert_int_equal(dma_set_coherent_mask(&dev, 0), -EIO);
	assert_int_equal(dev.coherent_dma_mask, DMA_BIT_MASK(32));
	assert_int_equal(dma_set_mask(NULL, 1), -EIO);
	assert_int_equal(dma_set_coherent_mask(NULL, 1), -EIO);
	assert_int_equal(dma_set_coherent_mask(&dev, GENERIC + 2 * PAGE - 1), 0);
	assert_null(alloc(PAGE, &handle)); /* a whole chunk does not fit below */
	dev.coherent_dma_mask = DMA_BIT_MASK(32);
	cpu = alloc(4 * PAGE, &handle); /* now there is a chunk */
	assert_int_equal(handle, GENERIC);
	dev.coherent_dma_mask = GENERIC + 5 * PAGE - 1;
	dma_free_coherent(&dev, 4 * PAGE, cpu, handle);
	cpu = alloc(4 * PAGE, &handle);
	assert_int_equal(handle, GENERIC);
	assert_null(alloc(2 * PAGE, &handle)); /* would end beyond the mask */
	dma_free_coherent(&dev, 4 * PAGE, cpu, GENERIC);
	dev.dma_mask = NULL;
	assert_int_equal(dma_set_mask(&dev, DMA_BIT_MASK(64)), -EIO);
}

static void test_mmap_generic(void **state)
{
	char *at = mmap(NULL, 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct vm_area_struct vma = {(uintptr_t)at, (uintptr_t)at + 2 * PAGE, 0};
	dma_addr_t handle, other;
	void *before = alloc(PAGE, &other);
	char *cpu = alloc(2 * PAGE, &handle);
	struct device bare;

	(void)state;
	cohmem_device_init(&bare, NULL);
	strcpy(cpu + PAGE, "here");
	assert_int_equal(dma_mmap_coherent(&dev, &vma, cpu, handle, 2 * PAGE), 0);
	assert_string_equal(at + PAGE, "here");
	assert_int_equal(dma_mmap_coherent(&dev, &vma, cpu, handle, PAGE), -ENXIO);
	assert_int_equal(dma_mmap_coherent(&dev, &vma, at, handle, 2 * PAGE), -ENXIO);
	assert_int_equal(dma_mmap_coherent(&bare, &vma, cpu, handle, 2 * PAGE), -ENXIO);
	assert_int_equal(dma_mmap_coherent(NULL, &vma, cpu, handle, 2 * PAGE), -EINVAL);
	assert_int_equal(dma_mmap_coherent(&dev, NULL, cpu, handle, 2 * PAGE), -EINVAL);
	assert_int_equal(dma_mmap_coherent(&dev, &vma, cpu + 1, handle, PAGE), -EINVAL);
	dma_free_coherent(&dev, 2 * PAGE, cpu, handle);
	dma_free_coherent(&dev, PAGE, before, other);
	munmap(at, 2 * PAGE);
}

/* Memory known to be zero is not touched: allocating a gigabyte does not populate a single page. */
static void test_fresh_memory_is_not_touched(void **state)
{
	const size_t size = (size_t)1 << 30;
	struct cohmem_region *large;
	struct stat st;
	dma_addr_t handle;
	char *block;

	(void)state;
	assert_int_equal(cohmem_ram_region_create(2 * PHYS, size, 0, &large), 0);
	assert_int_equal(dma_declare_coherent_memory(&dev, 2 * PHYS, 0, size, 0), 0);
	block = alloc(size, &handle);
	assert_non_null(block);
	assert_int_equal(fstat(large->fd, &st), 0);
	assert_int_equal(st.st_blocks, 0);
	block[size - 1] = 1;
	assert_int_equal(fstat(large->fd, &st), 0);
	assert_int_equal(st.st_blocks, PAGE / 512);
	dma_free_coherent(&dev, size, block, handle);
	dma_release_declared_memory(&dev);
	assert_int_equal(cohmem_region_destroy(large), 0);
}

/* An empty chunk that is kept for small blocks is freed to make room for a large one. */
static void test_an_empty_chunk_makes_room(void **state)
{
	dma_addr_t handle;
	void *block;

	(void)state;
	assert_int_equal(dma_set_coherent_mask(&dev, GENERIC + 2 * CHUNK - 1), 0);
	block = alloc(PAGE, &handle);
	assert_non_null(block);
	dma_free_coherent(&dev, PAGE, block, handle);
	block = alloc(2 * CHUNK, &handle);
	assert_non_null(block);
	assert_int_equal(handle, GENERIC);
	dma_free_coherent(&dev, 2 * CHUNK, block, handle);
}

static const struct cohmem_port *port;
static bool armed;
static int held, detached; /* @held: locks; debugging's is taken inside the chunk pool's */

static unsigned long count_lock(struct cohmem_lock *lock)
{
	held++;
	return port->lock(lock);
}

/* Detach after a chunk has been removed from the list and before it is freed. */
static void unlock_then_detach(struct cohmem_lock *lock, unsigned long flags)
{
	port->unlock(lock, flags);
	if (--held || !armed)
		return;
	armed = false;
	detached = cohmem_detach(&dev);
}

/* All blocks are free, but the thread that freed the last one is still freeing its chunk. */
static void test_detach_while_a_chunk_shrinks(void **state)
{
	struct cohmem_port between = *cohmem_port;
	dma_addr_t handle;
	void *first = alloc(CHUNK, &handle), *second = alloc(CHUNK, &handle);

	(void)state;
	port = cohmem_port;
	between.lock = count_lock;
	between.unlock = unlock_then_detach;
	dma_free_coherent(&dev, CHUNK, first, GENERIC);
	cohmem_port = &between;
	armed = true;
	dma_free_coherent(&dev, CHUNK, second, handle);
	cohmem_port = port;
	assert_int_equal(detached, -EBUSY);
}

static void test_bad_attach(void **state)
{
	struct cohmem_chunk_pool *chunks;
	struct device bare;

	(void)state;
	cohmem_device_init(&bare, NULL);
	assert_int_equal(cohmem_ram_attach(NULL, 0, CHUNK), -EINVAL);
	assert_int_equal(cohmem_ram_attach(&bare, 5, CHUNK), -EINVAL);
	assert_int_equal(cohmem_ram_attach(&bare, 0, 0), -EINVAL);
	assert_int_equal(cohmem_ram_attach(&bare, 0, 100), -EINVAL);
	if (SIZE_MAX / PAGE > COHMEM_RUNS_MAX_GRANULES)
		assert_int_equal(cohmem_ram_attach(&bare, 0, SIZE_MAX & ~0xfffULL), -EINVAL);
	assert_int_equal(cohmem_ram_attach(&dev, 0, CHUNK), -EBUSY);
	assert_int_equal(cohmem_detach(&bare), -EINVAL);
	assert_int_equal(cohmem_detach(NULL), -EINVAL);
	assert_null(cohmem_chunk_pool_of(&bare));
	assert_null(cohmem_chunk_pool_of(NULL));
	assert_null(bare.dma_ops);
	assert_int_equal(cohmem__chunk_pool_create(NULL, NULL, CHUNK, &chunks), -EINVAL);
	assert_int_equal(cohmem__chunk_pool_destroy(NULL), 0);
	assert_int_equal(PTR_ERR(cohmem__chunk_pool_alloc(NULL, 1, 1, NULL)), -EINVAL);
	assert_int_equal(cohmem__chunk_pool_free(NULL, NULL, 1, NULL), -ENXIO);
}

/* Generic memory for all devices without dma_ops; a device with dma_ops keeps them. */
static void test_attach_all(void **state)
{
	struct device bare;
	dma_addr_t handle;
	void *cpu;

	(void)state;
	cohmem_device_init(&bare, "bare");
	assert_int_equal(cohmem_ram_detach_all(), -EINVAL);
	assert_int_equal(cohmem_ram_attach_all(5, CHUNK), -EINVAL);
	assert_int_equal(cohmem_ram_attach_all(0, 100), -EINVAL);
	assert_null(dma_alloc_coherent(&bare, PAGE, &handle, GFP_KERNEL));
	assert_int_equal(cohmem_ram_attach_all(0x7000000, CHUNK), 0);
	assert_int_equal(cohmem_ram_attach_all(0x7000000, CHUNK), -EBUSY);
	assert_int_equal(dma_set_coherent_mask(&bare, DMA_BIT_MASK(16)), -EIO);

	cpu = dma_alloc_coherent(&bare, PAGE, &handle, GFP_KERNEL);
	assert_non_null(cpu);
	assert_int_equal(handle, 0x7000000);
	assert_non_null(cohmem_chunk_pool_of(&bare));
	assert_ptr_not_equal(cohmem_chunk_pool_of(&bare), cohmem_chunk_pool_of(&dev));
	assert_int_equal(cohmem_ram_detach_all(), -EBUSY);
	dma_free_coherent(&bare, PAGE, cpu, handle);
	assert_int_equal(cohmem_ram_detach_all(), 0);
	assert_null(dma_alloc_coherent(&bare, PAGE, &handle, GFP_KERNEL));
}

static void test_huge_pages(void **state)
{
	const size_t size = (size_t)4 << 20;
	FILE *knob = fopen("/proc/sys/vm/nr_hugepages", "r+");
	struct cohmem_region *huge = NULL;
	unsigned long before = 0;
	dma_addr_t handle;
	int err;

	(void)state;
	if (knob && fscanf(knob, "%lu", &before) == 1) {
		rewind(knob);
		fprintf(knob, "%lu\n", before + 4);
		fflush(knob);
	}
	err = cohmem_ram_region_create(PHYS + size, size, COHMEM_RAM_HUGE, &huge);
	if (err) {
		assert_int_equal(err, huge_pages_error(size));
		assert_null(huge);
		print_message("# no huge pages here: the error is clean\n");
	} else {
		assert_int_equal(dma_declare_coherent_memory(&dev, PHYS + size, 0, size, 0), 0);
		memset(alloc(size, &handle), 1, size);
		dma_free_coherent(&dev, size, huge->cpu_addr, handle);
		dma_release_declared_memory(&dev);
		assert_int_equal(cohmem_region_destroy(huge), 0);
	}
	if (knob) {
		rewind(knob);
		fprintf(knob, "%lu\n", before);
		fclose(knob);
	}
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, fixture_end)
	const struct CMUnitTest tests[] = {
		T(test_area_then_generic),
		T(test_exclusive_stops),
		T(test_bad_requests),
		T(test_bad_releases),
		T(test_chunks),
		T(test_masks),
		T(test_mmap_generic),
		T(test_bad_attach),
		T(test_attach_all),
		T(test_huge_pages),
		T(test_fresh_memory_is_not_touched),
		T(test_an_empty_chunk_makes_room),
		T(test_detach_while_a_chunk_shrinks),
	};

	return cmocka_run_group_tests_name("mapping", tests, NULL, NULL);
}
