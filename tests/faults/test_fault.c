/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The n-th step fails, for n = 1, 2, 3, ... until a run succeeds. After every failure the state is as
 * before: invariants hold, and the numbers of open files and of allocations have not changed.
 */
#include <cohmem/backend/chunk_pool.h>
#include <cohmem/cohmem.h>
#include <cohmem/port.h>
#include <dirent.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../backends/common/syscalls.h"
#include "../lib/testing.h"

#define PHYS 0x40000000ULL
#define PAGE 4096u

static const struct cohmem_port *real_port;
static struct cohmem_port failing_port;
static struct sys_calls real_calls;
static unsigned int steps, fail_at, failures;
static long allocated; /* number of allocations */

/* Called before each step that can fail; returns true if it has to fail. */
static bool fails(void)
{
	if (++steps != fail_at)
		return false;
	failures++;
	return true;
}

static void *failing_alloc(size_t bytes)
{
	void *mem = fails() ? NULL : real_port->alloc(bytes);

	allocated += mem != NULL;
	return mem;
}

static void counting_free(void *mem, size_t bytes)
{
	allocated -= mem != NULL;
	real_port->free(mem, bytes);
}

static int failing_map(void *addr, size_t bytes, int fd, uint64_t offset)
{
	return fails() ? -ENOMEM : real_port->map(addr, bytes, fd, offset);
}

static int failing_memfd(const char *name, unsigned int flags)
{
	errno = EMFILE;
	return fails() ? -1 : real_calls.memfd_create(name, flags);
}

static int failing_ftruncate(int fd, off_t length)
{
	errno = ENOSPC;
	return fails() ? -1 : real_calls.ftruncate(fd, length);
}

static void *failing_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	errno = ENOMEM;
	return fails() ? MAP_FAILED : real_calls.mmap(addr, len, prot, flags, fd, offset);
}

static int setup(void **state)
{
	(void)state;
	cohmem_debug_set(COHMEM_DEBUG_OFF); /* its memory must not be counted */
	real_port = cohmem_port;
	failing_port = *real_port;
	failing_port.alloc = failing_alloc;
	failing_port.free = counting_free;
	failing_port.map = failing_map;
	cohmem_port = &failing_port;
	real_calls = cohmem__sys;
	cohmem__sys.memfd_create = failing_memfd;
	cohmem__sys.ftruncate = failing_ftruncate;
	cohmem__sys.mmap = failing_mmap;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	cohmem_port = real_port;
	cohmem__sys = real_calls;
	return 0;
}

static int count_dir(const char *path)
{
	DIR *dir = opendir(path);
	int count = 0;

	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static int mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];
	int count = 0;

	while (fgets(line, sizeof(line), maps))
		count += strstr(line, "memfd:cohmem") != NULL;
	fclose(maps);
	return count;
}

/* Run @attempt, which returns 0 on success, with each of its steps failing in turn. Returns the number of failures. */
static unsigned int exhaust(int (*attempt)(void))
{
	int files = count_dir("/proc/self/fd"), maps = mappings();
	long pieces = allocated;
	int err;

	failures = 0;
	for (fail_at = 1;; fail_at++) {
		unsigned int before = failures;

		steps = 0;
		err = attempt();
		if (failures == before)
			break; /* no step was left to fail */
		assert_int_not_equal(err, 0);
		assert_int_equal(count_dir("/proc/self/fd"), files);
		assert_int_equal(mappings(), maps);
		assert_int_equal(allocated, pieces);
	}
	assert_int_equal(err, 0);
	return failures;
}

static struct cohmem_region *region;
static struct device dev;

static int make_region(void)
{
	return cohmem_ram_region_create(PHYS, 16 * PAGE, 0, &region);
}

static int declare(void)
{
	int err = dma_declare_coherent_memory(&dev, PHYS, 0x1000, 16 * PAGE, 0);

	assert_null(cohmem_device_validate(&dev));
	if (err)
		assert_null(region->areas);
	return err;
}

static int attach(void)
{
	int err = cohmem_ram_attach(&dev, 0x80000000, 16 * PAGE);

	if (err)
		assert_null(dev.dma_ops);
	return err;
}

static void *block;
static dma_addr_t handle;

static int grow(void)
{
	block = dma_alloc_coherent(&dev, PAGE, &handle, GFP_KERNEL);
	assert_null(cohmem_chunk_pool_validate(cohmem_chunk_pool_of(&dev)));
	return block ? 0 : -ENOMEM;
}

static void *place;

static int map(void)
{
	struct vm_area_struct vma = {(uintptr_t)place, (uintptr_t)place + PAGE, 0};

	return dma_mmap_coherent(&dev, &vma, block, handle, PAGE);
}

static void test_every_step_fails(void **state)
{
	(void)state;
	cohmem_device_init(&dev, NULL);
	place = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_int_equal(exhaust(make_region), 5); /* struct, memfd, ftruncate, mmap, mapping */
	assert_int_equal(exhaust(declare), 1);     /* state */
	dma_release_declared_memory(&dev);
	assert_int_equal(exhaust(attach), 2); /* ram, chunks */
	assert_int_equal(exhaust(grow), 6);   /* chunk, place, memfd, ftruncate, mmap, mapping */
	assert_int_equal(exhaust(map), 1);
	fail_at = 0;

	dma_free_coherent(&dev, PAGE, block, handle);
	assert_int_equal(cohmem_detach(&dev), 0);
	assert_int_equal(cohmem_region_destroy(region), 0);
	assert_int_equal(allocated, 0);
	munmap(place, PAGE);
}

/* A declaration that fails does not change the area that was declared before. */
static void test_second_declaration_fails(void **state)
{
	struct cohmem_area_info before, after;

	(void)state;
	fail_at = 0;
	cohmem_device_init(&dev, NULL);
	assert_int_equal(make_region(), 0);
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, 0x1000, 4 * PAGE, 0), 0);
	block = dma_alloc_coherent(&dev, PAGE, &handle, GFP_KERNEL);
	assert_int_equal(cohmem_area_get_info(&dev, 0, &before), 0);
	fail_at = ++steps + 1;
	steps = fail_at - 1;
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS + 8 * PAGE, 0x9000, PAGE, 0),
			 -ENOMEM);
	fail_at = 0;
	assert_int_equal(cohmem_area_get_info(&dev, 0, &after), 0);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_int_equal(cohmem_area_get_info(&dev, 1, &after), -ENOENT);
	dma_free_coherent(&dev, PAGE, block, handle);
	dma_release_declared_memory(&dev);
	assert_int_equal(cohmem_region_destroy(region), 0);
	assert_int_equal(allocated, 0);
}

static struct dma_pool *pool;

static int make_pool(void)
{
	pool = dmam_pool_create("p", &dev, PAGE, 0, 0);
	return pool ? 0 : -ENOMEM;
}

static uint32_t used(void)
{
	struct cohmem_area_info info;

	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	return info.runs.used;
}

static int take_block(void)
{
	uint32_t before = used();

	block = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	if (!block)
		assert_int_equal(used(), before);
	return block ? 0 : -ENOMEM;
}

static int managed_block(void)
{
	dma_addr_t unused;

	return dmam_alloc_coherent(&dev, PAGE, &unused, GFP_KERNEL) ? 0 : -ENOMEM;
}

static void nothing(void *data)
{
	(void)data;
}

static int managed_action(void)
{
	return devm_add_action_or_reset(&dev, nothing, NULL);
}

static int use_magazines(void)
{
	return cohmem_pool_use_magazines(pool);
}

static void test_pools_and_managed(void **state)
{
	unsigned int requests = 0;

	(void)state;
	fail_at = 0;
	cohmem_device_init(&dev, NULL);
	assert_int_equal(make_region(), 0);
	assert_int_equal(declare(), 0);
	assert_int_equal(exhaust(make_pool), 2);  /* its devres entry, the pool */
	assert_int_equal(exhaust(take_block), 3); /* page, stack, table */
	for (int i = 0; i < 9; i++)
		requests += exhaust(take_block) - 1;
	/* Stacks for 3 and 7 blocks, and larger tables: four slots have chains for 8 pages. */
	assert_in_range(requests, 3, 7);
	assert_int_equal(exhaust(managed_block), 1);
	assert_int_equal(exhaust(managed_action), 1);
	assert_int_equal(exhaust(use_magazines), 1);

	/* A thread whose magazine cannot be allocated works without one. */
	steps = 0;
	fail_at = 1;
	dma_pool_free(pool, block, handle);
	assert_int_equal(steps, 1);
	fail_at = 2;
	assert_int_equal(take_block(), 0);
	fail_at = 0;

	cohmem_device_release(&dev); /* the pool is busy */
	dma_release_declared_memory(&dev);
	for (unsigned int i = 0; i < 10; i++)
		dma_pool_free(pool, (char *)region->cpu_addr + i * PAGE, 0x1000 + i * PAGE);
	assert_int_equal(cohmem_region_destroy(region), 0);
	assert_int_equal(allocated, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_step_fails, setup, teardown),
		cmocka_unit_test_setup_teardown(test_second_declaration_fails, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pools_and_managed, setup, teardown),
	};

	return cmocka_run_group_tests_name("every step fails in turn", tests, NULL, NULL);
}
