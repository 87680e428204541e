/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A device's areas as text: the exact text, truncated, and appended to a file. */
#include <unistd.h>

#include "fixture.h"

static int setup(void **state)
{
	(void)state;
	return fixture_begin("a \"dsp\"\n", 256 * PAGE, 0);
}

static void test_no_area(void **state)
{
	static const char expected[] =
		"{\"device\": \"a \\u0022dsp\\u0022\\u000a\", \"fell_through\": 0, \"generic_allocations\": 0, \"generic_failures\": 0, \"areas\": []}";
	char text[200], small[20];

	(void)state;
	assert_int_equal(cohmem_stats_json(&dev, NULL, text, sizeof(text)), strlen(expected));
	assert_string_equal(text, expected);
	assert_int_equal(cohmem_stats_json(&dev, NULL, NULL, 0), strlen(expected));
	assert_int_equal(cohmem_stats_json(&dev, NULL, small, sizeof(small)), strlen(expected));
	assert_memory_equal(small, expected, sizeof(small) - 1);
	assert_int_equal(small[sizeof(small) - 1], 0);
	assert_int_equal(cohmem_stats_json(NULL, NULL, text, sizeof(text)), -EINVAL);
	assert_int_equal(cohmem_stats_json(&dev, NULL, NULL, 1), -EINVAL);
}

static void test_area(void **state)
{
	static const char expected[] =
		"\"areas\": [{\"device_base\": \"0x1000\", \"size\": 524288, \"granule\": 4096, \"flags\": 8, \"draining\": false, \"granules\": 128, \"used\": 11, \"high_water\": 12, \"blocks\": 3, \"largest_free\": 112, \"allocations\": 4, \"failures\": {\"too_large\": 1, \"full\": 0, \"out_of_reach\": 0, \"fragmented\": 0, \"injected\": 0}, \"zeroed_bytes\": 0, \"spared_bytes\": 49152, \"map\": \"5#..####";
	dma_addr_t dma[4];
	void *cpu[4];
	char text[1000];

	(void)state;
	assert_int_equal(
		dma_declare_coherent_memory(&dev, PHYS, 0x1000, 128 * PAGE, DMA_MEMORY_EXCLUSIVE),
		0);
	for (unsigned int i = 0; i < 4; i++)
		cpu[i] = dma_alloc_coherent(&dev, (i < 3 ? 1u << i / 2 : 8) * PAGE, &dma[i],
					    GFP_KERNEL);
	dma_free_coherent(&dev, PAGE, cpu[0], dma[0]);
	assert_null(dma_alloc_coherent(&dev, 129 * PAGE, &dma[0], __GFP_NOWARN));
	cohmem_stats_json(&dev, NULL, text, sizeof(text));
	assert_memory_equal(strstr(text, "\"areas\""), expected, strlen(expected));
	assert_non_null(strstr(text, "....\"}]}"));
	for (unsigned int i = 1; i < 4; i++)
		dma_free_coherent(&dev, (i < 3 ? 1u << i / 2 : 8) * PAGE, cpu[i], dma[i]);
}

static void test_file(void **state)
{
	char path[] = "/tmp/cohmem-snapshot-XXXXXX", line[1000];
	int fd = mkstemp(path);
	FILE *file;

	(void)state;
	close(fd);
	assert_int_equal(cohmem_snapshot(&dev, "before", path), 0);
	assert_int_equal(cohmem_snapshot(&dev, "after", path), 0);
	file = fopen(path, "r");
	assert_memory_equal(fgets(line, sizeof(line), file),
			    "{\"name\": \"before\", \"time\": ", 27);
	assert_memory_equal(fgets(line, sizeof(line), file),
			    "{\"name\": \"after\", \"time\": ", 26);
	assert_null(fgets(line, sizeof(line), file));
	fclose(file);
	unlink(path);
	assert_int_equal(cohmem_snapshot(&dev, "x", "/nonexistent/file"), -ENOENT);
	assert_int_equal(cohmem_snapshot(&dev, "x", "/dev/full"), -ENOSPC);
	assert_int_equal(cohmem_snapshot(NULL, "x", path), -EINVAL);
	assert_int_equal(cohmem_snapshot(&dev, NULL, path), -EINVAL);
	assert_int_equal(cohmem_snapshot(&dev, "x", NULL), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_no_area, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_area, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_file, setup, fixture_end),
	};

	return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
