/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reading attributes and links in sysfs and similar file systems. Paths are formatted as by printf(). */
#ifndef BACKENDS_COMMON_SYSFS_H
#define BACKENDS_COMMON_SYSFS_H

#include <stddef.h>
#include <stdint.h>

/* Read the text of a file, without a final newline. Returns its length, or -errno with the error text set. */
__attribute__((format(printf, 3, 4))) int cohmem__sysfs_read(char *text, size_t bytes,
							     const char *path, ...);

/*
 * Read the number that a file begins with, decimal or with the prefix 0x. Returns 0, or -errno with the error text set.
 * -EINVAL: the file does not begin with a number.
 */
__attribute__((format(printf, 2, 3))) int cohmem__sysfs_number(uint64_t *number, const char *path,
							       ...);

/* Read the last component of a link's target. Returns 0 or -errno; -ENOENT: there is no link. Sets no error text. */
__attribute__((format(printf, 3, 4))) int cohmem__sysfs_link(char *name, size_t bytes,
							     const char *path, ...);

#endif
