/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* libc's string functions, and Linux's own. */
#ifndef COHMEM_LINUX_STRING_H
#define COHMEM_LINUX_STRING_H

#include_next <linux/string.h>

#include <linux/err.h>
#include <linux/types.h>

/* Returns the length, or -E2BIG if @src was truncated to fit @count bytes. */
ssize_t strscpy(char *dst, const char *src, size_t count);
/* The first byte that is not @c, or NULL. */
void *memchr_inv(const void *start, int c, size_t bytes);
char *strim(char *s);
char *skip_spaces(const char *s);
bool sysfs_streq(const char *s1, const char *s2);
int match_string(const char *const *array, size_t n, const char *string);

char *kstrdup(const char *s, gfp_t gfp);
char *kstrndup(const char *s, size_t len, gfp_t gfp);
void *kmemdup(const void *src, size_t len, gfp_t gfp);

/* Returns the length of @src, even if less was copied. */
size_t cohmem_strlcpy(char *dst, const char *src, size_t count);
#define strlcpy(dst, src, count) cohmem_strlcpy(dst, src, count)

#define memzero_explicit(s, count) explicit_bzero(s, count)

static inline bool strstarts(const char *str, const char *prefix)
{
	return strncmp(str, prefix, strlen(prefix)) == 0;
}

#endif
