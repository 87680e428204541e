/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Helpers for reading properties, private to this folder. */
#ifndef DT_TREE_H
#define DT_TREE_H

#include <cohmem/dt.h>

/* How many DMA ranges, and how many ranges of memory, are searched for an address; there are usually one or two. */
#define MOST_RANGES 16
/* The most cells that an address or a size may have; a property with more is ill-formed. */
#define MOST_CELLS 4

/* True if every byte of [@base, @base + @size) has a 64-bit address. */
static inline bool dt_fits(uint64_t base, uint64_t size)
{
	return size == 0 || size - 1 <= UINT64_MAX - base;
}

/* Read a number of @cells big-endian cells; if there are more than two, all but the last two are ignored. */
uint64_t cohmem_dt_number(const void *at, unsigned int cells);
/* Read "#address-cells" or "#size-cells" of @node, or of the nearest node above that has it; else 1, as in Linux. */
unsigned int cohmem_dt_cells(const void *fdt, int node, const char *property);
/* users.c: get the reference @index of a node; false: the node has no such reference. */
bool cohmem_dt_user_at(const void *fdt, int node, unsigned int index, struct cohmem_dt_user *user);
bool cohmem_dt_has(const void *fdt, int node, const char *property);
/* Like of_device_is_available(). */
bool cohmem_dt_available(const void *fdt, int node);

#endif
