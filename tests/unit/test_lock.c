/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The port's lock with more threads than CPUs, so that holders are preempted and waiters sleep: nobody
 * gets in beside another, and nobody sleeps for ever.
 */
#include <cohmem/port.h>
#include <pthread.h>
#include <unistd.h>

#include "../testing.h"

#define THREADS 16

static struct cohmem_lock lock;
static uint64_t counter, rounds;

static void *worker(void *arg)
{
	(void)arg;
	for (uint64_t i = 0; i < rounds; i++) {
		unsigned long flags = cohmem_port->lock(&lock);

		counter++;
		/* Now and then the holder goes away, and the others have to sleep. */
		if (i % 256 == 0)
			usleep(10);
		cohmem_port->unlock(&lock, flags);
	}
	return NULL;
}

static void run_threads(void)
{
	pthread_t threads[THREADS];

	counter = 0;
	rounds = test_count("ROUNDS", 4000) * 2;
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, worker, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(counter, THREADS * rounds);
	assert_int_equal(cohmem_port->lock(&lock), 0);
	cohmem_port->unlock(&lock, 0);
}

static void test_exclusion(void **state)
{
	(void)state;
	run_threads();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exclusion),
	};

	return cmocka_run_group_tests_name("lock", tests, NULL, NULL);
}
