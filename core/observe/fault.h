/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Fault injection, for the allocators in the core: see cohmem/fail.h. */
#ifndef OBSERVE_FAULT_H
#define OBSERVE_FAULT_H

#include <cohmem/fail.h>

#include "observe.h"

/* Counts an allocation, and returns true if it must fail. */
static inline bool fails(unsigned int where, const struct device *dev)
{
	return observed(OBSERVE_FAULTS) && cohmem_fail_now(where, dev);
}

/* Allocates memory from the port, unless COHMEM_FAIL_SLAB makes this allocation fail. */
static inline void *slab_alloc(const struct device *dev, size_t bytes)
{
	return fails(COHMEM_FAIL_SLAB, dev) ? NULL : cohmem_port->alloc(bytes);
}

#endif
