/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Fault injection, as those who allocate see it: cohmem/fail.h. */
#ifndef OBSERVE_FAULT_H
#define OBSERVE_FAULT_H

#include <cohmem/fail.h>

#include "observe.h"

/* Whether this allocation was chosen to fail. */
static inline bool fails(unsigned int where, const struct device *dev)
{
	return observed(OBSERVE_FAULTS) && cohmem_fail_now(where, dev);
}

/* Memory of the port for a driver of @dev. */
static inline void *slab_alloc(const struct device *dev, size_t bytes)
{
	return fails(COHMEM_FAIL_SLAB, dev) ? NULL : cohmem_port->alloc(bytes);
}

#endif
