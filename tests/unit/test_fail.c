/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Injected allocation failures, and drivers whose probe does or does not handle them. */

#include "fixture.h"

static struct device other;

static int setup(void **state)
{
	(void)state;
	cohmem_device_init(&other, "gpu");
	return fixture_begin("dsp", 16 * PAGE, 16 * PAGE) ||
	       dma_declare_coherent_memory(&dev, PHYS, 0x1000, 8 * PAGE, 0) ||
	       cohmem_ram_attach(&other, GENERIC, 16 * PAGE);
}

static int teardown(void **state)
{
	cohmem_fail_set(NULL);
	return cohmem_detach(&other) || fixture_end(state);
}

/* Bit i: allocation i of 0 to 7 succeeded; *@own: the last that succeeded came from the device's own area. */
static unsigned int eight(struct device *d, bool *own)
{
	unsigned int through = 0;
	dma_addr_t handle;
	void *cpu;

	for (unsigned int i = 0; i < 8; i++) {
		cpu = dma_alloc_coherent(d, PAGE, &handle, __GFP_NOWARN);
		if (!cpu)
			continue;
		through |= 1u << i;
		*own = handle < GENERIC;
		dma_free_coherent(d, PAGE, cpu, handle);
	}
	return through;
}

static void set(struct cohmem_fail fail)
{
	assert_int_equal(cohmem_fail_set(&fail), 0);
}

static void test_bad(void **state)
{
	static const struct cohmem_fail bad[] = {
		{.nth = 1},
		{.where = 0x100, .nth = 1},
		{.where = COHMEM_FAIL_ANY},
		{.where = COHMEM_FAIL_ANY, .nth = 1, .per_million = 1},
		{.where = COHMEM_FAIL_ANY, .per_million = 1000001},
	};
	bool own;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(cohmem_fail_set(&bad[i]), -EINVAL);
	assert_int_equal(eight(&dev, &own), 0xff);
	assert_int_equal(cohmem_fail_hits(), 0);
	assert_false(cohmem_fail_now(COHMEM_FAIL_ALLOC, &dev));
}

static void test_nth(void **state)
{
	bool own;

	(void)state;
	set((struct cohmem_fail){.where = COHMEM_FAIL_ANY, .nth = 1});
	assert_int_equal(eight(&dev, &own), 0xfe);
	assert_int_equal(eight(&dev, &own), 0xff);
	assert_int_equal(cohmem_fail_hits(), 1);
	set((struct cohmem_fail){.where = COHMEM_FAIL_ALLOC, .nth = 3, .times = 4});
	assert_int_equal(eight(&dev, &own), 0xc3);
	assert_int_equal(cohmem_fail_hits(), 4);
	set((struct cohmem_fail){.where = COHMEM_FAIL_ALLOC, .device = "gpu", .nth = 2});
	assert_int_equal(eight(&dev, &own), 0xff);
	assert_int_equal(eight(&other, &own), 0xfd);
	set((struct cohmem_fail){.where = COHMEM_FAIL_ALLOC, .dev = &other, .nth = 8});
	assert_int_equal(eight(&dev, &own), 0xff);
	assert_int_equal(eight(&other, &own), 0x7f);
	cohmem_fail_set(NULL);
	assert_int_equal(eight(&other, &own), 0xff);
	assert_int_equal(reports, 0);
}

static void test_where(void **state)
{
	struct cohmem_area_info info;
	bool own = false;

	(void)state;
	set((struct cohmem_fail){.where = COHMEM_FAIL_AREA, .nth = 8});
	assert_int_equal(eight(&dev, &own), 0xff); /* generic memory served the last one */
	assert_false(own);
	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	assert_int_equal(info.stats.failures[COHMEM_INJECTED], 1);
	set((struct cohmem_fail){.where = COHMEM_FAIL_GENERIC, .nth = 2});
	assert_int_equal(eight(&dev, &own), 0xff);
	assert_true(own);
	assert_int_equal(eight(&other, &own), 0xfd);
	set((struct cohmem_fail){.where = COHMEM_FAIL_POOL | COHMEM_FAIL_SLAB, .nth = 1});
	assert_int_equal(eight(&dev, &own), 0xff);
	assert_null(dma_pool_create("p", &dev, 64, 0, 0));
	assert_int_equal(cohmem_fail_hits(), 1);
}

static void test_probability(void **state)
{
	unsigned long first = 0, through = 0;
	bool own;

	(void)state;
	for (int again = 0; again < 2; again++) {
		through = 0;
		set((struct cohmem_fail){
			.where = COHMEM_FAIL_ALLOC, .per_million = 250000, .seed = 7});
		for (int i = 0; i < 1000; i++)
			through += (unsigned int)__builtin_popcount(eight(&dev, &own));
		assert_int_equal(cohmem_fail_hits(), 8000 - through);
		assert_in_range(8000 - through, 1700, 2300);
		assert_true(!again || through == first); /* same seed, same allocations */
		first = through;
	}
}

/* A driver with all kinds of memory; the flags choose what is wrong with its error path. */
static dma_addr_t ring_dma;
static void *ring;
static bool forgets_ring, gives_up;

static int probe(struct device *d)
{
	struct dma_pool *pool;
	dma_addr_t handle;

	ring = dma_alloc_coherent(d, PAGE, &ring_dma, __GFP_NOWARN);
	if (!ring)
		return -ENOMEM;
	if (gives_up)
		goto free_ring;
	pool = dmam_pool_create("ring", d, 64, 0, 0);
	if (!pool || !dmam_alloc_coherent(d, PAGE, &handle, __GFP_NOWARN))
		goto free_ring;
	return 0;
free_ring:
	if (!forgets_ring)
		dma_free_coherent(d, PAGE, ring, ring_dma);
	return gives_up ? -EIO : -ENOMEM;
}

static void driver_remove(struct device *d)
{
	dma_free_coherent(d, PAGE, ring, ring_dma);
}

static uint32_t used(void)
{
	struct cohmem_area_info info;

	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	return info.runs.used;
}

static void test_probe_each(void **state)
{
	(void)state;
	assert_int_equal(cohmem_probe_each(NULL, probe, NULL), -EINVAL);
	assert_int_equal(cohmem_probe_each(&dev, NULL, NULL), -EINVAL);
	assert_int_equal(cohmem_probe_each(&dev, probe, driver_remove), 0);
	assert_int_equal(used(), 0);
	assert_false(cohmem_fail_now(COHMEM_FAIL_ALLOC, &dev));
}

static void test_probe_that_leaks(void **state)
{
	(void)state;
	look_away(); /* the leaked blocks are freed below, with debugging off */
	forgets_ring = true;
	/* probe leaks if any of these fails: the pool's devres entry, the pool, the block's devres entry, the block. */
	assert_int_equal(cohmem_probe_each(&dev, probe, driver_remove), 4);
	assert_reported("with allocation 5 failing, probe leaked 1 blocks");
	assert_int_equal(used(), 4);
	for (unsigned int i = 0; i < 4; i++)
		dma_free_coherent(&dev, PAGE, (char *)region->cpu_addr + i * PAGE,
				  0x1000 + i * PAGE);
	forgets_ring = false;
	assert_int_equal(cohmem_probe_each(&dev, probe, NULL), 1); /* nobody frees the ring */
	assert_reported("probe and remove leaked 1 blocks");
	dma_free_coherent(&dev, PAGE, ring, ring_dma);
}

static void test_probe_that_fails_anyway(void **state)
{
	(void)state;
	look_away();
	gives_up = true;
	assert_int_equal(cohmem_probe_each(&dev, probe, driver_remove), -EIO);
	gives_up = false;
}

/* Faults set up after a pool was created apply to it too, and are reported unless __GFP_NOWARN is set. */
static void test_a_pool_from_before(void **state)
{
	struct dma_pool *pool = dma_pool_create("ring", &dev, 64, 0, 0);
	dma_addr_t a, b;
	void *x = dma_pool_alloc(pool, GFP_KERNEL, &a), *y;

	(void)state;
	assert_non_null(x);
	set((struct cohmem_fail){.where = COHMEM_FAIL_POOL, .nth = 1, .times = 2});
	assert_null(dma_pool_alloc(pool, __GFP_NOWARN, &b));
	assert_int_equal(reports, 0);
	assert_null(dma_pool_alloc(pool, GFP_KERNEL, &b));
	assert_int_equal(reports, 1);
	assert_reported("dma_pool_alloc ring: injected failure");
	y = dma_pool_alloc(pool, GFP_KERNEL, &b);
	assert_non_null(y);
	cohmem_fail_set(NULL);
	dma_pool_free(pool, x, a);
	dma_pool_free(pool, y, b);
	dma_pool_destroy(pool);
	assert_int_equal(reports, 1);
}

/* With __GFP_NOWARN, injected failures of a pool's or devres' internal allocations are not reported. */
static void test_books_in_silence(void **state)
{
	struct dma_pool *pool = dma_pool_create("ring", &dev, 64, 0, 0);
	dma_addr_t a;

	(void)state;
	for (unsigned long n = 1; n <= 3; n++) {
		set((struct cohmem_fail){.where = COHMEM_FAIL_SLAB, .nth = n});
		assert_null(dma_pool_alloc(pool, __GFP_NOWARN, &a));
		assert_int_equal(reports, 0);
	}
	set((struct cohmem_fail){.where = COHMEM_FAIL_SLAB, .nth = 1, .times = 2});
	assert_null(dmam_alloc_coherent(&dev, PAGE, &a, __GFP_NOWARN));
	assert_int_equal(reports, 0);
	assert_null(dmam_alloc_coherent(&dev, PAGE, &a, GFP_KERNEL));
	assert_int_equal(reports, 1);
	cohmem_fail_set(NULL);
	dma_pool_destroy(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_bad, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nth, setup, teardown),
		cmocka_unit_test_setup_teardown(test_where, setup, teardown),
		cmocka_unit_test_setup_teardown(test_probability, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_pool_from_before, setup, teardown),
		cmocka_unit_test_setup_teardown(test_books_in_silence, setup, teardown),
		cmocka_unit_test_setup_teardown(test_probe_each, setup, teardown),
		cmocka_unit_test_setup_teardown(test_probe_that_leaks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_probe_that_fails_anyway, setup, teardown),
	};

	return cmocka_run_group_tests_name("fail", tests, NULL, NULL);
}
