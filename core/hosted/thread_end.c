/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The end of a thread: the blocks that it kept return to their areas and pools. */
#include "../area/thread_cache.h"
#include "../base/thread.h"
#include "../pool/pool.h"

void cohmem_thread_end(int thread)
{
	forget_own_thread(thread);
	cohmem__magazine_thread_end(thread);
	cohmem__thread_cache_thread_end(thread);
}
