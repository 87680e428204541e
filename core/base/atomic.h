/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Words that are changed without a lock. Some CPUs with a single core have no atomic instructions (ARMv5,
 * Cortex-M0), so with COHMEM_WITH_THREADS=0 the port's lock (masked interrupts) takes their place.
 */
#ifndef BASE_ATOMIC_H
#define BASE_ATOMIC_H

#include <cohmem/config.h>
#include <cohmem/port.h>

#if !COHMEM_WITH_THREADS

extern struct cohmem_lock cohmem__atomic_lock;

/* On every CPU, reading or writing an aligned word is atomic. */
#define atomic_read(word)         (*(const volatile __typeof__(*(word)) *)(word))
#define atomic_write(word, value) (*(volatile __typeof__(*(word)) *)(word) = (value))
#define atomic_acquire            atomic_read
#define atomic_release            atomic_write

/* Returns the new value. */
static inline unsigned long atomic_add(unsigned long *word, unsigned long n)
{
	unsigned long flags = cohmem_port->lock(&cohmem__atomic_lock), now = *word += n;

	cohmem_port->unlock(&cohmem__atomic_lock, flags);
	return now;
}

#else

#define atomic_read(word)           __atomic_load_n(word, __ATOMIC_RELAXED)
#define atomic_write(word, value)   __atomic_store_n(word, value, __ATOMIC_RELAXED)
/* For pointers: what the pointer refers to is visible to the thread that reads the pointer. */
#define atomic_acquire(word)        __atomic_load_n(word, __ATOMIC_ACQUIRE)
#define atomic_release(word, value) __atomic_store_n(word, value, __ATOMIC_RELEASE)

static inline unsigned long atomic_add(unsigned long *word, unsigned long n)
{
	return __atomic_add_fetch(word, n, __ATOMIC_RELAXED);
}

#endif
#endif
