/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The port's lock with more threads than CPUs, so that holders are preempted and waiters sleep: no two
 * threads hold it at the same time, and no thread sleeps forever.
 */
#include <cohmem/port.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "../lib/asleep.h"
#include "../lib/testing.h"

#define THREADS 16

static struct cohmem_lock lock;
static uint64_t counter, rounds;
static pthread_barrier_t begun;
static pid_t tids[THREADS]; /* 0: the thread has ended */

/* Wait until another thread has given up spinning on the lock we hold and sleeps, or all others have ended. */
static void keep_waiting(pid_t self)
{
	bool sleeps = false, alone = false;

	while (!sleeps && !alone) {
		alone = true;
		for (int i = 0; i < THREADS && !sleeps; i++) {
			pid_t tid = __atomic_load_n(&tids[i], __ATOMIC_ACQUIRE);

			alone &= tid == 0 || tid == self;
			sleeps = tid && tid != self && asleep(tid);
		}
		sched_yield();
	}
}

static void *worker(void *own)
{
	pid_t self = gettid();

	__atomic_store_n((pid_t *)own, self, __ATOMIC_RELEASE);
	pthread_barrier_wait(&begun);
	for (uint64_t i = 0; i < rounds; i++) {
		unsigned long flags = cohmem_port->lock(&lock);

		counter++;
		if (i % 256 == 0)
			keep_waiting(self);
		cohmem_port->unlock(&lock, flags);
	}
	__atomic_store_n((pid_t *)own, 0, __ATOMIC_RELEASE);
	return NULL;
}

static void run_threads(void)
{
	pthread_t threads[THREADS];

	counter = 0;
	pthread_barrier_init(&begun, NULL, THREADS);
	rounds = test_count("ROUNDS", 4000) * 2;
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, worker, &tids[i]);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&begun);
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
