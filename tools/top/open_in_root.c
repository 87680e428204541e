/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Open a path as another, possibly hostile process sees it, without leaving that process's root. */
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

/* Open the next part of a path, @length bytes long, in @folder, which is closed unless returned. Follow no links. */
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

/* For kernels before 5.6, which have no openat2(): paths through symbolic links fail. */
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

	/* EPERM: from seccomp filters that do not know openat2(). */
	return fd < 0 && (errno == ENOSYS || errno == EPERM) ? open_walk(root, path) : fd;
}
