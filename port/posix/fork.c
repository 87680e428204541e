/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the core and this port have to do when the process forks. */
#include <cohmem/port.h>
#include <pthread.h>

#include "base/symbolize.h"
#include "base/threads.h"
#include "fork.h"

static void fork_in_child(void)
{
	cohmem__threads_fork_child();
	cohmem__where_fork_child();
	cohmem_fork_child();
}

void cohmem__fork_begin(void)
{
	pthread_atfork(cohmem_fork_prepare, cohmem_fork_parent, fork_in_child);
}
