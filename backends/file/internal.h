/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef BACKENDS_FILE_INTERNAL_H
#define BACKENDS_FILE_INTERNAL_H

#include <cohmem/file.h>

/*
 * Create a copy of @described and add it as a region. On success, the region owns the file and the mapping:
 * cohmem_region_destroy() closes and unmaps them. Returns 0, or -errno with nothing changed; the error text is set for
 * -EEXIST.
 */
int cohmem__file_region_add(const struct cohmem_region *described, struct cohmem_region **region);

#endif
