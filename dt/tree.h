/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reading properties, as the files of this folder do. */
#ifndef DT_TREE_H
#define DT_TREE_H

#include <cohmem/dt.h>

/* A number of @cells (1 or 2) big-endian cells; of more, the lowest two count. */
uint64_t cohmem_dt_number(const void *at, unsigned int cells);
/* users.c: the reference @index of a node; false: it has no such. */
bool cohmem_dt_user_at(const void *fdt, int node, unsigned int index, struct cohmem_dt_user *user);
bool cohmem_dt_has(const void *fdt, int node, const char *property);
/* As of_device_is_available(). */
bool cohmem_dt_available(const void *fdt, int node);

#endif
