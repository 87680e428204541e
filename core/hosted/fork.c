/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * fork(): memory of devices belongs to the process that set it up.
 *
 * The child has copies of its parent's structures, perhaps inconsistent, and with locks held by threads that it does
 * not have. So it uses none of these structures. The core's lists are emptied at once. A device is on no list, so it is
 * checked when it is first used (device/parents.c).
 */
#include "../area/thread_cache.h"
#include "../debug/debug.h"
#include "../observe/observe.h"
#include "../pool/pool.h"

static unsigned long pools_flags;

void cohmem_fork_prepare(void)
{
	pools_flags = cohmem_port->lock(&cohmem__pools_lock);
}

void cohmem_fork_parent(void)
{
	cohmem_port->unlock(&cohmem__pools_lock, pools_flags);
}

void cohmem_fork_child(void)
{
	cohmem__forks++;
	cohmem__observe_fork_child();
	cohmem__parents_fork_child();
	cohmem__pools_fork_child();
	cohmem__thread_cache_fork_child();
	cohmem__regions_fork_child();
	cohmem__global_fork_child();
	cohmem__table_fork_child();
}
