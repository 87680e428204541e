/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A folder that replaces / when files in /sys, /proc and /dev are read. */
#ifndef TESTS_FUZZ_FALSE_ROOT_H
#define TESTS_FUZZ_FALSE_ROOT_H

#include <stdbool.h>
#include <stddef.h>

/* Create an empty false root. Until false_root_end(), paths in /sys, /proc and /dev are looked up in it, except
 * /dev/null and /proc/self. */
void false_root_begin(void);
void false_root_end(void);
/* @path: relative to the false root, without a leading '/'. */
void false_file(const char *path, const void *content, size_t bytes);
void false_link(const char *path, const char *target);

#endif
