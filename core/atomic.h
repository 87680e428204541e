/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Words that are changed without a lock. One core alone may have no instructions for that (ARMv5, Cortex-M0):
 * there, with COHMEM_NO_THREADS, interrupts are masked meanwhile.
 */
#ifndef CORE_ATOMIC_H
#define CORE_ATOMIC_H

#include <cohmem/port.h>

#ifdef COHMEM_NO_THREADS

extern struct cohmem_lock cohmem_atomic_lock;

/* A word is read and written at once on every core. */
#define atomic_read(word)         (*(const volatile __typeof__(*(word)) *)(word))
#define atomic_write(word, value) (*(volatile __typeof__(*(word)) *)(word) = (value))

/* Returns what it is then. */
static inline unsigned long atomic_add(unsigned long *word, unsigned long n)
{
	unsigned long flags = cohmem_port->lock(&cohmem_atomic_lock), now = *word += n;

	cohmem_port->unlock(&cohmem_atomic_lock, flags);
	return now;
}

static inline void atomic_set_bits(unsigned int *word, unsigned int bits, bool on)
{
	unsigned long flags = cohmem_port->lock(&cohmem_atomic_lock);

	*word = on ? *word | bits : *word & ~bits;
	cohmem_port->unlock(&cohmem_atomic_lock, flags);
}

#else

#define atomic_read(word)         __atomic_load_n(word, __ATOMIC_RELAXED)
#define atomic_write(word, value) __atomic_store_n(word, value, __ATOMIC_RELAXED)

static inline unsigned long atomic_add(unsigned long *word, unsigned long n)
{
	return __atomic_add_fetch(word, n, __ATOMIC_RELAXED);
}

static inline void atomic_set_bits(unsigned int *word, unsigned int bits, bool on)
{
	if (on)
		__atomic_fetch_or(word, bits, __ATOMIC_RELAXED);
	else
		__atomic_fetch_and(word, ~bits, __ATOMIC_RELAXED);
}

#endif
#endif
