/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Attributes and links in sysfs and its like; paths are made as printf() would. */
#ifndef BACKENDS_COMMON_SYSFS_H
#define BACKENDS_COMMON_SYSFS_H

#include <stddef.h>
#include <stdint.h>

/* The text of a file without its last newline; its length or -errno, with the words. */
__attribute__((format(printf, 3, 4))) int cohmem__sysfs_read(char *text, size_t bytes,
							     const char *path, ...);

/* The number that a file begins with, decimal or 0x; 0 or -errno, -EINVAL: none. With the words. */
__attribute__((format(printf, 2, 3))) int cohmem__sysfs_number(uint64_t *number, const char *path,
							       ...);

/* The last part of where a link points to; 0 or -errno: -ENOENT where there is none. No words. */
__attribute__((format(printf, 3, 4))) int cohmem__sysfs_link(char *name, size_t bytes,
							     const char *path, ...);

#endif
