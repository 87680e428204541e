/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: error numbers, and errors carried in pointers
 *
 * Functions that can fail return 0 or a negative errno; those that allocate return NULL on failure.
 * Where Linux returns a pointer or an ERR_PTR, so does cohmem, with Linux's own helpers
 * (include/linux/err.h).
 */
#ifndef COHMEM_ERR_H
#define COHMEM_ERR_H

#include <cohmem/types.h>

#if __STDC_HOSTED__
#include <errno.h>
#else /* Linux's numbers; freestanding C has no <errno.h>. */
#define EPERM  1
#define ENOENT 2
#define ENXIO  6
#define ENOMEM 12
#define EFAULT 14
#define EBUSY  16
#define EEXIST 17
#define EINVAL 22
#define ERANGE 34
#define EIO    5
#endif

#define COHMEM_MAX_ERRNO 4095

/**
 * ERR_PTR() - turn an error number into a pointer
 * @error:	a negative errno
 *
 * Return: the pointer that carries @error.
 * Context: Any context.
 * Source: include/linux/err.h, Linux.
 */
static inline void *ERR_PTR(long error)
{
	return (void *)(intptr_t)error;
}

/**
 * PTR_ERR() - get the error number that a pointer carries
 * @ptr:	a pointer for which IS_ERR() is true
 *
 * Return: the negative errno that @ptr carries.
 * Context: Any context.
 * Source: include/linux/err.h, Linux.
 */
static inline long PTR_ERR(const void *ptr)
{
	return (long)(intptr_t)ptr;
}

/**
 * IS_ERR() - check whether a pointer carries an error number
 * @ptr:	the pointer
 *
 * Return: true if @ptr carries a negative errno, false if it is an address or NULL.
 * Context: Any context.
 * Source: include/linux/err.h, Linux.
 */
static inline bool IS_ERR(const void *ptr)
{
	return (uintptr_t)ptr >= (uintptr_t)-COHMEM_MAX_ERRNO;
}

#endif
