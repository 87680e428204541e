/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include <cohmem/config.h>

#include "atomic.h"

#if !COHMEM_WITH_THREADS
struct cohmem_lock cohmem__atomic_lock;
#endif
