/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Assertions about the core's own state. Builds for tests (COHMEM_WITH_ASSERTS) check them, and report and trap if
 * one fails. Other builds contain no code for them, since a library must not end the program that uses it.
 */
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

#include <cohmem/config.h>

#include "compiler.h"

#if COHMEM_WITH_ASSERTS
SLOW_PATH __attribute__((noreturn)) void cohmem__assertion_failed(const char *what,
								  const char *file, int line);
#define cohmem_assert(condition) \
	((condition) ? (void)0 : cohmem__assertion_failed(#condition, __FILE__, __LINE__))
#else
#define cohmem_assert(condition) ((void)sizeof(condition))
#endif

/* Checks that a thread holds the lock, but not that it is the calling thread. Firmware's locks have no state. */
#if COHMEM_WITH_THREADS
#define assert_locked(lock) cohmem_assert(__atomic_load_n(&(lock)->word, __ATOMIC_RELAXED) != 0)
#else
#define assert_locked(lock) ((void)(lock))
#endif

#endif
