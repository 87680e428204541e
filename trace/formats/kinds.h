/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The kernel's events about DMA memory, whatever form they are read in. */
#ifndef TRACE_FORMATS_KINDS_H
#define TRACE_FORMATS_KINDS_H

#include <stddef.h>

#define KERNEL_PAGE 4096u /* CMA counts in pages */

enum kind {
	KIND_OTHER,
	KIND_ALLOC,
	KIND_FREE,
	KIND_CMA_ALLOC,
	KIND_CMA_RELEASE,
	KIND_CALL, /* kprobes, as cohmem record makes them */
	KIND_RETURN,
	KIND_FREE_CALL,
	KIND_MARKER, /* written by programs to trace_marker */
	KINDS,
};

/* Look up an event by its name. */
enum kind kind_of(const char *event, size_t length);

#endif
