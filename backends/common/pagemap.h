/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef BACKENDS_COMMON_PAGEMAP_H
#define BACKENDS_COMMON_PAGEMAP_H

#include <cohmem/types.h>
#include <stddef.h>

/* cohmem_phys_addr() for valid arguments. Sets the error text instead of making a report. */
int cohmem__pagemap(const void *cpu_addr, size_t size, phys_addr_t *phys_addr);

#endif
