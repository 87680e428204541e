/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Linux's error numbers, with those that never reach user space. */
#ifndef COHMEM_LINUX_ERRNO_H
#define COHMEM_LINUX_ERRNO_H

#include_next <linux/errno.h>

#define ERESTARTSYS  512
#define ENOIOCTLCMD  515
#define EPROBE_DEFER 517
#define ENOTSUPP     524

#endif
