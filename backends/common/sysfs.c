/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error_text.h"
#include "syscalls.h"

#define PATH_BYTES 512

static int sysfs_read_file(const char *path, char *text, size_t bytes)
{
	int fd = cohmem__sys.open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length;
	int err;

	if (fd < 0)
		return cohmem_set_error_text(-errno, "%s: %s", path, strerror(errno));
	length = cohmem__sys.pread(fd, text, bytes - 1, 0);
	err = length < 0 ? -errno : 0;
	close(fd);
	if (err)
		return cohmem_set_error_text(err, "%s: %s", path, strerror(-err));
	text[length] = '\0';
	if (length && text[length - 1] == '\n')
		text[--length] = '\0';
	return (int)length;
}

int cohmem__sysfs_read(char *text, size_t bytes, const char *path, ...)
{
	char full[PATH_BYTES];
	va_list args;

	va_start(args, path);
	vsnprintf(full, sizeof(full), path, args);
	va_end(args);
	return sysfs_read_file(full, text, bytes);
}

int cohmem__sysfs_number(uint64_t *number, const char *path, ...)
{
	char full[PATH_BYTES], text[64], *end;
	va_list args;
	int length;

	va_start(args, path);
	vsnprintf(full, sizeof(full), path, args);
	va_end(args);
	length = sysfs_read_file(full, text, sizeof(text));
	if (length < 0)
		return length;
	*number = strtoull(text, &end, 0);
	return end == text ? cohmem_set_error_text(-EINVAL, "%s: not a number: %s", full, text) : 0;
}

int cohmem__sysfs_link(char *name, size_t bytes, const char *path, ...)
{
	char full[PATH_BYTES], target[PATH_BYTES];
	const char *last;
	va_list args;
	ssize_t length;

	va_start(args, path);
	vsnprintf(full, sizeof(full), path, args);
	va_end(args);
	length = readlink(full, target, sizeof(target) - 1);
	if (length < 0)
		return -errno;
	target[length] = '\0';
	last = strrchr(target, '/');
	snprintf(name, bytes, "%s", last ? last + 1 : target);
	return 0;
}
