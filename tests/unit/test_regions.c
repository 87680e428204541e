/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Regions of all kinds: memory that the CPU has a copy of, files, and physical addresses. */
#include <cohmem/cohmem.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../backends/common/syscalls.h"
#include "../lib/testing.h"

#define PAGE 4096u

/* A device's memory, and the CPU's copy of it. */
static unsigned char far[4 * PAGE] __attribute__((aligned(4096)));
static unsigned char near[4 * PAGE] __attribute__((aligned(4096)));
static unsigned int begins, ends;
static int answer;

static int carry(struct cohmem_region *region, uint64_t offset, size_t size,
		 enum dma_data_direction dir, bool begin)
{
	assert_ptr_equal(region->cpu_addr, near);
	assert_in_range(dir, DMA_BIDIRECTIONAL, DMA_FROM_DEVICE);
	if (begin)
		memcpy(near + offset, far + offset, size);
	else
		memcpy(far + offset, near + offset, size);
	begins += begin;
	ends += !begin;
	return answer;
}

/* Allocations and zeroed pool blocks are zero for the CPU and for the device. */
static void test_copies(void **state)
{
	struct cohmem_region region = {.phys_addr = 0x100000,
				       .size = sizeof(near),
				       .cpu_addr = near,
				       .fd = -1,
				       .cpu_access = carry};
	struct dma_pool *pool;
	struct device dev;
	dma_addr_t dma;
	unsigned char *cpu;

	(void)state;
	cohmem_device_init(&dev, "far");
	memset(far, 0xee, sizeof(far));
	memset(near, 0x11, sizeof(near));
	assert_int_equal(cohmem_region_add(&region), 0);
	assert_int_equal(dma_declare_coherent_memory(&dev, 0x100000, 0x100000, sizeof(near), 0), 0);
	cpu = dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL);
	assert_ptr_equal(cpu, near);
	assert_int_equal(far[0] | far[PAGE - 1], 0);
	assert_int_equal(far[PAGE], 0xee);
	far[7] = 3;
	assert_int_equal(cohmem_begin_cpu_access(&dev, cpu, PAGE, DMA_FROM_DEVICE), 0);
	assert_int_equal(cpu[7], 3);
	answer = -EIO;
	assert_int_equal(cohmem_end_cpu_access(&dev, cpu, PAGE, DMA_TO_DEVICE), -EIO);
	answer = 0;
	pool = dma_pool_create("p", &dev, 64, 0, 0);
	cpu = dma_pool_alloc(pool, GFP_KERNEL, &dma);
	memset(far + PAGE, 0xdd, 64);
	dma_pool_free(pool, cpu, dma);
	assert_ptr_equal(dma_pool_zalloc(pool, GFP_KERNEL, &dma), cpu);
	assert_int_equal(far[PAGE] | far[PAGE + 63], 0);
	assert_int_equal(far[PAGE + 64], 0);
	dma_pool_free(pool, cpu, dma);
	dma_pool_destroy(pool);
	dma_free_coherent(&dev, PAGE, near, 0x100000);
	dma_release_declared_memory(&dev);
	assert_int_equal(cohmem_region_remove(&region), 0);
	assert_int_equal(begins, 1);
	assert_true(ends > 3);
}

static void test_bad_access(void **state)
{
	struct device dev;
	int local;

	(void)state;
	cohmem_device_init(&dev, NULL);
	assert_int_equal(cohmem_begin_cpu_access(NULL, &local, 4, DMA_FROM_DEVICE), -EINVAL);
	assert_int_equal(cohmem_begin_cpu_access(&dev, NULL, 4, DMA_FROM_DEVICE), -EINVAL);
	assert_int_equal(cohmem_begin_cpu_access(&dev, &local, 0, DMA_FROM_DEVICE), -EINVAL);
	assert_int_equal(cohmem_end_cpu_access(&dev, &local, 4, DMA_NONE), -EINVAL);
	assert_int_equal(cohmem_end_cpu_access(&dev, &local, 4, (enum dma_data_direction)9),
			 -EINVAL);
	assert_int_equal(cohmem_end_cpu_access(&dev, &local, 4, DMA_TO_DEVICE), 0); /* no dma_ops */
}

static void test_files(void **state)
{
	struct cohmem_region *region;
	int fd = memfd_create("regions", 0);

	(void)state;
	assert_int_equal(ftruncate(fd, 4 * PAGE), 0);
	assert_int_equal(cohmem_file_region_create(fd, PAGE, 0, 3 * PAGE, 0, &region), 0);
	assert_int_equal(cohmem_region_destroy(region), 0);
	assert_int_equal(cohmem_file_region_create(fd, PAGE, 0, 4 * PAGE, 0, &region), -EINVAL);
	assert_int_equal(cohmem_file_region_create(fd, 1ull << 63, 0, PAGE, 0, &region), -EINVAL);
	assert_int_equal(cohmem_file_region_create(fd, 0, 0, (size_t)0 - PAGE, 0, &region),
			 -EINVAL);
	assert_int_equal(cohmem_file_region_create(fd, 0, 0, 0, 0, &region), -EINVAL);
	assert_int_equal(cohmem_file_region_create(fd, 1, 0, PAGE, 0, &region), -EINVAL);
	assert_int_equal(cohmem_file_region_create(fd, 0, 1, PAGE, 0, &region), -EINVAL);
	assert_int_equal(cohmem_file_region_create(fd, 0, 0, PAGE, 2, &region), -EINVAL);
	assert_int_equal(cohmem_file_region_create(fd, 0, 0, PAGE, 0, NULL), -EINVAL);
	assert_int_equal(cohmem_file_region_create(-1, 0, 0, PAGE, 0, &region), -EBADF);
	close(fd);
	assert_int_equal(cohmem_region_destroy(NULL), 0);
	assert_int_equal(cohmem_heap_region_create("../mem", 0, PAGE, &region), -EINVAL);
	assert_int_equal(cohmem_u_dma_buf_region_create("", &region), -EINVAL);
}

/* The contents of a faked /proc/self/pagemap. */
static uint64_t entries[8];
static uintptr_t first_page;

static ssize_t fake_pread(int fd, void *buf, size_t count, off_t offset)
{
	(void)fd;
	memcpy(buf, &entries[(uint64_t)offset / 8 - first_page], count);
	return (ssize_t)count;
}

#define PRESENT (1ull << 63)

static void test_physical_addresses(void **state)
{
	struct sys_calls real = cohmem__sys;
	phys_addr_t phys = 77;

	(void)state;
	cohmem__sys.pread = fake_pread;
	first_page = (uintptr_t)near / PAGE;
	for (uint64_t i = 0; i < 4; i++)
		entries[i] = PRESENT | (0x1230 + i);
	assert_int_equal(cohmem_phys_addr(near, sizeof(near), &phys), 0);
	assert_int_equal(phys, 0x1230000);
	assert_int_equal(cohmem_phys_addr(near + PAGE + 5, 2 * PAGE, &phys), 0);
	assert_int_equal(phys, 0x1231005);
	entries[2]++;
	assert_int_equal(cohmem_phys_addr(near, sizeof(near), &phys), -ERANGE);
	assert_int_equal(cohmem_phys_addr(near, 2 * PAGE, &phys), 0);
	entries[2] = PRESENT;
	assert_int_equal(cohmem_phys_addr(near, sizeof(near), &phys), -EPERM);
	entries[2] = 0;
	assert_int_equal(cohmem_phys_addr(near, sizeof(near), &phys), -ENXIO);
	assert_int_equal(cohmem_phys_addr(near, 0, &phys), -EINVAL);
	assert_int_equal(cohmem_phys_addr(NULL, 1, &phys), -EINVAL);
	assert_int_equal(cohmem_phys_addr(near, SIZE_MAX, &phys), -EINVAL);
	assert_int_equal(cohmem_phys_addr(near, 1, NULL), -EINVAL);
	cohmem__sys = real;
}

/* A block can be exported as a file only for the device that owns it. */
static void test_exports(void **state)
{
	struct cohmem_region *region;
	struct device dev, other;
	uint64_t offset;
	dma_addr_t dma;
	char *cpu;
	int fd;

	(void)state;
	cohmem_device_init(&dev, "a");
	cohmem_device_init(&other, "b");
	assert_int_equal(cohmem_ram_region_create(0x200000, 4 * PAGE, 0, &region), 0);
	assert_int_equal(dma_declare_coherent_memory(&dev, 0x200000, 0, 2 * PAGE, 0), 0);
	cpu = dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL);
	fd = cohmem_export(&dev, cpu, PAGE, &offset);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(cohmem_export(&other, cpu, PAGE, &offset), -ENXIO);
	assert_int_equal(cohmem_export(&dev, cpu + 2 * PAGE, PAGE, &offset), -ENXIO);
	assert_int_equal(cohmem_export(&dev, cpu, 3 * PAGE, &offset), -ENXIO);
	region->flags |= COHMEM_REGION_PRIVATE;
	assert_int_equal(cohmem_export(&dev, cpu, PAGE, &offset), -EPERM);
	assert_int_equal(cohmem_export(NULL, cpu, PAGE, &offset), -EINVAL);
	assert_int_equal(cohmem_export(&dev, NULL, PAGE, &offset), -EINVAL);
	assert_int_equal(cohmem_export(&dev, cpu, 0, &offset), -EINVAL);
	assert_int_equal(cohmem_export(&dev, cpu, PAGE, NULL), -EINVAL);
	dma_free_coherent(&dev, PAGE, cpu, dma);
	dma_release_declared_memory(&dev);
	assert_int_equal(cohmem_region_destroy(region), 0);
}

/* Another process that has the file can neither truncate it nor seal it against us. */
static void test_seals(void **state)
{
	struct cohmem_region *region;

	(void)state;
	assert_int_equal(cohmem_ram_region_create(0x100000, 4 * PAGE, 0, &region), 0);
	assert_int_equal(ftruncate(region->fd, PAGE), -1);
	assert_int_equal(ftruncate(region->fd, 8 * PAGE), -1);
	assert_int_equal(fcntl(region->fd, F_ADD_SEALS, F_SEAL_WRITE), -1);
	assert_int_equal(fcntl(region->fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE), -1);
	assert_int_equal(fcntl(region->fd, F_ADD_SEALS, F_SEAL_GROW), -1);
	assert_int_equal(cohmem_region_destroy(region), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies),  cmocka_unit_test(test_bad_access),
		cmocka_unit_test(test_files),   cmocka_unit_test(test_physical_addresses),
		cmocka_unit_test(test_exports), cmocka_unit_test(test_seals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
