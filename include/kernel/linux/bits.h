/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Bit masks. */
#ifndef COHMEM_LINUX_BITS_H
#define COHMEM_LINUX_BITS_H

#include <linux/build_bug.h>
#include <linux/const.h>

#define BITS_PER_BYTE      8
#define BITS_PER_LONG      (8 * (int)sizeof(long))
#define BITS_PER_LONG_LONG 64
#define BIT(nr)            (UL(1) << (nr))
#define BIT_ULL(nr)        (ULL(1) << (nr))
#define BIT_MASK(nr)       (UL(1) << ((nr) % BITS_PER_LONG))
#define BIT_WORD(nr)       ((nr) / BITS_PER_LONG)
#define GENMASK(h, l)      (((~UL(0)) << (l)) & (~UL(0) >> (BITS_PER_LONG - 1 - (h))))
#define GENMASK_ULL(h, l)  (((~ULL(0)) << (l)) & (~ULL(0) >> (63 - (h))))

#endif
