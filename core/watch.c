/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Who watches, and memory whose every access is watched. */
#include "watch.h"

unsigned int cohmem_watch;
#ifdef COHMEM_NO_THREADS
struct cohmem_lock cohmem_atomic_lock;
#endif

void cohmem_access_watch(void)
{
	watch(WATCH_ACCESS, true);
	cohmem_pools_watch();
}

void cohmem_trace_watch(bool on)
{
	watch(WATCH_TRACE, on);
}

COLD void cohmem_trace(const struct cohmem_traced *what)
{
	if (cohmem_port->trace)
		cohmem_port->trace(what);
}

void cohmem_access(const void *addr, size_t bytes, enum cohmem_access access)
{
	tell_access(addr, bytes, access);
}
