/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The time. */
#ifndef COHMEM_LINUX_TIMEKEEPING_H
#define COHMEM_LINUX_TIMEKEEPING_H

#include <linux/ktime.h>

#endif
