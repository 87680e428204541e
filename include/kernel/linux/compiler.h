/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Hints to the compiler, READ_ONCE() and WRITE_ONCE(). */
#ifndef COHMEM_LINUX_COMPILER_H
#define COHMEM_LINUX_COMPILER_H

#include <linux/compiler_types.h>

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define barrier()   __asm__ volatile("" ::: "memory")

/* 1 for an integer constant expression, else 0. Only such a 0 makes a null pointer constant. */
#define COHMEM_IS_CONSTANT_(x) _Generic(1 ? (void *)((long)(x)*0) : (int *)0, int * : 1, void * : 0)

#define READ_ONCE(x)       (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, val) ((void)(*(volatile __typeof__(x) *)&(x) = (val)))

#endif
