/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Managed memory: what releasing the device frees, and in which order. */

#include "fixture.h"

static char order[16];
static char *name[128]; /* name['a'] points to an 'a' */

static int setup(void **state)
{
	(void)state;
	memset(order, 0, sizeof(order));
	return fixture_begin(NULL, 8 * PAGE, 0) ||
	       dma_declare_coherent_memory(&dev, PHYS, PHYS, 8 * PAGE, DMA_MEMORY_EXCLUSIVE);
}

static uint32_t used(void)
{
	struct cohmem_area_info info;

	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	return info.runs.used;
}

static void make_names(void)
{
	static char letters[128];

	for (char c = 0; c < 127; c++) {
		letters[(int)c] = c;
		name[(int)c] = &letters[(int)c];
	}
}

static void note(void *data)
{
	order[strlen(order)] = *(char *)data;
}

/* Adds an action while actions run. */
static void note_and_add(void *data)
{
	note(data);
	assert_int_equal(devm_add_action(&dev, note, name['+']), 0);
}

static void test_reverse_order(void **state)
{
	(void)state;
	assert_int_equal(devm_add_action(&dev, note, name['a']), 0);
	assert_int_equal(devm_add_action(&dev, note_and_add, name['b']), 0);
	assert_int_equal(devm_add_action_or_reset(&dev, note, name['c']), 0);
	cohmem_device_release(&dev);
	assert_string_equal(order, "cb+a");
	cohmem_device_release(&dev);
	cohmem_device_release(NULL);
	assert_string_equal(order, "cb+a");
}

static void test_remove_and_release(void **state)
{
	(void)state;
	assert_int_equal(devm_add_action(NULL, note, name['a']), -EINVAL);
	assert_int_equal(devm_add_action(&dev, NULL, name['a']), -EINVAL);
	assert_int_equal(devm_add_action_or_reset(NULL, note, name['x']), -EINVAL);
	assert_string_equal(order, "x");
	devm_add_action(&dev, note, name['a']);
	devm_add_action(&dev, note, name['b']);
	devm_add_action(&dev, note, name['c']);
	devm_remove_action(&dev, note, name['b']);
	devm_release_action(&dev, note, name['a']);
	assert_string_equal(order, "xa");
	assert_int_equal(reports, 0);
	devm_release_action(&dev, note, name['a']);
	devm_remove_action(&dev, note_and_add, name['c']);
	devm_remove_action(NULL, note, name['c']);
	assert_int_equal(reports, 3);
	cohmem_device_release(&dev);
	assert_string_equal(order, "xac");
}

static void test_memory(void **state)
{
	dma_addr_t a, b, c;
	void *x = dmam_alloc_coherent(&dev, 3 * PAGE, &a, GFP_KERNEL);
	void *y = dmam_alloc_attrs(&dev, PAGE, &b, GFP_KERNEL, 0);

	(void)state;
	assert_non_null(x);
	assert_non_null(y);
	assert_null(dmam_alloc_coherent(&dev, 8 * PAGE, &c, __GFP_NOWARN));
	assert_null(dmam_alloc_coherent(NULL, PAGE, &c, __GFP_NOWARN));
	assert_int_equal(reports, 0);
	assert_int_equal(used(), 5);
	dmam_free_coherent(&dev, 3 * PAGE, x, a);
	assert_int_equal(used(), 1);
	dmam_free_coherent(&dev, PAGE, NULL, 0);
	assert_int_equal(reports, 0);
	assert_non_null(dmam_alloc_coherent(&dev, PAGE, &c, GFP_KERNEL));
	cohmem_device_release(&dev);
	assert_int_equal(used(), 0);
	assert_int_equal(reports, 0);
}

static void test_memory_refusals(void **state)
{
	dma_addr_t a, b;
	void *x, *y;

	(void)state;
	look_away();
	x = dmam_alloc_coherent(&dev, PAGE, &a, GFP_KERNEL);
	y = dma_alloc_coherent(&dev, PAGE, &b, GFP_KERNEL);
	dmam_free_coherent(&dev, PAGE, y, b); /* not managed */
	dmam_free_coherent(&dev, 2 * PAGE, x, a);
	dmam_free_coherent(&dev, PAGE, x, b);
	dmam_free_coherent(NULL, PAGE, x, a);
	assert_int_equal(reports, 4);
	assert_reported("no such managed block");
	assert_int_equal(used(), 2);
	dmam_free_coherent(&dev, PAGE, x, a);
	dmam_free_coherent(&dev, PAGE, x, a); /* twice */
	assert_int_equal(reports, 5);
	dma_free_coherent(&dev, PAGE, y, b);
	assert_int_equal(used(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reverse_order, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_remove_and_release, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_memory, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_memory_refusals, setup, fixture_end),
	};

	make_names();
	return cmocka_run_group_tests_name("devres", tests, NULL, NULL);
}
