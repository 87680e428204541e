/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Find and open the recording that a process writes. The process may be hostile, and cohmem top may run as root. The
 * process's environment names the file, as seen from the process's root. Therefore the file is looked up only below
 * that root (open_in_root.c), and opened only after it is known to be a regular file of the process's user, because
 * opening a device can be harmful in itself.
 */
#include <cohmem/recording.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../common/output.h"
#include "top.h"

#define MOST_BYTES ((size_t)8 << 20) /* execve() accepts no larger environment */
#define ROUND_NS   10000000
#define ROUNDS     100

struct process {
	const char *shown;     /* its PID as given by the user */
	int folder;            /* /proc/PID: never refers to a later process with this PID */
	uid_t user;            /* owner of the files that it creates */
	unsigned long own_pid; /* its PID in its own PID namespace */
	char trace[PATH_MAX];  /* its COHMEM_TRACE */
};

/* Report why, and return false. */
static bool process_fail(const struct process *p, const char *name, const char *why)
{
	complain("cohmem top: %s: %s%s%s\n", p->shown, name, *name ? ": " : "", why);
	return false;
}

/* Return the content of a file in /proc/PID and a final 0. The caller frees it. Return NULL if it cannot be read. */
static char *process_read_file(const struct process *p, const char *name, size_t *bytes)
{
	int fd = openat(p->folder, name, O_RDONLY | O_CLOEXEC);
	char *text = NULL, *more;
	size_t room = 0;
	ssize_t got = 1;

	*bytes = 0;
	while (fd >= 0 && got > 0 && *bytes < MOST_BYTES) {
		if (*bytes + 1 >= room) {
			room = room ? 2 * room : 4096;
			more = realloc(text, room);
			if (!more)
				break;
			text = more;
		}
		got = read(fd, text + *bytes, room - *bytes - 1);
		*bytes += got > 0 ? (size_t)got : 0;
	}
	if (fd >= 0)
		close(fd);
	if (text && got == 0) {
		text[*bytes] = 0;
		return text;
	}
	free(text);
	return NULL;
}

/* Get the last number in the line of /proc/PID/status that begins with @key. Return false if there is no such line. */
static bool last_number(const char *status, const char *key, unsigned long *number)
{
	const char *line = strstr(status, key);
	char *end;

	if (!line)
		return false;
	line += strlen(key);
	do {
		*number = strtoul(line, &end, 10);
		line = end + strspn(end, "\t ");
	} while (*line >= '0' && *line <= '9');
	return true;
}

static bool read_status(struct process *p)
{
	unsigned long user = 0;
	size_t bytes;
	char *status = process_read_file(p, "status", &bytes);
	/* The last of the four numbers is the filesystem UID, which owns new files. */
	bool good = status && last_number(status, "\nUid:\t", &user);

	p->user = (uid_t)user;
	p->own_pid = strtoul(p->shown, NULL, 10);
	if (good)
		last_number(status, "\nNSpid:\t", &p->own_pid);
	free(status);
	return good;
}

/* Get COHMEM_TRACE from the process's environment. Return false after reporting the reason. */
static bool read_environment(struct process *p)
{
	static const char name[] = "COHMEM_TRACE=";
	size_t bytes, length = 0;
	char *all = process_read_file(p, "environ", &bytes);
	const char *word = all;

	if (!all)
		return process_fail(p, "", "its environment cannot be read");
	while (word < all + bytes && strncmp(word, name, sizeof(name) - 1))
		word += strlen(word) + 1;
	if (word < all + bytes) {
		length = strlen(word + sizeof(name) - 1);
		snprintf(p->trace, sizeof(p->trace), "%s", word + sizeof(name) - 1);
	}
	free(all);
	if (length >= sizeof(p->trace))
		return process_fail(p, "COHMEM_TRACE", strerror(ENAMETOOLONG));
	return length || process_fail(p, "", "it runs without COHMEM_TRACE");
}

static bool read_link(const struct process *p, const char *name, char to[PATH_MAX])
{
	ssize_t length = readlinkat(p->folder, name, to, PATH_MAX - 1);

	to[length > 0 ? length : 0] = 0;
	return length > 0;
}

/* Get the path of its COHMEM_TRACE seen from its root. Return false if its working directory is not below that root. */
static bool path_from_root(const struct process *p, char *path, size_t room)
{
	char root[PATH_MAX], folder[PATH_MAX] = "";
	size_t length = 0;

	if (p->trace[0] != '/') {
		if (!read_link(p, "root", root) || !read_link(p, "cwd", folder))
			return false;
		length = strcmp(root, "/") ? strlen(root) : 0;
		if (strncmp(folder, root, length) || (folder[length] && folder[length] != '/'))
			return false;
	}
	return (size_t)snprintf(path, room, "%s%s%s", folder + length, *folder ? "/" : "",
				p->trace) < room;
}

/* Return why the file must not be opened, or NULL. */
static const char *objection(const struct process *p, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "it is not a regular file, so it is not opened";
	if (st.st_uid != p->user)
		return "it does not belong to the process's user, so it is not opened: if you trust it, give its name instead of the PID";
	return NULL;
}

/* Open the file of an O_PATH descriptor for reading, even if its path now leads elsewhere. */
static int open_again(int found)
{
	char link[64];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", found);
	return open(link, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* Return why the file is not a recording, or NULL if it is one. */
static const char *other_content(int fd)
{
	const struct timespec round = {.tv_nsec = ROUND_NS};
	char magic[COHMEM_RECORDING_HEAD_BYTES];
	ssize_t got = pread(fd, magic, sizeof(magic), 0);

	/* A program that has just started makes its first write within 20 ms. */
	for (int i = 0; got == 0 && i < ROUNDS; i++) {
		nanosleep(&round, NULL);
		got = pread(fd, magic, sizeof(magic), 0);
	}
	if (got == 0)
		return "nothing is recorded in it yet";
	if (got != sizeof(magic) || memcmp(magic, COHMEM_RECORDING_MAGIC, sizeof(magic)))
		return "it is not a recording of cohmem";
	return NULL;
}

/* Open the recording at @path below @root. Return -ENOENT if there is none, -1 on other errors; *@why is the reason. */
static int open_recording(const struct process *p, int root, const char *path, const char **why)
{
	int found = open_in_root(root, path), fd = -1;

	if (found < 0) {
		*why = strerror(errno);
		return errno == ENOENT || errno == ENAMETOOLONG ? -ENOENT : -1;
	}
	*why = objection(p, found);
	if (!*why) {
		fd = open_again(found);
		*why = fd < 0 ? strerror(errno) : other_content(fd);
	}
	close(found);
	if (fd >= 0 && *why) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* If FILE exists already, a program records to FILE.PID, with the PID that it has in its own namespace. */
static FILE *open_either(const struct process *p, int root, char *name, size_t room)
{
	char path[2 * PATH_MAX];
	const char *why;
	int fd;

	if (!path_from_root(p, path, sizeof(path))) {
		process_fail(p, p->trace,
			     "the process's working directory is not below its root directory");
		return NULL;
	}
	snprintf(name, room, "%s.%lu", path, p->own_pid);
	fd = open_recording(p, root, name, &why);
	if (fd == -ENOENT) {
		snprintf(name, room, "%s", path);
		fd = open_recording(p, root, name, &why);
	}
	if (fd >= 0)
		return fdopen(fd, "rb");
	process_fail(p, name, why);
	return NULL;
}

FILE *top_process(const char *pid, char *name, size_t room)
{
	struct process p = {.shown = pid};
	char folder[64];
	FILE *file = NULL;
	int root = -1;

	snprintf(folder, sizeof(folder), "/proc/%.20s", pid);
	p.folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (!read_environment(&p))
		goto close;
	root = openat(p.folder, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0 || !read_status(&p))
		process_fail(&p, "", "its root directory or its user ID cannot be read");
	else
		file = open_either(&p, root, name, room);
	if (root >= 0)
		close(root);
close:
	if (p.folder >= 0)
		close(p.folder);
	return file;
}
