/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The index of the calling thread in the port's threads, or -1. A hosted build caches it in a thread-local variable
 * (index + 1, or 0 if no index is cached), which costs a load instead of a call to the port.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <cohmem/config.h>
#include <cohmem/port.h>

#if COHMEM_WITH_THREAD_LOCAL

extern __thread int cohmem__own_thread __attribute__((tls_model("initial-exec")));

/* Gets the index from the port and caches it. */
int cohmem__ask_own_thread(void);

static inline int own_thread(void)
{
	int number = cohmem__own_thread;

	return number ? number - 1 : cohmem__ask_own_thread();
}

/* Discards the cached index if it is @thread, because another thread may get that index next. */
static inline void forget_own_thread(int thread)
{
	if (cohmem__own_thread == thread + 1)
		cohmem__own_thread = 0;
}

#else

static inline int own_thread(void)
{
	return cohmem_port->thread();
}

static inline void forget_own_thread(int thread)
{
	(void)thread;
}

#endif
#endif
