/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Linux's own string functions. */
#include "internal.h"

#include <ctype.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <stdlib.h>

ssize_t strscpy(char *dst, const char *src, size_t count)
{
	size_t length = strnlen(src, count);

	if (count == 0)
		return -E2BIG;
	if (length == count)
		length--;
	memcpy(dst, src, length);
	dst[length] = 0;
	return src[length] ? -E2BIG : (ssize_t)length;
}

size_t cohmem_strlcpy(char *dst, const char *src, size_t count)
{
	(void)strscpy(dst, src, count);
	return strlen(src);
}

void *memchr_inv(const void *start, int c, size_t bytes)
{
	const unsigned char *at = start;

	for (size_t i = 0; i < bytes; i++) {
		if (at[i] != (unsigned char)c)
			return (void *)(uintptr_t)(at + i);
	}
	return NULL;
}

char *skip_spaces(const char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	return (char *)(uintptr_t)s;
}

char *strim(char *s)
{
	size_t length = strlen(s);

	while (length && isspace((unsigned char)s[length - 1]))
		s[--length] = 0;
	return skip_spaces(s);
}

/* The length without a trailing newline. */
static size_t line_length(const char *s)
{
	size_t length = strlen(s);

	return length && s[length - 1] == '\n' ? length - 1 : length;
}

bool sysfs_streq(const char *s1, const char *s2)
{
	size_t length = line_length(s1);

	return length == line_length(s2) && strncmp(s1, s2, length) == 0;
}

int match_string(const char *const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++) {
		if (!strcmp(array[i], string))
			return (int)i;
	}
	return -EINVAL;
}

void *kmemdup(const void *src, size_t len, gfp_t gfp)
{
	void *copy = cohmem_slab_alloc(len, gfp, __builtin_return_address(0));

	if (copy)
		memcpy(copy, src, len);
	return copy;
}

static char *string_copy(const char *s, size_t length, gfp_t gfp, const void *site)
{
	char *copy = cohmem_slab_alloc(length + 1, gfp, site);

	if (copy) {
		memcpy(copy, s, length);
		copy[length] = 0;
	}
	return copy;
}

char *kstrdup(const char *s, gfp_t gfp)
{
	return s ? string_copy(s, strlen(s), gfp, __builtin_return_address(0)) : NULL;
}

char *kstrndup(const char *s, size_t len, gfp_t gfp)
{
	return s ? string_copy(s, strnlen(s, len), gfp, __builtin_return_address(0)) : NULL;
}

char *cohmem_text(gfp_t gfp, const void *site, const char *fmt, va_list args)
{
	size_t size = (size_t)cohmem_format(NULL, 0, fmt, args) + 1;
	char *text = cohmem_slab_alloc(size, gfp, site);

	if (text)
		cohmem_format(text, size, fmt, args);
	return text;
}

char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
{
	return cohmem_text(gfp, __builtin_return_address(0), fmt, args);
}

char *kasprintf(gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = cohmem_text(gfp, __builtin_return_address(0), fmt, args);
	va_end(args);
	return text;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long value;
	char *end;

	s += *s == '+';
	if (!isalnum((unsigned char)*s))
		return -EINVAL;
	errno = 0;
	value = strtoull(s, &end, (int)base);
	if (end == s || (*end && strcmp(end, "\n")))
		return -EINVAL;
	if (errno)
		return -ERANGE;
	*res = value;
	return 0;
}

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	bool negative = *s == '-';
	unsigned long long magnitude;
	int err = kstrtoull(s + negative, base, &magnitude);

	if (err)
		return err;
	if (negative && s[1] == '+')
		return -EINVAL;
	if (magnitude > (unsigned long long)S64_MAX + negative)
		return -ERANGE;
	*res = (long long)(negative ? 0 - magnitude : magnitude);
	return 0;
}

#define UNSIGNED(name, type)                                  \
	int name(const char *s, unsigned int base, type *res) \
	{                                                     \
		unsigned long long value;                     \
		int err = kstrtoull(s, base, &value);         \
                                                              \
		if (!err && (type)value != value)             \
			err = -ERANGE;                        \
		if (!err)                                     \
			*res = (type)value;                   \
		return err;                                   \
	}
#define SIGNED(name, type)                                    \
	int name(const char *s, unsigned int base, type *res) \
	{                                                     \
		long long value;                              \
		int err = kstrtoll(s, base, &value);          \
                                                              \
		if (!err && (type)value != value)             \
			err = -ERANGE;                        \
		if (!err)                                     \
			*res = (type)value;                   \
		return err;                                   \
	}

UNSIGNED(kstrtoul, unsigned long)
UNSIGNED(kstrtouint, unsigned int)
UNSIGNED(kstrtou16, u16)
UNSIGNED(kstrtou8, u8)
SIGNED(kstrtol, long)
SIGNED(kstrtoint, int)

int kstrtobool(const char *s, bool *res)
{
	bool on = s && (strchr("yYtT1", s[0]) || !strncasecmp(s, "on", 2));
	bool off = s && (strchr("nNfF0", s[0]) || !strncasecmp(s, "off", 3));

	if (!s || !s[0] || on == off)
		return -EINVAL;
	*res = on;
	return 0;
}
