/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * One driver bug of each kind, and the exact report of debugging, with the driver's source lines.
 * With debugging off, the same bugs show which errors are refused even then.
 */
#include "../lib/testing.h"
#include "driver_bugs.h"

static char said[8][1024]; /* the reports of one bug */
static unsigned int lines;
static char *first_cpu; /* CPU address of the area, and so of the first block */

static void listen(void *ctx, int level, const struct device *d, const char *text)
{
	(void)ctx, (void)level, (void)d;
	assert_true(lines < 8);
	snprintf(said[lines++], sizeof(said[0]), "%s", text);
}

#define ALLOC           " [allocated at @1]"
#define FREED           " [freed at @2]"
#define AT_1000         " [device address=0x0000000000001000]"
#define PAGE_LONG       " [size=4096 bytes]"
#define PAGE_BLOCK      AT_1000 PAGE_LONG
#define POOL_BLOCK      AT_1000 " [size=64 bytes]"
#define REFUSED(what)   "release of CPU address & refused: " what
#define POOL_REFUSED(p) "dma_pool_free " p ", &/0x1000 "

static const struct bug {
	const char *name;
	void (*bug)(void);
	/*
	 * The report with debugging on, and off; NULL: no report. @n stands for the place of HERE(n, );
	 * & and ^ for the CPU address of the first page, % and ~ for that of the second.
	 */
	const char *on, *off;
	/* Free what the bug leaves allocated, with debugging on and off. */
	void (*tidy_on)(void), (*tidy_off)(void);
} bugs[] = {
	{"different size", different_size,
	 "DMA-API: device driver frees DMA memory with different size" AT_1000
	 " [map size=4096 bytes] [unmap size=8192 bytes]" ALLOC FREED,
	 REFUSED("the size does not match the block"), free_block, free_block},
	{"not allocated", not_allocated,
	 "DMA-API: device driver tries to free DMA memory it has not allocated" PAGE_BLOCK FREED,
	 REFUSED("it is free: freed before, or never allocated"), nothing, nothing},
	{"of another device", of_another_device,
	 "DMA-API: device driver frees DMA memory of another device" PAGE_BLOCK
	 " [allocated for dsp]" ALLOC FREED,
	 REFUSED("it is in no area"), free_block, free_block},
	{"different CPU address", different_cpu_address,
	 "DMA-API: device driver frees DMA memory with different CPU address" PAGE_BLOCK
	 " [cpu alloc address=^] [cpu free address=~]" ALLOC FREED,
	 "release of CPU address % refused: it is free: freed before, or never allocated",
	 free_block, free_block},
	{"different device address", different_device_address,
	 "DMA-API: device driver frees DMA memory with different device address" PAGE_BLOCK
	 " [freed with device address=0x0000000000002000]" ALLOC FREED,
	 NULL, free_block, nothing},
	{"twice", free_twice,
	 "DMA-API: device driver frees DMA memory twice" PAGE_BLOCK ALLOC
	 " [first freed at @2] [freed again at @3]",
	 REFUSED("it is free: freed before, or never allocated"), nothing, nothing},
	{"inside", free_inside,
	 "DMA-API: device driver frees DMA memory from the middle of a block" AT_1000
	 " [size=8192 bytes] [at offset 4096]" ALLOC FREED,
	 "release of CPU address % refused: it lies inside a block", free_block, free_block},
	{"a pool's block as coherent memory", pool_block_as_coherent,
	 "DMA-API: device driver frees DMA memory with wrong function" POOL_BLOCK
	 " [mapped as dma_pool] [unmapped as coherent]" ALLOC FREED,
	 NULL, free_pool, free_pool},
	{"managed memory as coherent memory", managed_as_coherent,
	 "DMA-API: device driver frees DMA memory with wrong function" PAGE_BLOCK
	 " [mapped as managed coherent] [unmapped as coherent]" ALLOC FREED,
	 NULL, release_device, release_device},
	{"managed memory with different size", managed_with_different_size,
	 "DMA-API: device driver frees DMA memory with different size" AT_1000
	 " [map size=4096 bytes] [unmap size=8192 bytes]" ALLOC FREED,
	 REFUSED("the device has no such managed block"), release_device, release_device},
	{"after managed memory was freed", after_managed_free,
	 "DMA-API: dsp: DMA memory was written after it was freed" PAGE_BLOCK
	 " [first at offset 7]" ALLOC FREED,
	 NULL, nothing, nothing},
	{"after the device's release", after_device_release,
	 "DMA-API: dsp: DMA memory was written after it was freed" PAGE_BLOCK
	 " [first at offset 9]" ALLOC FREED,
	 NULL, nothing, nothing},
	{"after a pool was destroyed", after_pool_destroy,
	 "DMA-API: dsp: DMA memory was written after it was freed" POOL_BLOCK
	 " [first at offset 4]" ALLOC FREED,
	 NULL, nothing, nothing},
	{"a pool's block twice", pool_block_twice,
	 "DMA-API: device driver frees DMA memory twice" POOL_BLOCK ALLOC
	 " [first freed at @2] [freed again at @3]",
	 POOL_REFUSED("ring") "(already free)", destroy_pool, destroy_pool},
	{"into another pool", into_another_pool,
	 "DMA-API: device driver frees DMA memory into a dma_pool it is not from [device address=0x0000000000002000] [size=64 bytes]" ALLOC
		 FREED,
	 "dma_pool_free gnir, %/0x2000 (bad vaddr)", free_pools, free_pools},
	{"behind the end", behind_the_end,
	 "DMA-API: dsp: DMA memory was written past its end" AT_1000
	 " [size=100 bytes] [first at offset 103]" ALLOC FREED,
	 NULL, nothing, nothing},
	{"behind the end, seen by a check", behind_the_end_seen_by_check,
	 "DMA-API: dsp: DMA memory was written past its end" AT_1000
	 " [size=12288 bytes] [first at offset 12288]" ALLOC,
	 NULL, free_block, free_block},
	{"behind the end of a pool's block", behind_the_end_of_a_pool_block,
	 "DMA-API: dsp: DMA memory was written past its end" AT_1000
	 " [size=60 bytes] [first at offset 60]" ALLOC FREED,
	 NULL, destroy_pool, destroy_pool},
	{"after it was freed", after_free,
	 "DMA-API: dsp: DMA memory was written after it was freed" PAGE_BLOCK
	 " [first at offset 8]" ALLOC FREED,
	 NULL, nothing, nothing},
	{"after it was freed, seen by the next", after_free_seen_by_the_next,
	 "DMA-API: dsp: DMA memory was written after it was freed" PAGE_BLOCK
	 " [first at offset 4095]" ALLOC FREED,
	 NULL, nothing, nothing},
	{"after a pool's block was freed", after_pool_free,
	 "DMA-API: dsp: DMA memory was written after it was freed" POOL_BLOCK
	 " [first at offset 0]" ALLOC FREED,
	 NULL, free_pool, free_pool},
	{"no mask", no_mask, "DMA-API: coherent DMA mask is unset" ALLOC, NULL, nothing, nothing},
	{"pending", pending,
	 "DMA-API: device driver has pending DMA allocations while released from device [count=1] One of leaked entries details:" PAGE_BLOCK
	 " [mapped as coherent]" ALLOC,
	 NULL, free_block, free_block},
};

/* Write what a token of the table stands for; return its length, or 0 if @token is not a token. */
static int expand_one(char token, char next, char *out, size_t bytes)
{
	switch (token) {
	case '@':
		return snprintf(out, bytes, "driver_bugs.h:%d in %s()", here[next - '0'],
				in[next - '0']);
	case '&':
		return snprintf(out, bytes, "%#llx", (unsigned long long)(uintptr_t)first_cpu);
	case '^':
		return snprintf(out, bytes, "0x%016llx", (unsigned long long)(uintptr_t)first_cpu);
	case '%':
		return snprintf(out, bytes, "%#llx",
				(unsigned long long)(uintptr_t)first_cpu + PAGE);
	case '~':
		return snprintf(out, bytes, "0x%016llx",
				(unsigned long long)(uintptr_t)first_cpu + PAGE);
	default:
		return 0;
	}
}

static const char *expand(const char *text)
{
	static char out[2048];
	size_t n = 0;

	for (; *text; text++) {
		int length = expand_one(*text, text[1], out + n, sizeof(out) - n);

		if (!length)
			out[n++] = *text;
		n += (size_t)length;
		text += *text == '@';
	}
	out[n] = 0;
	return out;
}

/* Remove the directory from "[allocated at /some/where/driver_bugs.h:...". */
static const char *without_folders(const char *text)
{
	static char out[2048];
	size_t n = 0;

	while (*text) {
		size_t word = strcspn(text, " ");
		const char *file = strstr(text, "driver_bugs.h:");

		if (file && file < text + word)
			text = file, word = strcspn(text, " ");
		memcpy(out + n, text, word);
		n += word;
		text += word;
		if (*text)
			out[n++] = *text++;
	}
	out[n] = 0;
	return out;
}

static void expect_said(const struct bug *bug, const char *text)
{
	if (lines != (text ? 1 : 0))
		fail_msg("%s: %u lines, the first '%s'", bug->name, lines, said[0]);
	if (text && strcmp(without_folders(said[0]), expand(text)))
		fail_msg("%s:\nnot '%s'\nbut '%s'", bug->name, expand(text),
			 without_folders(said[0]));
}

static void expect_intact(const struct bug *bug, bool empty)
{
	struct cohmem_area_info info;

	if (cohmem_device_validate(&dev) || cohmem_area_get_info(&dev, 0, &info))
		fail_msg("%s: the state is broken", bug->name);
	if (empty && info.runs.used)
		fail_msg("%s: %u pages were left", bug->name, info.runs.used);
}

static void play(const struct bug *bug, int level)
{
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_OFF), 0);
	assert_int_equal(cohmem_debug_set(level), 0);
	lines = 0;
	size = PAGE;
	bug->bug();
	expect_said(bug, level ? bug->on : bug->off);
	assert_int_equal(cohmem_debug_findings(), level ? 1 : 0);
	expect_intact(bug, false);
	(level ? bug->tidy_on : bug->tidy_off)();
	lines = 0;
	assert_int_equal(cohmem_debug_check(NULL), 0);
	assert_int_equal(cohmem_debug_leaks(NULL), 0);
	assert_int_equal(lines, 0);
	expect_intact(bug, true);
}

static void test_bugs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bugs) / sizeof(bugs[0]); i++)
		play(&bugs[i], COHMEM_DEBUG_ON);
}

static void test_bugs_unwatched(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bugs) / sizeof(bugs[0]); i++)
		play(&bugs[i], COHMEM_DEBUG_OFF);
}

/* One report line for each source line that allocates, with the sum of its blocks. */
static void test_leaks(void **state)
{
	void *a, *b, *c;
	dma_addr_t x, y, z;

	(void)state;
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_ON), 0);
	lines = 0;
	a = take(PAGE, &x);
	b = take(3 * PAGE, &y);
	c = take_ten(&z);
	assert_int_equal(cohmem_debug_leaks(&other), 0);
	assert_int_equal(cohmem_debug_leaks(NULL), 3);
	assert_int_equal(lines, 2);
	assert_int_equal(cohmem_debug_findings(), 0);
	for (unsigned int i = 0; i < 2; i++) {
		bool first = strstr(said[i], "2 blocks") != NULL;
		const char *text =
			first ? "DMA-API: dsp: not freed: 2 blocks, 16384 bytes [mapped as coherent]" ALLOC
				" [first at device address=0x0000000000001000, "
			      : "DMA-API: dsp: not freed: 1 blocks, 10 bytes [mapped as coherent] [allocated at @2] [first at device address=0x0000000000002000, ";

		assert_memory_equal(without_folders(said[i]), expand(text), strlen(expand(text)));
	}
	dma_free_coherent(&dev, PAGE, a, x);
	dma_free_coherent(&dev, 3 * PAGE, b, y);
	dma_free_coherent(&dev, 10, c, z);
	assert_int_equal(cohmem_debug_leaks(NULL), 0);
}

static void test_levels(void **state)
{
	(void)state;
	assert_int_equal(cohmem_debug_set(3), -EINVAL);
	assert_int_equal(cohmem_debug_set(-1), -EINVAL);
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_ABORT), 0);
	assert_int_equal(cohmem_debug_level(), COHMEM_DEBUG_ABORT);
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_OFF), 0);
	assert_int_equal(cohmem_debug_level(), COHMEM_DEBUG_OFF);
}

/* A reserved block belongs to the caller completely, including the rounding. */
static void test_reserved(void **state)
{
	dma_addr_t handle[4];
	void *page[4], *block;

	(void)state;
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_ON), 0);
	for (int i = 0; i < 4; i++)
		page[i] = take(PAGE, &handle[i]);
	for (int i = 0; i < 4; i++)
		dma_free_coherent(&dev, PAGE, page[i], handle[i]);
	block = dma_mark_declared_memory_occupied(&dev, BASE + PAGE / 2, 2 * PAGE);
	assert_ptr_equal(block, first_cpu);
	memset(block, 0x55, 4 * PAGE);
	lines = 0;
	assert_int_equal(cohmem_debug_check(NULL), 0);
	assert_int_equal(lines, 0);
	/* The block begins at its first granule, and ends at the end of the reserved range. */
	dma_free_coherent(&dev, 2 * PAGE + PAGE / 2, block, BASE);
	assert_int_equal(lines, 0);
	assert_int_equal(cohmem_debug_leaks(NULL), 0);
}

/* Debugging turns itself off if it cannot allocate its table; turned on again, it starts empty. */
static void *no_memory(size_t bytes)
{
	(void)bytes;
	return NULL;
}

static void test_out_of_memory(void **state)
{
	const struct cohmem_port *real_port = cohmem_port;
	struct cohmem_port port = *real_port;
	dma_addr_t handle;
	void *block;

	(void)state;
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_ON), 0);
	port.alloc = no_memory;
	cohmem_port = &port;
	lines = 0;
	block = take(PAGE, &handle);
	cohmem_port = real_port;
	assert_non_null(block);
	assert_int_equal(lines, 1);
	assert_string_equal(said[0], "DMA-API: debugging out of memory - disabling");
	assert_int_equal(cohmem_debug_level(), COHMEM_DEBUG_OFF);
	dma_free_coherent(&dev, PAGE, block, handle);
	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_ON), 0);
	assert_int_equal(cohmem_debug_level(), COHMEM_DEBUG_ON);
	assert_int_equal(cohmem_debug_leaks(NULL), 0);
	assert_int_equal(lines, 1);
}

static int setup(void **state)
{
	(void)state;
	cohmem_set_log(listen, NULL);
	cohmem_device_init(&dev, "dsp");
	cohmem_device_init(&other, NULL);
	if (cohmem_ram_region_create(PHYS, 16 * PAGE, 0, &region))
		return -1;
	first_cpu = region->cpu_addr;
	return dma_declare_coherent_memory(&dev, PHYS, BASE, 16 * PAGE, DMA_MEMORY_EXCLUSIVE);
}

static int teardown(void **state)
{
	(void)state;
	cohmem_debug_set(COHMEM_DEBUG_OFF);
	dma_release_declared_memory(&dev);
	return cohmem_region_destroy(region);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_bugs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bugs_unwatched, setup, teardown),
		cmocka_unit_test_setup_teardown(test_leaks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reserved, setup, teardown),
		cmocka_unit_test_setup_teardown(test_out_of_memory, setup, teardown),
		cmocka_unit_test_setup_teardown(test_levels, setup, teardown),
	};

	return cmocka_run_group_tests_name("debug", tests, NULL, NULL);
}
