/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Device memory. */
#ifndef COHMEM_ASM_IO_H
#define COHMEM_ASM_IO_H

#include <linux/io.h>

#endif
