/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef BACKENDS_FILE_INTERNAL_H
#define BACKENDS_FILE_INTERNAL_H

#include <cohmem/file.h>

/*
 * A region as described, whose file and mapping are then its own: cohmem_region_destroy() gives them
 * back. 0 or -errno, with the words, and nothing changed.
 */
int cohmem__file_region_add(const struct cohmem_region *described, struct cohmem_region **region);

#endif
