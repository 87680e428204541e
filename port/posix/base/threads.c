/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Assigns the port's struct cohmem_thread to threads, each until its thread ends. */
#include "threads.h"

#include <pthread.h>

_Static_assert(COHMEM_THREADS == 32, "one bit per thread");

struct cohmem_thread cohmem__threads[COHMEM_THREADS] __attribute__((aligned(64)));

static uint32_t taken;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool usable;

/* This thread's number + 1, or 0. */
static __thread int own __attribute__((tls_model("initial-exec")));

static void thread_ended(void *value)
{
	int thread = (int)(intptr_t)value - 1;

	own = 0;
	cohmem_thread_end(thread);
	__atomic_fetch_and(&taken, ~(1u << thread), __ATOMIC_RELEASE);
}

/* Only the calling thread exists in the child. */
void cohmem__threads_fork_child(void)
{
	taken = own ? 1u << (own - 1) : 0;
}

static void make_key(void)
{
	usable = pthread_key_create(&key, thread_ended) == 0;
}

/* Take the lowest free number. Returns -1 if there is none. */
static int take_number(void)
{
	uint32_t before = __atomic_load_n(&taken, __ATOMIC_RELAXED);
	int thread;

	do {
		if (before == UINT32_MAX)
			return -1;
		thread = __builtin_ctz(~before);
	} while (!__atomic_compare_exchange_n(&taken, &before, before | 1u << thread, false,
					      __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
	return thread;
}

static int new_thread(void)
{
	int thread;

	pthread_once(&once, make_key);
	thread = usable ? take_number() : -1;
	if (thread < 0)
		return -1;
	/* Without the key, thread_ended() would not be called. */
	if (pthread_setspecific(key, (void *)(intptr_t)(thread + 1))) {
		__atomic_fetch_and(&taken, ~(1u << thread), __ATOMIC_RELEASE);
		return -1;
	}
	own = thread + 1;
	return thread;
}

int cohmem_thread(void)
{
	return own ? own - 1 : new_thread();
}
