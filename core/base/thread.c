/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include <cohmem/config.h>

#include "thread.h"

#if COHMEM_WITH_THREAD_LOCAL
__thread int cohmem__own_thread __attribute__((tls_model("initial-exec")));

int cohmem__ask_own_thread(void)
{
	int thread = cohmem_port->thread();

	cohmem__own_thread = thread + 1;
	return thread;
}
#endif
