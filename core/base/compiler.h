/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H

#include <cohmem/config.h>

/* Compiled for size: functions that are called one after the other take the stack of one, if they stay functions. */
#if COHMEM_FOR_SIZE
#define NOINLINE_FOR_SIZE __attribute__((noinline, unused))
#else
#define NOINLINE_FOR_SIZE inline
#endif

/* What is done only while somebody observes, or when something is wrong, stays out of the way of the rest. */
#define SLOW_PATH __attribute__((cold, noinline))

#endif
