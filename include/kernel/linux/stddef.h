/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* NULL, offsetof() and similar macros. */
#ifndef COHMEM_LINUX_STDDEF_H
#define COHMEM_LINUX_STDDEF_H

#include_next <linux/stddef.h>

#include <linux/types.h>

#define sizeof_field(type, member) sizeof(((type *)0)->member)
#define offsetofend(type, member)  (offsetof(type, member) + sizeof_field(type, member))

#endif
