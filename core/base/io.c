/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "io.h"

/* volatile, so that the compiler does not turn the loop into memset(), which may access bytes. */
void cohmem__zero_io(void *addr, size_t bytes)
{
	volatile uint32_t *word = addr;

	for (size_t i = 0; i < bytes / sizeof(*word); i++)
		word[i] = 0;
}
