/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A path as somebody else has it, who may want to lead us elsewhere. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "top.h"

static bool is_same(int a, int b)
{
	struct stat x, y;

	return fstat(a, &x) == 0 && fstat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

/* The next part of a path, of @length bytes, below @folder, which is closed. Links are not followed. */
static int open_step(int root, int folder, const char *part, size_t length)
{
	bool stays = (length == 1 && *part == '.') ||
		     (length == 2 && !memcmp(part, "..", 2) && is_same(root, folder));
	char name[NAME_MAX + 1] = "";
	int next = -1, err = ENAMETOOLONG;

	if (stays)
		return folder;
	if (length <= NAME_MAX) {
		memcpy(name, part, length);
		next = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		err = errno;
	}
	close(folder);
	errno = err;
	return next;
}

/* For kernels before 5.6: a path over symbolic links leads nowhere. */
static int open_walk(int root, const char *path)
{
	int at = openat(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	while (at >= 0 && *(path += strspn(path, "/"))) {
		size_t length = strcspn(path, "/");

		at = open_step(root, at, path, length);
		path += length;
	}
	return at;
}

int open_in_root(int root, const char *path)
{
	const struct open_how how = {.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC,
				     .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
	int fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));

	/* EPERM: filters of system calls that do not know it say so. */
	return fd < 0 && (errno == ENOSYS || errno == EPERM) ? open_walk(root, path) : fd;
}
