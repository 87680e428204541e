/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* dma_pool: where blocks lie, in which order they are handed out, what is refused. */

#include "fixture.h"

#define OWN   0x10000ULL
#define PAGES 64

static int setup(void **state)
{
	(void)state;
	return fixture_begin(NULL, PAGES * PAGE, PAGES * PAGE);
}

static void declare(dma_addr_t at, size_t pages, unsigned int flags, unsigned int shift)
{
	const struct cohmem_area_desc desc = {
		.phys_addr = PHYS,
		.device_addr = at,
		.size = pages * PAGE,
		.flags = flags,
		.granule_shift = shift,
	};

	assert_int_equal(cohmem_declare_area(&dev, &desc), 0);
}

static struct cohmem_pool_info info_of(struct dma_pool *pool)
{
	struct cohmem_pool_info info;

	assert_int_equal(cohmem_pool_get_info(pool, &info), 0);
	return info;
}

static void test_bad_pools(void **state)
{
	static const struct {
		size_t size, align, boundary;
	} bad[] = {
		{0, 0, 0},         {0, 8, 0},       {(size_t)1 << 31, 0, 0},
		{SIZE_MAX, 1, 0},  {64, 3, 0},      {64, 24, 0},
		{64, 0, 32},       {64, 0, 96},     {33, 64, 32},
		{60, 64, 60},      {5000, 0, 4096}, {0x7fffffff, 4096, 0},
		{64, 0, SIZE_MAX},
	};
	unsigned int n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_null(dma_pool_create("x", &dev, bad[i].size, bad[i].align, bad[i].boundary));
		assert_int_equal(reports, ++n);
		assert_reported("cannot create dma_pool x");
	}
	assert_null(dma_pool_create("x", NULL, 64, 0, 0));
	assert_null(dma_pool_create(NULL, &dev, 64, 0, 0));
	assert_null(dmam_pool_create("x", NULL, 64, 0, 0));
	assert_null(dmam_pool_create("x", &dev, 64, 3, 0));
	assert_int_equal(reports, n + 4);
	assert_int_equal(cohmem_pool_get_info(NULL, &(struct cohmem_pool_info){0}), -EINVAL);
	dma_pool_destroy(NULL);
	dmam_pool_destroy(NULL);
}

/* Pages are divided as in Linux: blocks are consecutive, and none crosses a boundary. */
static void expect_layout(size_t size, size_t align, size_t boundary)
{
	struct dma_pool *pool = dma_pool_create_node("p", &dev, size, align, boundary, -1);
	size_t step = align ? (size + align - 1) / align * align : size, at = 0;
	size_t page = step < PAGE ? PAGE : step;
	size_t edge = boundary && boundary < page ? boundary : page, next_edge = edge;
	dma_addr_t handle;

	assert_non_null(pool);
	while (at + step <= page) {
		if (at + step > next_edge) {
			at = next_edge;
			next_edge += edge;
			continue;
		}
		assert_ptr_equal(dma_pool_alloc(pool, GFP_KERNEL, &handle),
				 (char *)region->cpu_addr + at);
		assert_int_equal(handle, OWN + at);
		assert_int_equal(info_of(pool).pages, 1);
		at += step;
	}
	assert_int_equal(info_of(pool).used, info_of(pool).blocks);
	assert_int_equal(info_of(pool).page_bytes, page);
	dma_pool_destroy(pool);
	assert_reported("dma_pool_destroy p busy");
	for (at = 0, next_edge = edge; at + step <= page;) {
		if (at + step > next_edge) {
			at = next_edge;
			next_edge += edge;
			continue;
		}
		dma_pool_free(pool, (char *)region->cpu_addr + at, OWN + at);
		at += step;
	}
}

static void test_layout(void **state)
{
	struct cohmem_area_info info;

	(void)state;
	declare(OWN, PAGES, 0, 0);
	for (size_t size = 1; size < 3 * PAGE; size += size < 70 ? 1 : 97) {
		expect_layout(size, 0, 0);
		expect_layout(size, 16, 0);
		for (size_t boundary = 32; boundary <= 4 * PAGE; boundary *= 2) {
			if (boundary >= (size + 15) / 16 * 16)
				expect_layout(size, 16, boundary);
		}
	}
	/* Freeing the last block of a destroyed pool freed all of its pages. */
	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	assert_int_equal(info.runs.used, 0);
}

static void test_area_then_generic(void **state)
{
	struct dma_pool *pool = dma_pool_create("p", &dev, PAGE / 2, 0, 0);
	dma_addr_t a[4];
	void *cpu[4];

	(void)state;
	declare(OWN, 1, 0, 0);
	for (int i = 0; i < 4; i++)
		cpu[i] = dma_pool_alloc(pool, GFP_KERNEL, &a[i]);
	assert_int_equal(a[0], OWN);
	assert_int_equal(a[1], OWN + PAGE / 2);
	assert_int_equal(a[2], GENERIC);
	assert_int_equal(a[3], GENERIC + PAGE / 2);
	for (int i = 0; i < 4; i++)
		dma_pool_free(pool, cpu[i], a[i]);
	dma_pool_destroy(pool);
}

static void test_exhausted(void **state)
{
	struct dma_pool *pool = dma_pool_create("p", &dev, PAGE, 0, 0);
	dma_addr_t a = 77, b;
	void *cpu;

	(void)state;
	declare(OWN, 1, DMA_MEMORY_EXCLUSIVE, 0);
	cpu = dma_pool_alloc(pool, GFP_KERNEL, &b);
	assert_non_null(cpu);
	assert_null(dma_pool_alloc(pool, __GFP_NOWARN, &a));
	assert_int_equal(reports, 0);
	assert_null(dma_pool_alloc(pool, GFP_KERNEL, &a));
	assert_int_equal(a, 77);
	assert_int_equal(reports, 1);
	assert_null(dma_pool_alloc(pool, GFP_KERNEL, NULL));
	assert_null(dma_pool_alloc(NULL, GFP_KERNEL, &a));
	assert_int_equal(reports, 3);
	dma_pool_free(pool, cpu, b);
	assert_ptr_equal(dma_pool_alloc(pool, GFP_KERNEL, &b), cpu);
	dma_pool_free(pool, cpu, b);
	dma_pool_destroy(pool);
}

static void refused(struct dma_pool *pool, void *cpu, dma_addr_t handle, const char *words)
{
	struct cohmem_pool_info before = info_of(pool), after;
	unsigned int n = reports;

	dma_pool_free(pool, cpu, handle);
	assert_int_equal(reports, n + 1);
	assert_reported(words);
	after = info_of(pool);
	assert_memory_equal(&before, &after, sizeof(before));
}

static void try_refusals(struct dma_pool *pool)
{
	dma_addr_t a, b;
	char *x = dma_pool_alloc(pool, GFP_KERNEL, &a);
	char *y = dma_pool_alloc(pool, GFP_KERNEL, &b);

	refused(pool, x + 8, a + 8, "bad vaddr");
	refused(pool, x + 1, a, "bad vaddr");
	refused(pool, x - 1, a, "bad vaddr");
	refused(pool, &a, a, "bad vaddr");
	refused(pool, (char *)48, 48, "bad vaddr"); /* near 0, the content of an empty slot */
	refused(pool, x, b, "bad dma");
	refused(pool, x + 4092, a + 4092, "bad vaddr"); /* behind the page's last block */
	dma_pool_free(pool, x, a);
	refused(pool, x, a, "already free");
	dma_pool_free(pool, NULL, a);
	dma_pool_free(NULL, y, b);
	dma_pool_free(pool, y, b);
	refused(pool, x, a, "already free");
	refused(pool, y, b, "already free");
	refused(pool, y + 2 * (y - x), b + 2 * (b - a), "already free"); /* never handed out */
}

static void test_refusals(void **state)
{
	struct dma_pool *pool = dma_pool_create("p", &dev, 24, 0, 0);

	(void)state;
	look_away();
	refused(pool, &dev, 0, "bad vaddr"); /* the pool has no page yet */
	try_refusals(pool);
	dma_pool_destroy(pool);

	pool = dma_pool_create("p", &dev, 24, 0, 0);
	assert_int_equal(cohmem_pool_use_magazines(pool), 0);
	try_refusals(pool);
	dma_pool_destroy(pool);
}

/* Blocks are reused last in, first out, and the contents of allocated blocks are not touched. */
static void test_last_in_first_out(void **state)
{
	enum {
		MOST = 3000
	};
	struct dma_pool *pool = dma_pool_create("p", &dev, 20, 4, 0);
	static uint32_t *taken[MOST], *freed[MOST];
	static dma_addr_t dma[MOST], freed_dma[MOST];
	struct rng rng = {test_seed()};
	size_t n = 0, free = 0;
	dma_addr_t handle;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		if (n < MOST && rng_below(&rng, 100) < (i / 20000 % 2 ? 45u : 55u)) {
			uint32_t *cpu = dma_pool_alloc(pool, GFP_KERNEL, &handle);

			assert_non_null(cpu);
			if (free) {
				assert_ptr_equal(cpu, freed[--free]);
				assert_int_equal(handle, freed_dma[free]);
			}
			*cpu = (uint32_t)handle;
			dma[n] = handle;
			taken[n++] = cpu;
		} else if (n) {
			size_t at = rng_below(&rng, (uint32_t)n);

			assert_int_equal(*taken[at], (uint32_t)dma[at]);
			dma_pool_free(pool, taken[at], dma[at]);
			freed[free] = taken[at];
			freed_dma[free++] = dma[at];
			taken[at] = taken[--n];
			dma[at] = dma[n];
		}
	}
	assert_int_equal(info_of(pool).used, n);
	while (n--)
		dma_pool_free(pool, taken[n], dma[n]);
	assert_int_equal(info_of(pool).used, 0);
	dma_pool_destroy(pool);
	assert_int_equal(reports, 0);
}

static void expect_zeroed(struct dma_pool *pool, size_t size)
{
	dma_addr_t handle, other;
	unsigned char *cpu = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	unsigned char *neighbour = dma_pool_alloc(pool, GFP_KERNEL, &other);

	memset(cpu, 0xff, size);
	memset(neighbour, 0xee, size);
	dma_pool_free(pool, cpu, handle);
	assert_ptr_equal(dma_pool_zalloc(pool, GFP_KERNEL, &handle), cpu);
	for (size_t i = 0; i < size; i++) {
		assert_int_equal(cpu[i], 0);
		assert_int_equal(neighbour[i], 0xee);
	}
	dma_pool_free(pool, cpu, handle);
	dma_pool_free(pool, neighbour, other);
	dma_pool_destroy(pool);
}

static void test_zalloc(void **state)
{
	dma_addr_t handle;
	struct dma_pool *odd;

	(void)state;
	expect_zeroed(dma_pool_create("p", &dev, 33, 0, 0), 33);
	declare(OWN, 4, DMA_MEMORY_IO | DMA_MEMORY_EXCLUSIVE, 0);
	expect_zeroed(dma_pool_create("p", &dev, 36, 4, 0), 36);
	odd = dma_pool_create("p", &dev, 33, 0, 0);
	assert_null(dma_pool_alloc(odd, GFP_KERNEL, &handle));
	assert_reported("multiple of 4 bytes");
	dma_pool_destroy(odd);
}

static void test_managed(void **state)
{
	struct dma_pool *plain = dma_pool_create("plain", &dev, 64, 0, 0);
	struct dma_pool *pool = dmam_pool_create("a", &dev, 64, 0, 0);
	struct cohmem_area_info info;
	dma_addr_t handle;
	void *cpu;

	(void)state;
	declare(OWN, 4, DMA_MEMORY_EXCLUSIVE, 0);
	dmam_pool_destroy(plain);
	assert_reported("it was not created with dmam_pool_create()");
	cpu = dma_pool_alloc(plain, GFP_KERNEL, &handle);
	dma_pool_free(plain, cpu, handle);
	dma_pool_destroy(plain);
	dmam_pool_destroy(pool);
	dma_pool_destroy(dmam_pool_create("b", &dev, 64, 0, 0)); /* wrong, but harmless */
	pool = dmam_pool_create("c", &dev, 64, 0, 0);
	cpu = dma_pool_alloc(pool, GFP_KERNEL, &handle);
	dma_pool_free(pool, cpu, handle);
	cohmem_device_release(&dev);
	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	assert_int_equal(info.runs.used, 0);
	assert_int_equal(reports, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_bad_pools, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_layout, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_area_then_generic, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_exhausted, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_refusals, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_last_in_first_out, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_zalloc, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_managed, setup, fixture_end),
	};

	return cmocka_run_group_tests_name("dmapool", tests, NULL, NULL);
}
