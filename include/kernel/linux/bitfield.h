/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Register fields that are given by a mask. */
#ifndef COHMEM_LINUX_BITFIELD_H
#define COHMEM_LINUX_BITFIELD_H

#include <linux/bits.h>

#define COHMEM_SHIFT_(mask)   (__builtin_ffsll((long long)(mask)) - 1)
#define FIELD_FIT(mask, val)  (!((((__typeof__(mask))(val)) << COHMEM_SHIFT_(mask)) & ~(mask)))
#define FIELD_MAX(mask)       ((__typeof__(mask))((mask) >> COHMEM_SHIFT_(mask)))
#define FIELD_PREP(mask, val) (((__typeof__(mask))(val) << COHMEM_SHIFT_(mask)) & (mask))
#define FIELD_GET(mask, reg)  ((__typeof__(mask))(((reg) & (mask)) >> COHMEM_SHIFT_(mask)))

#endif
