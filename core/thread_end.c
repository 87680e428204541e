/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What a thread kept goes back when it ends. */
#include "cache.h"
#include "dmapool.h"

void cohmem_thread_end(int thread)
{
	cohmem_magazine_thread_end(thread);
	cohmem_cache_thread_end(thread);
}
