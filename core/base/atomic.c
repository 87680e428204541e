/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "atomic.h"

#ifdef COHMEM_NO_THREADS
struct cohmem_lock cohmem__atomic_lock;
#endif
