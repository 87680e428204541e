/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reading properties, as the files of this folder do. */
#ifndef DT_TREE_H
#define DT_TREE_H

#include <cohmem/dt.h>

/* What of dma-ranges, and of memory, is looked at where an address is wanted; there are one or two. */
#define MOST_RANGES 16
/* More cells than any address has: then a tree is ill-formed. */
#define MOST_CELLS 4

/* True if no 64-bit address is beyond the last byte of [@base, @base + @size). */
static inline bool dt_fits(uint64_t base, uint64_t size)
{
	return size == 0 || size - 1 <= UINT64_MAX - base;
}

/* A number of @cells (1 or 2) big-endian cells; of more, the lowest two count. */
uint64_t cohmem_dt_number(const void *at, unsigned int cells);
/* "#address-cells" or "#size-cells" of a bus: its own, or of the next above that has it; else 1, as in Linux. */
unsigned int cohmem_dt_cells(const void *fdt, int node, const char *property);
/* users.c: the reference @index of a node; false: it has no such. */
bool cohmem_dt_user_at(const void *fdt, int node, unsigned int index, struct cohmem_dt_user *user);
bool cohmem_dt_has(const void *fdt, int node, const char *property);
/* As of_device_is_available(). */
bool cohmem_dt_available(const void *fdt, int node);

#endif
