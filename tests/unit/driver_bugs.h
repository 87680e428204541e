/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Drivers with one bug each, for test_debug.c. */
#ifndef TESTS_UNIT_DRIVER_BUGS_H
#define TESTS_UNIT_DRIVER_BUGS_H

#include <cohmem/cohmem.h>

#define PHYS 0x40000000ULL
#define BASE 0x1000ULL
#define PAGE 4096u

static struct cohmem_region *region;
static struct device dev, other;

/* Line and function of the last HERE() with each number, as reports should name them. */
static int here[4];
static const char *in[4];
#define HERE(n, statement) (here[n] = __LINE__, in[n] = __func__, statement)

static __attribute__((noinline)) void *take(size_t size, dma_addr_t *dma)
{
	void *cpu;

	HERE(1, cpu = dma_alloc_coherent(&dev, size, dma, GFP_KERNEL));
	return cpu;
}

/* For drivers that access freed memory; without this, AddressSanitizer would abort the program. */
#define UNSEEN __attribute__((no_sanitize_address))

/* The bugs, one driver each. What they leave allocated is freed by tidy_on() or tidy_off(). */
static dma_addr_t dma, dma2;
static char *cpu, *cpu2;
static size_t size = PAGE;
static struct dma_pool *pool, *pool2;

static void free_block(void)
{
	dma_free_coherent(&dev, size, cpu, dma);
}

static void nothing(void)
{
}

static void different_size(void)
{
	cpu = take(PAGE, &dma);
	HERE(2, dma_free_coherent(&dev, 2 * PAGE, cpu, dma));
}

static void not_allocated(void)
{
	cpu = region->cpu_addr;
	HERE(2, dma_free_coherent(&dev, PAGE, cpu, BASE));
}

static void of_another_device(void)
{
	cpu = take(PAGE, &dma);
	HERE(2, dma_free_coherent(&other, PAGE, cpu, dma));
}

static void different_cpu_address(void)
{
	cpu = take(PAGE, &dma);
	HERE(2, dma_free_coherent(&dev, PAGE, cpu + PAGE, dma));
}

static void different_device_address(void)
{
	cpu = take(PAGE, &dma);
	HERE(2, dma_free_coherent(&dev, PAGE, cpu, dma + PAGE));
}

static void free_twice(void)
{
	cpu = take(PAGE, &dma);
	HERE(2, dma_free_coherent(&dev, PAGE, cpu, dma));
	HERE(3, dma_free_coherent(&dev, PAGE, cpu, dma));
}

static void free_inside(void)
{
	size = 2 * PAGE;
	cpu = take(2 * PAGE, &dma);
	HERE(2, dma_free_coherent(&dev, PAGE, cpu + PAGE, dma + PAGE));
}

static void pool_block_as_coherent(void)
{
	pool = dma_pool_create("ring", &dev, 64, 0, 0);
	HERE(1, cpu = dma_pool_alloc(pool, GFP_KERNEL, &dma));
	HERE(2, dma_free_coherent(&dev, 64, cpu, dma));
}

static void free_pool(void)
{
	dma_pool_free(pool, cpu, dma);
	dma_pool_destroy(pool);
}

static void managed_as_coherent(void)
{
	HERE(1, cpu = dmam_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL));
	HERE(2, dma_free_coherent(&dev, PAGE, cpu, dma));
}

static void release_device(void)
{
	cohmem_device_release(&dev);
}

static void managed_with_different_size(void)
{
	HERE(1, cpu = dmam_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL));
	HERE(2, dmam_free_coherent(&dev, 2 * PAGE, cpu, dma));
}

static UNSEEN void after_managed_free(void)
{
	HERE(1, cpu = dmam_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL));
	HERE(2, dmam_free_coherent(&dev, PAGE, cpu, dma));
	cpu[7] = 0;
	cohmem_debug_check(&dev);
}

static UNSEEN void after_device_release(void)
{
	HERE(1, cpu = dmam_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL));
	HERE(2, cohmem_device_release(&dev));
	cpu[9] = 0;
	cohmem_debug_check(&dev);
}

/* Found when the pool's page is freed. */
static UNSEEN void after_pool_destroy(void)
{
	pool = dma_pool_create("ring", &dev, 64, 0, 0);
	HERE(1, cpu = dma_pool_alloc(pool, GFP_KERNEL, &dma));
	HERE(2, dma_pool_free(pool, cpu, dma));
	cpu[4] = 0;
	dma_pool_destroy(pool);
}

static void pool_block_twice(void)
{
	pool = dma_pool_create("ring", &dev, 64, 0, 0);
	HERE(1, cpu = dma_pool_alloc(pool, GFP_KERNEL, &dma));
	HERE(2, dma_pool_free(pool, cpu, dma));
	HERE(3, dma_pool_free(pool, cpu, dma));
}

static void destroy_pool(void)
{
	dma_pool_destroy(pool);
}

static void into_another_pool(void)
{
	pool = dma_pool_create("ring", &dev, 64, 0, 0);
	pool2 = dma_pool_create("gnir", &dev, 64, 0, 0);
	cpu2 = dma_pool_alloc(pool2, GFP_KERNEL, &dma2);
	HERE(1, cpu = dma_pool_alloc(pool, GFP_KERNEL, &dma));
	HERE(2, dma_pool_free(pool2, cpu, dma));
}

static void free_pools(void)
{
	dma_pool_free(pool2, cpu2, dma2);
	dma_pool_destroy(pool2);
	free_pool();
}

static void behind_the_end(void)
{
	size = 100;
	cpu = take(100, &dma);
	cpu[103] = 0;
	HERE(2, dma_free_coherent(&dev, 100, cpu, dma));
}

static void behind_the_end_seen_by_check(void)
{
	size = 3 * PAGE;
	cpu = take(3 * PAGE, &dma);
	cpu[3 * PAGE] = 1; /* the size is rounded up to four pages */
	cohmem_debug_check(&dev);
	cohmem_debug_check(NULL); /* does not report it again */
}

static void behind_the_end_of_a_pool_block(void)
{
	pool = dma_pool_create("ring", &dev, 60, 64, 0);
	HERE(1, cpu = dma_pool_alloc(pool, GFP_KERNEL, &dma));
	cpu[60] = 1;
	HERE(2, dma_pool_free(pool, cpu, dma));
}

static UNSEEN void after_free(void)
{
	cpu = take(PAGE, &dma);
	HERE(2, dma_free_coherent(&dev, PAGE, cpu, dma));
	cpu[8] = 0;
	cohmem_debug_check(&dev);
	cohmem_debug_check(&dev);
}

static UNSEEN void after_free_seen_by_the_next(void)
{
	cpu = take(PAGE, &dma);
	HERE(2, dma_free_coherent(&dev, PAGE, cpu, dma));
	cpu[PAGE - 1] = 0;
	cpu = dma_alloc_coherent(&dev, 4 * PAGE, &dma2, GFP_KERNEL);
	dma_free_coherent(&dev, 4 * PAGE, cpu, dma2);
}

static UNSEEN void after_pool_free(void)
{
	pool = dma_pool_create("ring", &dev, 64, 0, 0);
	HERE(1, cpu = dma_pool_alloc(pool, GFP_KERNEL, &dma));
	HERE(2, dma_pool_free(pool, cpu, dma));
	cpu[0] = 1;
	cpu = dma_pool_alloc(pool, GFP_KERNEL, &dma);
}

static void no_mask(void)
{
	dev.coherent_dma_mask = 0;
	HERE(1, cpu = dma_alloc_coherent(&dev, PAGE, &dma, __GFP_NOWARN));
	dev.coherent_dma_mask = DMA_BIT_MASK(32);
}

/* Allocate 10 bytes at another source line than take(). */
static void *take_ten(dma_addr_t *handle)
{
	void *ten;

	HERE(2, ten = dma_alloc_coherent(&dev, 10, handle, GFP_KERNEL));
	return ten;
}

static void pending(void)
{
	cpu = take(PAGE, &dma);
	cohmem_device_release(&dev);
}

#endif
