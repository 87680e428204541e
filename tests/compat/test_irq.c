/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Interrupts: which handlers are called, when, and what they may do. */
#include <cohmem/cohmem.h>
#include <cohmem/kernel.h>
#include <linux/device.h>
#include <linux/interrupt.h>

#include "said.h"

static int setup(void **state)
{
	(void)state;
	listen_begin();
	return 0;
}

static char order[8];
static int threaded;

static irqreturn_t quick(int irq, void *data)
{
	strcat(order, irq == 5 ? data : "?");
	return IRQ_WAKE_THREAD;
}

static irqreturn_t thread(int irq, void *data)
{
	(void)irq, (void)data;
	threaded++;
	return IRQ_HANDLED;
}

static void test_shared(void **state)
{
	char a[] = "a", b[] = "b";

	(void)state;
	order[0] = 0;
	threaded = 0;
	assert_int_equal(cohmem_irq_raise(5), -EINVAL);
	assert_int_equal(request_threaded_irq(5, quick, thread, IRQF_SHARED, "name a", a), 0);
	assert_int_equal(request_irq(5, quick, 0, "b", b), -EBUSY);
	assert_int_equal(request_irq(5, quick, IRQF_SHARED, "b", NULL), -EINVAL);
	assert_int_equal(request_irq(5, quick, IRQF_SHARED | IRQF_NO_AUTOEN, "b", b), -EINVAL);
	assert_int_equal(request_irq(5, NULL, IRQF_SHARED, "b", b), -EINVAL);
	assert_int_equal(request_threaded_irq(5, NULL, thread, IRQF_SHARED, "b", b), -EINVAL);
	assert_int_equal(request_irq(1 << 20, quick, 0, "b", b), -EINVAL);
	assert_int_equal(request_irq(5, quick, IRQF_SHARED, "b", b), 0);
	assert_int_equal(cohmem_irq_raise(5), 2);
	assert_string_equal(order, "ab");
	assert_int_equal(threaded, 1);
	assert_string_equal(free_irq(5, a), "name a");
	assert_int_equal(cohmem_irq_raise(5), 1);
	assert_string_equal(order, "abb");
	assert_string_equal(free_irq(5, b), "b");
	assert_null(free_irq(5, b));
	assert_string_equal(last, ": Trying to free already-free IRQ 5");
	assert_int_equal(cohmem_irq_raise(5), -EINVAL);
}

static int hits;

static irqreturn_t hit(int irq, void *data)
{
	(void)irq, (void)data;
	__atomic_fetch_add(&hits, 1, __ATOMIC_RELAXED);
	return IRQ_HANDLED;
}

static int hits_now(void)
{
	synchronize_irq(6);
	return __atomic_load_n(&hits, __ATOMIC_RELAXED);
}

static void test_disabled(void **state)
{
	(void)state;
	hits = 0;
	assert_int_equal(request_irq(6, hit, 0, "h", &hits), 0);
	disable_irq(6);
	disable_irq(6);
	assert_int_equal(cohmem_irq_raise(6), 0);
	assert_int_equal(cohmem_irq_raise(6), 0);
	enable_irq(6);
	assert_int_equal(hits_now(), 0);
	enable_irq(6);
	assert_int_equal(hits_now(), 1); /* once for both raises */
	disable_irq(6);
	enable_irq(6);
	assert_int_equal(hits_now(), 1);
	enable_irq(6);
	assert_string_equal(last, ": Unbalanced enable for IRQ 6");

	/* The next request_irq() enables the interrupt again, unless it has IRQF_NO_AUTOEN. */
	disable_irq(6);
	free_irq(6, &hits);
	assert_int_equal(request_irq(6, hit, 0, "h", &hits), 0);
	assert_int_equal(cohmem_irq_raise(6), 1);
	free_irq(6, &hits);
	for (int i = 0; i < 2; i++) {
		hits = 0;
		assert_int_equal(request_irq(6, hit, IRQF_NO_AUTOEN, "h", &hits), 0);
		assert_int_equal(cohmem_irq_raise(6), 0);
		enable_irq(6);
		assert_int_equal(hits_now(), 1);
		free_irq(6, &hits);
	}
}

/* A handler may raise other interrupts and its own; the thread function may enable what the handler disabled. */
static int nested;

static irqreturn_t disables(int irq, void *data)
{
	(void)data;
	disable_irq_nosync((unsigned int)irq);
	if (nested++ < 2) {
		assert_int_equal(cohmem_irq_raise((unsigned int)irq), 0);
		assert_int_equal(cohmem_irq_raise(8), 1);
	}
	return IRQ_WAKE_THREAD;
}

static irqreturn_t enables(int irq, void *data)
{
	(void)data;
	enable_irq((unsigned int)irq);
	return IRQ_HANDLED;
}

static void test_nested(void **state)
{
	(void)state;
	hits = nested = 0;
	assert_int_equal(request_irq(8, hit, 0, "h", &hits), 0);
	assert_int_equal(request_threaded_irq(7, disables, enables, 0, "d", NULL), 0);
	assert_int_equal(cohmem_irq_raise(7), 1);
	synchronize_irq(7);
	assert_int_equal(nested, 3);
	assert_int_equal(hits, 2);
	free_irq(7, NULL);
	free_irq(8, &hits);
}

/* A handler takes the lock that is held while its interrupt is enabled. */
static DEFINE_SPINLOCK(guard);

static irqreturn_t locks(int irq, void *data)
{
	unsigned long flags;

	(void)irq, (void)data;
	spin_lock_irqsave(&guard, flags);
	hits++;
	spin_unlock_irqrestore(&guard, flags);
	return IRQ_HANDLED;
}

static void test_enabled_under_a_lock(void **state)
{
	unsigned long flags;

	(void)state;
	hits = 0;
	assert_int_equal(request_irq(6, locks, IRQF_NO_AUTOEN, "l", NULL), 0);
	assert_int_equal(cohmem_irq_raise(6), 0);
	spin_lock_irqsave(&guard, flags);
	assert_false(spin_trylock(&guard));
	enable_irq(6);
	assert_int_equal(hits, 0);
	spin_unlock_irqrestore(&guard, flags);
	synchronize_irq(6);
	assert_int_equal(hits, 1);
	free_irq(6, NULL);
}

static void released(struct device *dev)
{
	(void)dev;
}

/* Managed interrupts are released with the device, even if one was freed with the wrong function. */
static void test_managed(void **state)
{
	struct device dev = {.init_name = "d", .release = released};

	(void)state;
	assert_int_equal(device_register(&dev), 0);
	assert_int_equal(devm_request_irq(&dev, 9, hit, 0, "h", &hits), 0);
	assert_int_equal(devm_request_irq(&dev, 9, hit, 0, "h", &hits), -EBUSY);
	devm_free_irq(&dev, 9, &hits);
	assert_int_equal(cohmem_irq_raise(9), -EINVAL);
	assert_int_equal(devm_request_irq(&dev, 9, hit, 0, "h", &hits), 0);
	assert_string_equal(said, "");
	free_irq(9, &hits);
	cohmem_device_release(&dev);
	assert_string_equal(last, ": Trying to free already-free IRQ 9");
	device_unregister(&dev);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		T(test_shared),  T(test_disabled), T(test_nested), T(test_enabled_under_a_lock),
		T(test_managed),
	};

	return cmocka_run_group_tests_name("irq", tests, NULL, NULL);
}
