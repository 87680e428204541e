/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What a thread kept goes back when it ends. */
#include "../area/thread_cache.h"
#include "../base/thread.h"
#include "../pool/pool.h"

void cohmem_thread_end(int thread)
{
	forget_own_thread(thread);
	cohmem__magazine_thread_end(thread);
	cohmem__thread_cache_thread_end(thread);
}
