/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What a module gives others: all it has, to the linker. */
#ifndef COHMEM_LINUX_EXPORT_H
#define COHMEM_LINUX_EXPORT_H

#include <linux/build_bug.h>

#define EXPORT_SYMBOL(symbol)     _Static_assert(sizeof(&(symbol)) > 0, "")
#define EXPORT_SYMBOL_GPL(symbol) EXPORT_SYMBOL(symbol)

#endif
