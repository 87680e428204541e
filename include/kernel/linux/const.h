/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Constants for C and assembler. */
#ifndef COHMEM_LINUX_CONST_H
#define COHMEM_LINUX_CONST_H

#include_next <linux/const.h>

#define UL(x)  (_UL(x))
#define ULL(x) (_ULL(x))

#endif
