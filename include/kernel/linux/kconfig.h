/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* IS_ENABLED(). */
#ifndef COHMEM_LINUX_KCONFIG_H
#define COHMEM_LINUX_KCONFIG_H

#include <linux/compiler_types.h>

#endif
