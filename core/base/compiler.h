/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

#include <cohmem/config.h>

/* With COHMEM_FOR_SIZE these functions are not inlined, so that successive calls reuse the same stack space. */
#if COHMEM_FOR_SIZE
#define NOINLINE_FOR_SIZE __attribute__((noinline, unused))
#else
#define NOINLINE_FOR_SIZE inline
#endif

/* For code that runs only while an observer is active or after an error: kept out of the fast path. */
#define SLOW_PATH __attribute__((cold, noinline))

#endif
