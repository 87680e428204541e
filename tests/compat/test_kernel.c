/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What cohmem does in place of the kernel: words, lists, waiting, properties, memory. */
#include <cohmem/cohmem.h>
#include <cohmem/kernel.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/of_reserved_mem.h>
#include <linux/wait.h>
#include <pthread.h>

#include "said.h"

static int setup(void **state)
{
	(void)state;
	listen_begin();
	return 0;
}

#define assert_text(expected, ...)                            \
	do {                                                  \
		char text_[200];                              \
		scnprintf(text_, sizeof(text_), __VA_ARGS__); \
		assert_string_equal(text_, expected);         \
	} while (0)

static void test_format(void **state)
{
	dma_addr_t dma = 0x123456789abcULL;
	const struct device_node np = {.full_name = "/soc/x@1"};
	const struct resource res = DEFINE_RES_MEM(0x1000, 0x100);

	(void)state;
	assert_text("0x0000123456789abc", "%pad", &dma);
	assert_text("-EPROBE_DEFER or -EBUSY", "%s or %pe", "-EPROBE_DEFER", ERR_PTR(-EBUSY));
	assert_text("/soc/x@1 [mem 0x1000-0x10ff]", "%pOF %pR", &np, &res);
	assert_text("   -7|0005|ff|z|100%", "%*d|%.4u|%hhx|%c|%d%%", 5, -7, 5u, (unsigned char)255,
		    'z', 100);
	assert_text("18446744073709551615 -1 7", "%llu %ld %zu", ~0ULL, -1L, (size_t)7);
	assert_text("abc...", "%.3s...", "abcdef");
	assert_text("-EPROBE_DEFER -ENOTSUPP", "%pe %pe", ERR_PTR(-EPROBE_DEFER),
		    ERR_PTR(-ENOTSUPP));
	assert_text("(null) (null)", "%pad %pR", (dma_addr_t *)NULL, (struct resource *)NULL);
	assert_text("00:11:22:33:44:55 00 11 22", "%pM %*ph", "\x00\x11\x22\x33\x44\x55", 3,
		    "\x00\x11\x22");
	assert_text("abc|7   |", "%.*s|%*d|", -1, "abc", -4, 7);
	printk(KERN_INFO "a line\n");
	assert_string_equal(last, ": a line");
	assert_int_equal(level_said, 6);
	assert_int_equal(WARN_ON(0), 0);
	assert_int_equal(WARN(1, "what %d", 3), 1);
	assert_string_equal(last, ": what 3");
}

static void test_numbers(void **state)
{
	unsigned int u = 9;
	int i = 9;
	bool b = false;
	u64 wide = 5;
	u8 byte;

	(void)state;
	assert_int_equal(kstrtouint("0x10\n", 0, &u), 0);
	assert_int_equal(u, 16);
	assert_int_equal(kstrtouint("4294967296", 10, &u), -ERANGE);
	assert_int_equal(kstrtouint("-1", 10, &u), -EINVAL);
	assert_int_equal(kstrtouint("", 10, &u), -EINVAL);
	assert_int_equal(kstrtouint(" 1", 10, &u), -EINVAL);
	assert_int_equal(kstrtouint("1x", 10, &u), -EINVAL);
	assert_int_equal(u, 16);
	assert_int_equal(kstrtou64("12abc", 0, &wide), -EINVAL);
	assert_int_equal(kstrtou64("99999999999999999999", 0, &wide), -ERANGE);
	assert_int_equal(wide, 5);
	assert_int_equal(kstrtoint("-2147483648", 10, &i), 0);
	assert_int_equal(i, INT_MIN);
	assert_int_equal(kstrtoint("2147483648", 10, &i), -ERANGE);
	assert_int_equal(kstrtoint("-+1", 10, &i), -EINVAL);
	assert_int_equal(kstrtou8("256", 10, &byte), -ERANGE);
	assert_int_equal(kstrtobool("on", &b), 0);
	assert_true(b);
	assert_int_equal(kstrtobool("N", &b), 0);
	assert_false(b);
	assert_int_equal(kstrtobool("o", &b), -EINVAL);
}

/* Macros have Linux's values, evaluate each argument once, and are constant where Linux's are. */
static void test_arithmetic(void **state)
{
	static const int log = ilog2(4096);
	char room[roundup_pow_of_two(100)];
	u32 one = 1, three = 3;
	int n = 0, numbers[] = {17, 9};

	(void)state;
	BUILD_BUG_ON(!is_power_of_2(64));
	BUILD_BUG_ON(ilog2(256) != 8);
	assert_int_equal(log, 12);
	assert_int_equal(sizeof(room), 128);
	assert_int_equal(abs(one - three), 2);
	assert_int_equal(abs(-5), 5);
	assert_int_equal(DIV_ROUND_CLOSEST(-7, 4), -2);
	assert_int_equal(DIV_ROUND_CLOSEST(7, 4), 2);
	assert_int_equal(DIV_ROUND_CLOSEST(three, 2u), 2);
	assert_int_equal(rounddown(numbers[n++], 4), 16);
	assert_int_equal(n, 1);
	assert_int_equal(roundup(13, numbers[n++]), 18);
	assert_int_equal(n, 2);
	assert_int_equal(min(n--, 5), 2);
	assert_int_equal(n, 1);
	assert_int_equal(clamp(three, one, 2u), 2);
	assert_int_equal(msecs_to_jiffies(1), 1);
	assert_int_equal(msecs_to_jiffies((unsigned int)-1), MAX_JIFFY_OFFSET);
	assert_int_equal(ilog2(three), 1);
	assert_int_equal(roundup_pow_of_two(three), 4);
}

/* Taking a reference to an object whose count is 0 is reported. */
static void put_away(struct kref *kref)
{
	(void)kref;
}

static void test_references(void **state)
{
	struct kref kref;

	(void)state;
	kref_init(&kref);
	assert_int_equal(kref_put(&kref, put_away), 1);
	assert_int_equal(kref_get_unless_zero(&kref), 0);
	assert_string_equal(last, "");
	kref_get(&kref);
	assert_string_equal(last, ": refcount_t: addition on 0; use-after-free.");
	kref_put(&kref, put_away);
	kref_put(&kref, put_away);
	assert_string_equal(last, ": refcount_t: underflow; use-after-free.");
}

struct item {
	int n;
	struct list_head entry;
	struct hlist_node node;
};

static int sum_of(struct list_head *head)
{
	struct item *item;
	int sum = 0;

	list_for_each_entry(item, head, entry)
		sum = sum * 10 + item->n;
	return sum;
}

static void test_lists(void **state)
{
	struct item items[4] = {{.n = 1}, {.n = 2}, {.n = 3}, {.n = 4}}, *item, *next;
	LIST_HEAD(a);
	LIST_HEAD(b);
	HLIST_HEAD(h);
	int sum = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		list_add_tail(&items[i].entry, &a);
	list_add(&items[3].entry, &b);
	assert_int_equal(sum_of(&a), 123);
	list_splice_init(&a, &b);
	assert_true(list_empty(&a));
	assert_int_equal(sum_of(&b), 1234);
	list_move(&items[2].entry, &b);
	assert_int_equal(sum_of(&b), 3124);
	list_move_tail(&items[0].entry, &b);
	assert_int_equal(sum_of(&b), 3241);
	assert_ptr_equal(list_first_entry(&b, struct item, entry), &items[2]);
	list_for_each_entry_safe(item, next, &b, entry) {
		if (item->n % 2)
			list_del_init(&item->entry);
	}
	assert_int_equal(sum_of(&b), 24);
	assert_null(list_first_entry_or_null(&a, struct item, entry));
	hlist_add_head(&items[0].node, &h);
	hlist_add_head(&items[1].node, &h);
	hlist_del(&items[0].node);
	hlist_for_each_entry(item, &h, node)
		sum += item->n;
	assert_int_equal(sum, 2);
}

static struct completion done;
static DECLARE_WAIT_QUEUE_HEAD(queue);
static atomic_t stage = ATOMIC_INIT(0);

static void *other_thread(void *ctx)
{
	wait_event(queue, atomic_read(&stage) == 1);
	atomic_set(&stage, 2);
	wake_up(&queue);
	complete(&done);
	return ctx;
}

static void test_waiting(void **state)
{
	pthread_t t;

	(void)state;
	init_completion(&done);
	assert_int_equal(wait_for_completion_timeout(&done, msecs_to_jiffies(5)), 0);
	assert_int_equal(wait_event_timeout(queue, false, 1), 0);
	assert_int_equal(wait_event_timeout(queue, true, 0), 1);
	pthread_create(&t, NULL, other_thread, NULL);
	atomic_inc(&stage);
	wake_up_all(&queue);
	assert_int_equal(wait_event_interruptible(queue, atomic_read(&stage) == 2), 0);
	wait_for_completion(&done);
	assert_false(completion_done(&done));
	pthread_join(t, NULL);
	complete_all(&done);
	wait_for_completion(&done);
	assert_true(wait_for_completion_timeout(&done, 100) >= 100);
	reinit_completion(&done);
	assert_false(try_wait_for_completion(&done));
}

static __be32 numbers[2];
static struct property more = {(char *)"reg", sizeof(numbers), numbers, NULL};
static struct property names = {(char *)"names", 8, (char *)"one\0two", &more};
static struct property flag = {(char *)"flag", 0, NULL, &names};

static void test_properties(void **state)
{
	struct device_node np = {.properties = &flag};
	struct device dev = {.of_node = &np};
	const char *string;
	u64 wide;
	u32 n;

	(void)state;
	numbers[0] = cpu_to_be32(1);
	numbers[1] = cpu_to_be32(2);
	assert_int_equal(of_property_read_u32(&np, "reg", &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(of_property_read_u32_index(&np, "reg", 1, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(of_property_read_u32_index(&np, "reg", 2, &n), -EOVERFLOW);
	assert_int_equal(of_property_read_u64(&np, "reg", &wide), 0);
	assert_int_equal(wide, 0x100000002);
	assert_int_equal(of_property_read_u32(&np, "none", &n), -EINVAL);
	assert_int_equal(of_property_read_u32(&np, "flag", &n), -ENODATA);
	assert_true(of_property_read_bool(&np, "flag"));
	assert_false(of_property_read_bool(NULL, "flag"));
	assert_int_equal(of_property_match_string(&np, "names", "two"), 1);
	assert_int_equal(of_property_match_string(&np, "names", "three"), -ENODATA);
	assert_int_equal(of_property_read_string(&np, "names", &string), 0);
	assert_string_equal(string, "one");
	names.length = 3;
	assert_int_equal(of_property_read_string(&np, "names", &string), -EILSEQ);
	names.length = 8;

	assert_int_equal(of_reserved_mem_device_init(&dev), -ENODEV);
	assert_int_equal(of_reserved_mem_device_init_by_idx(NULL, &np, 0), -EINVAL);
	assert_int_equal(cohmem_reserve_memory(&np, NULL, 0, 0), -EINVAL);
	assert_int_equal(cohmem_reserve_memory(&np, "a", 0x5000, 4096), 0);
	assert_int_equal(cohmem_reserve_memory(&np, "b", 0x6000, 4096), 0);
	assert_int_equal(of_reserved_mem_device_init_by_name(&dev, &np, "c"), -ENODEV);
	assert_int_equal(of_reserved_mem_device_init_by_name(&dev, &np, "b"), -ENXIO);
	assert_non_null(strstr(last, "phys 0x6000"));
	cohmem_unreserve_memory(&np);
}

/* Allocations fail as injected, and leaks are reported with the line that allocated them. */
static void test_slab(void **state)
{
	const struct cohmem_fail second = {.where = COHMEM_FAIL_SLAB, .nth = 2};
	struct kmem_cache *cache = kmem_cache_create("c", 24, 8, SLAB_HWCACHE_ALIGN, NULL);
	int was = cohmem_debug_level();
	void *a, *b;

	(void)state;
	assert_null(kmem_cache_create(NULL, 1, 0, 0, NULL));
	b = kmem_cache_zalloc(cache, GFP_KERNEL);
	assert_true(IS_ALIGNED((unsigned long)b, 64) && !memchr_inv(b, 0, 24));
	kmem_cache_free(cache, b);
	kmem_cache_destroy(cache);
	assert_ptr_equal(kmalloc(0, GFP_KERNEL), ZERO_SIZE_PTR);
	kfree(ZERO_SIZE_PTR);
	kfree(NULL);
	assert_null(kcalloc(SIZE_MAX / 2, 3, GFP_KERNEL));
	assert_null(kmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL));
	a = kvzalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL);
	assert_true(a && PAGE_ALIGNED(a));
	kvfree(a);
	assert_int_equal(cohmem_fail_set(&second), 0);
	a = kmalloc(100, GFP_KERNEL);
	assert_non_null(a);
	memset(a, 5, 100);
	assert_ptr_equal(krealloc(a, 50, GFP_KERNEL), a); /* it fits */
	assert_null(krealloc(a, 1000, GFP_KERNEL));
	cohmem_fail_set(NULL);
	a = krealloc(a, 1000, GFP_KERNEL);
	assert_true(a && ((char *)a)[99] == 5);
	kfree(a);
	assert_ptr_equal(kvcalloc(0, 8, GFP_KERNEL), ZERO_SIZE_PTR);
	a = kmalloc(8192, GFP_KERNEL);
	assert_true(IS_ALIGNED((unsigned long)a, 8192));
	kfree(a);
	assert_int_equal(__get_free_pages(GFP_KERNEL, MAX_PAGE_ORDER + 1), 0);

	assert_int_equal(cohmem_debug_set(COHMEM_DEBUG_ON), 0);
	a = (void *)__get_free_pages(GFP_KERNEL, 1);
	assert_true(IS_ALIGNED((unsigned long)a, 8192));
	b = kstrdup("left", GFP_KERNEL);
	free_pages((unsigned long)a, 1);
	assert_int_equal(cohmem_debug_leaks(NULL), 1);
	assert_non_null(strstr(last, "not freed: 1 blocks, 5 bytes [mapped as not DMA memory]"));
	assert_non_null(strstr(last, "test_kernel.c:"));
	kfree(b);
	assert_int_equal(cohmem_debug_leaks(NULL), 0);
	b = kasprintf(GFP_KERNEL, "%d", 7);
	assert_int_equal(cohmem_debug_leaks(NULL), 1);
	assert_non_null(strstr(last, "test_kernel.c:")); /* not a line of cohmem */
	kfree(b);
	cohmem_debug_set(was);
}

static void test_bug(void **state)
{
	(void)state;
	BUILD_BUG_ON(sizeof(u64) != 8);
	BUG_ON(0);
	assert_int_equal(dev_err_probe(NULL, -EPROBE_DEFER, "not said"), -EPROBE_DEFER);
	assert_string_equal(last, "");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		T(test_format),     T(test_numbers),    T(test_lists),
		T(test_arithmetic), T(test_references), T(test_waiting),
		T(test_properties), T(test_slab),       T(test_bug),
	};

	return cmocka_run_group_tests_name("kernel", tests, NULL, NULL);
}
