/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Which memory debugging checks, for how long, and how: areas of all kinds, and back ends. */
#include <cohmem/backend/dma_map_ops.h>
#include <cohmem/backend/observe.h>
#include <cohmem/port.h>
#include <sys/mman.h>

#include "../../backends/chunks/internal.h"
#include "fixture.h"

#define BASE 0x1000ULL

/* For tests that access freed memory; without this, AddressSanitizer would abort the program. */
#define UNSEEN __attribute__((no_sanitize_address))

static int asked;

static int setup(void **state)
{
	(void)state;
	if (fixture_begin("dsp", 16 * PAGE, 0))
		return -1;
	asked = cohmem_debug_level();
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_OFF), 0);
	return cohmem_debug_set(COHMEM_DEBUG_ON);
}

static int teardown(void **state)
{
	cohmem_set_log(NULL, NULL);
	dma_release_declared_memory(&dev);
	cohmem_debug_set(COHMEM_DEBUG_OFF);
	cohmem_debug_set(asked);
	return fixture_end(state);
}

static void declare(unsigned int flags, unsigned int shift)
{
	const struct cohmem_area_desc desc = {
		.phys_addr = PHYS,
		.device_addr = BASE,
		.size = 16 * PAGE,
		.flags = flags,
		.granule_shift = shift,
	};

	assert_int_equal(cohmem_declare_area(&dev, &desc), 0);
}

/* A block that is released by its order, and not with dma_free_coherent(), is forgotten. */
static void test_released_by_order(void **state)
{
	dma_addr_t dma;
	void *cpu;

	(void)state;
	declare(DMA_MEMORY_EXCLUSIVE, 0);
	cpu = dma_alloc_coherent(&dev, 2 * PAGE, &dma, GFP_KERNEL);
	assert_int_equal(dma_release_from_coherent(&dev, 1, cpu), 1);
	assert_int_equal(cohmem_debug_leaks(&dev), 0);
	cpu = dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL);
	dma_free_coherent(&dev, PAGE, cpu, dma);
	assert_int_equal(cohmem_debug_findings(), 0);
}

/* In device memory, redzones and poison are written as whole words; partial words are left alone. */
static UNSEEN void test_device_memory(void **state)
{
	const uint32_t guard = COHMEM_DEBUG_REDZONE * 0x01010101u;
	const uint32_t poison = COHMEM_DEBUG_POISON * 0x01010101u;
	uint32_t *words;
	dma_addr_t dma;

	(void)state;
	declare(DMA_MEMORY_IO, 5);
	words = dma_alloc_coherent(&dev, 5, &dma, GFP_KERNEL);
	assert_non_null(words);
	assert_int_equal(words[1], 0);
	assert_int_equal(words[2], guard);
	assert_int_equal(words[7], guard);
	words[3] = 1;
	assert_int_equal(cohmem_debug_check(&dev), 1);
	assert_reported(
		"was written past its end [device address=0x0000000000001000] [size=5 bytes] [first at offset 12]");
	dma_free_coherent(&dev, 5, words, dma);
	assert_int_equal(words[0], poison);
	words[0] = 0;
	assert_int_equal(cohmem_debug_check(&dev), 1);
	assert_reported("after it was freed");
}

/* Only the COHMEM_DEBUG_FREED most recently freed blocks are checked. */
static UNSEEN void test_the_last_freed(void **state)
{
	static char *cpu[COHMEM_DEBUG_FREED + 1];
	static dma_addr_t dma[COHMEM_DEBUG_FREED + 1];
	const size_t blocks = COHMEM_DEBUG_FREED + 1;

	(void)state;
	declare(DMA_MEMORY_EXCLUSIVE, 6);
	for (size_t i = 0; i < blocks; i++)
		cpu[i] = dma_alloc_coherent(&dev, 64, &dma[i], GFP_KERNEL);
	for (size_t i = 0; i < blocks; i++)
		dma_free_coherent(&dev, 64, cpu[i], dma[i]);
	cpu[0][0] = 1; /* freed too long ago */
	assert_int_equal(cohmem_debug_check(&dev), 0);
	cpu[1][0] = 1;
	assert_int_equal(cohmem_debug_check(&dev), 1);
	/* A block is checked one last time when it leaves the list. */
	cpu[2][0] = 1;
	cpu[0] = dma_alloc_coherent(&dev, 64, &dma[0], GFP_KERNEL);
	dma_free_coherent(&dev, 64, cpu[0], dma[0]);
	cpu[0] = dma_alloc_coherent(&dev, 64, &dma[0], GFP_KERNEL);
	dma_free_coherent(&dev, 64, cpu[0], dma[0]);
	assert_int_equal(cohmem_debug_check(&dev), 1);
	assert_int_equal(cohmem_debug_findings(), 2);
}

/* A back end that unmaps freed memory at once, without notifying debugging. */
static void *map_alloc(struct device *d, size_t size, dma_addr_t *dma, gfp_t gfp,
		       unsigned long attrs)
{
	void *cpu = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)d, (void)gfp, (void)attrs;
	*dma = (uintptr_t)cpu;
	return cpu == MAP_FAILED ? NULL : cpu;
}

static void map_free(struct device *d, size_t size, void *cpu, dma_addr_t dma, unsigned long attrs)
{
	(void)d, (void)dma, (void)attrs;
	munmap(cpu, size);
}

static const struct dma_map_ops map_ops = {.alloc = map_alloc, .free = map_free};

/* With a back end that unmaps freed memory, live blocks are checked too; freed ones are not. */
static void test_memory_that_goes(void **state)
{
	dma_addr_t dma;
	char *cpu;

	(void)state;
	dev.dma_ops = &map_ops;
	dev.coherent_dma_mask = DMA_BIT_MASK(64);
	cpu = dma_alloc_coherent(&dev, 100, &dma, GFP_KERNEL);
	assert_non_null(cpu);
	cpu[101] = 0;
	assert_int_equal(cohmem_debug_check(&dev), 1);
	assert_reported("[first at offset 101]");
	dma_free_coherent(&dev, 100, cpu, dma);
	assert_int_equal(cohmem_debug_check(&dev), 0);
	/* Whatever is mapped there next is not checked. */
	assert_ptr_equal(mmap(cpu, PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0),
			 cpu);
	cohmem_memory_reused(cpu, PAGE);
	munmap(cpu, PAGE);
	assert_int_equal(cohmem_debug_findings(), 1);
	dev.dma_ops = NULL;
}

/* If a back end hands out a live block again, the new entry replaces the old one. */
static void test_a_live_block_is_replaced(void **state)
{
	dma_addr_t dma;
	void *cpu;

	(void)state;
	assert_int_equal(cohmem_ram_attach(&dev, 0x8000, 4 * PAGE), 0);
	cpu = dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL);
	assert_int_equal(cohmem__chunk_pool_free(cohmem_chunk_pool_of(&dev), &dev, PAGE, cpu), 0);
	assert_ptr_equal(dma_alloc_coherent(&dev, 2 * PAGE, &dma, GFP_KERNEL), cpu);
	assert_int_equal(cohmem_debug_leaks(&dev), 1);
	dma_free_coherent(&dev, 2 * PAGE, cpu, dma);
	assert_int_equal(cohmem_debug_leaks(&dev), 0);
	assert_int_equal(cohmem_debug_findings(), 0);
	assert_int_equal(cohmem_detach(&dev), 0);
}

/* Magazines also work with debugging on, and lose no block. */
static void test_magazines(void **state)
{
	struct dma_pool *pool = dma_pool_create("ring", &dev, 64, 0, 0);
	struct cohmem_pool_info info;
	dma_addr_t dma[3];
	void *cpu[3];

	(void)state;
	declare(DMA_MEMORY_EXCLUSIVE, 0);
	assert_int_equal(cohmem_pool_use_magazines(pool), 0);
	for (int i = 0; i < 3; i++)
		cpu[i] = dma_pool_alloc(pool, GFP_KERNEL, &dma[i]);
	for (int i = 0; i < 2; i++)
		dma_pool_free(pool, cpu[i], dma[i]);
	for (int i = 0; i < 2; i++)
		cpu[i] = dma_pool_alloc(pool, GFP_KERNEL, &dma[i]);
	assert_int_equal(cohmem_pool_get_info(pool, &info), 0);
	assert_int_equal(info.used, 3);
	assert_int_equal(info.pages, 1);
	for (int i = 0; i < 3; i++)
		dma_pool_free(pool, cpu[i], dma[i]);
	assert_int_equal(reports, 0);
	dma_pool_destroy(pool);
	assert_int_equal(reports, 0);
	assert_int_equal(cohmem_debug_leaks(NULL), 0);
}

/* Long paths are reported in full. */
static void far_away(const void *site, char *text, size_t bytes)
{
	(void)site;
	snprintf(text, bytes, "/%0200d.c:1", 0);
}

static char whole_report[4096];

static void remember_all(void *ctx, int level, const struct device *d, const char *text)
{
	(void)ctx, (void)level, (void)d;
	snprintf(whole_report, sizeof(whole_report), "%s", text);
}

static void test_long_paths(void **state)
{
	const struct cohmem_port *real_port = cohmem_port;
	struct cohmem_port port = *real_port;
	dma_addr_t dma;
	void *cpu;

	(void)state;
	declare(DMA_MEMORY_EXCLUSIVE, 0);
	port.where = far_away;
	cohmem_port = &port;
	cohmem_set_log(remember_all, NULL);
	cpu = dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL);
	dma_free_coherent(&dev, PAGE, cpu, dma);
	dma_free_coherent(&dev, PAGE, cpu, dma);
	cohmem_port = real_port;
	assert_non_null(strstr(whole_report, "[freed again at /0000"));
	assert_string_equal(whole_report + strlen(whole_report) - 5, ".c:1]");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_released_by_order),
		T(test_device_memory),
		T(test_the_last_freed),
		T(test_memory_that_goes),
		T(test_a_live_block_is_replaced),
		T(test_magazines),
		T(test_long_paths),
	};

	return cmocka_run_group_tests_name("debug_memory", tests, NULL, NULL);
}
