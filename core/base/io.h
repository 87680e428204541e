/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <cohmem/types.h>

/* Zeroes memory that accepts only aligned 32-bit words. @bytes is a multiple of 4. */
void cohmem__zero_io(void *addr, size_t bytes);

#endif
