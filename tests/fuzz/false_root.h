/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A folder in place of /, for what is read from /sys, /proc and /dev. */
#ifndef TESTS_FUZZ_FALSE_ROOT_H
#define TESTS_FUZZ_FALSE_ROOT_H

#include <stdbool.h>
#include <stddef.h>

/* An empty one. Until it goes, these folders are in it, except /dev/null and /proc/self. */
void false_root_begin(void);
void false_root_end(void);
/* @path: below it, without the first '/'. */
void false_file(const char *path, const void *content, size_t bytes);
void false_link(const char *path, const char *target);

#endif
