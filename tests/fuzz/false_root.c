/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The linker redirects the calls that open or inspect files to this file (--wrap=NAME), so that neither the library nor
 * the command has to know about a root directory.
 */
#include "false_root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"

#define WRAPPED(type, name, ...)         \
	type __real_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__)

static char root[64];
static bool on;

/* Returns @path itself, or its place in the false root, which is stored in @full. */
static const char *lead(char full[PATH_MAX], const char *path)
{
	bool there = !strncmp(path, "/sys/", 5) ||
		     (!strncmp(path, "/dev/", 5) && strcmp(path, "/dev/null")) ||
		     (!strncmp(path, "/proc/", 6) && strncmp(path, "/proc/self/", 11));

	if (!on || !there || !strncmp(path, root, strlen(root)))
		return path;
	snprintf(full, PATH_MAX, "%s%s", root, path);
	return full;
}

WRAPPED(FILE *, fopen64, const char *path, const char *mode)
{
	char full[PATH_MAX];

	return __real_fopen64(lead(full, path), mode);
}

WRAPPED(int, open64, const char *path, int flags, ...)
{
	char full[PATH_MAX];
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	return __real_open64(lead(full, path), flags, mode);
}

WRAPPED(DIR *, opendir, const char *path)
{
	char full[PATH_MAX];

	return __real_opendir(lead(full, path));
}

typedef int choose(const struct dirent *entry);
typedef int compare(const struct dirent **a, const struct dirent **b);

WRAPPED(int, scandir64, const char *path, struct dirent ***names, choose *which, compare *order)
{
	char full[PATH_MAX];

	return __real_scandir64(lead(full, path), names, which, order);
}

WRAPPED(ssize_t, readlink, const char *path, char *target, size_t bytes)
{
	char full[PATH_MAX];

	return __real_readlink(lead(full, path), target, bytes);
}

WRAPPED(int, access, const char *path, int mode)
{
	char full[PATH_MAX];

	return __real_access(lead(full, path), mode);
}

static int forget(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info, (void)type, (void)where;
	return remove(path);
}

void false_root_begin(void)
{
	if (!root[0]) {
		const char *folder = getenv("TMPDIR");

		snprintf(root, sizeof(root), "%.48s/rootXXXXXX", folder ? folder : "/tmp");
		demand(mkdtemp(root) != NULL, "a folder");
	} else {
		demand(mkdir(root, 0700) == 0, "a folder");
	}
	on = true;
}

void false_root_end(void)
{
	on = false;
	demand(nftw(root, forget, 16, FTW_DEPTH | FTW_PHYS) == 0, "the folder cannot be removed");
}

/* Store the path in @full and create the folders above it; false if a file is in their place. */
static bool make_way(char full[PATH_MAX], const char *path)
{
	snprintf(full, PATH_MAX, "%s/%s", root, path);
	for (char *slash = full + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (mkdir(full, 0700) && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return true;
}

void false_file(const char *path, const void *content, size_t bytes)
{
	char full[PATH_MAX];
	FILE *file = make_way(full, path) ? fopen(full, "w") : NULL;

	if (!file)
		return; /* the path is a folder, or below a file */
	fwrite(content, 1, bytes, file);
	fclose(file);
}

void false_link(const char *path, const char *target)
{
	char full[PATH_MAX];

	if (make_way(full, path))
		demand(symlink(target, full) == 0 || errno == EEXIST || errno == ENOTDIR ||
			       errno == ENOENT,
		       "a link");
}
