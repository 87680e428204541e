/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Pages. */
#ifndef COHMEM_ASM_PAGE_H
#define COHMEM_ASM_PAGE_H

#include <cohmem/types.h>

#define PAGE_SHIFT COHMEM_PAGE_SHIFT
#define PAGE_SIZE  (1UL << PAGE_SHIFT)
#define PAGE_MASK  (~(PAGE_SIZE - 1))

#endif
