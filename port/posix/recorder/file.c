/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "file.h"

#include <cohmem/recording.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLAGS      (O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY)
#define MAX_SUFFIX 100

/* Return the number of the open file that @path names (/dev/stdout, /dev/fd/N), or -1 if it names no such file. */
static int open_already(const char *path)
{
	static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
	char *end;
	long fd;

	if (!strcmp(path, "/dev/stdout"))
		return STDOUT_FILENO;
	if (!strcmp(path, "/dev/stderr"))
		return STDERR_FILENO;
	for (size_t i = 0; i < 2; i++) {
		size_t length = strlen(folders[i]);

		if (strncmp(path, folders[i], length) || path[length] < '0' || path[length] > '9')
			continue;
		fd = strtol(path + length, &end, 10);
		return *end || fd > INT_MAX ? -1 : (int)fd;
	}
	return -1;
}

/* Set @file->wanted to an absolute path, which remains valid when the working directory changes. */
static int make_absolute(struct cohmem_recorder_file *file, const char *wanted)
{
	size_t used = 0;

	if (wanted[0] != '/') {
		if (!getcwd(file->wanted, PATH_MAX))
			return -errno;
		used = strlen(file->wanted);
	}
	if (snprintf(file->wanted + used, PATH_MAX - used, "%s%s", used ? "/" : "", wanted) >=
	    (int)(PATH_MAX - used))
		return -ENAMETOOLONG;
	return 0;
}

static int close_with(int fd, int err)
{
	close(fd);
	return err;
}

/*
 * Record the identity of a file, and lock it if it is a regular one. The lock shows that the process
 * that records to it is alive. Returns @fd, or closes it and returns -errno.
 */
static int adopt(struct cohmem_recorder_file *file, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return close_with(fd, -errno);
	file->regular = S_ISREG(st.st_mode);
	file->device = st.st_dev;
	file->inode = st.st_ino;
	if (file->regular && flock(fd, LOCK_EX | LOCK_NB))
		return close_with(fd, -errno);
	return fd;
}

/* Return true if an existing file may be written: no regular file, or this user's, empty and without other links. */
static bool may_use(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 &&
	       (!S_ISREG(st.st_mode) ||
		(st.st_size == 0 && st.st_uid == geteuid() && st.st_nlink == 1));
}

static int file_create(struct cohmem_recorder_file *file)
{
	int fd = open(file->path, FLAGS | O_CREAT | O_EXCL, 0600);

	return fd < 0 ? -errno : adopt(file, fd);
}

/* Open the file that already exists at the path. -EEXIST: it must not be written. */
static int file_claim(struct cohmem_recorder_file *file)
{
	int fd = open(file->path, FLAGS);

	if (fd < 0)
		return -errno;
	if (!may_use(fd))
		return close_with(fd, -EEXIST);
	fd = adopt(file, fd);
	return fd == -EWOULDBLOCK ? -EEXIST : fd;
}

int cohmem__recorder_create_own(struct cohmem_recorder_file *file)
{
	const size_t length = strlen(file->wanted);

	for (int i = 0; i < MAX_SUFFIX; i++) {
		char suffix[32];
		int fd;

		snprintf(suffix, sizeof(suffix), i ? ".%d.%d" : ".%d", (int)getpid(), i);
		if (length + strlen(suffix) >= sizeof(file->path))
			return -ENAMETOOLONG;
		memcpy(file->path, file->wanted, length);
		strcpy(file->path + length, suffix);
		file->suffixed = true;
		fd = file_create(file);
		if (fd != -EEXIST)
			return fd;
	}
	return -EEXIST;
}

int cohmem__recorder_create(struct cohmem_recorder_file *file, const char *wanted)
{
	int open = open_already(wanted), fd, err;

	if (open >= 0) {
		fd = fcntl(open, F_DUPFD_CLOEXEC, 0);
		file->regular = false;
		return fd < 0 ? -errno : fd;
	}
	err = make_absolute(file, wanted);
	if (err)
		return err;
	strcpy(file->path, file->wanted);
	fd = file_create(file);
	if (fd == -EEXIST)
		fd = file_claim(file);
	return fd == -EEXIST ? cohmem__recorder_create_own(file) : fd;
}

/* Return the end of the last complete record. @at is the end of a record, or of the header. */
static off_t whole_records(int fd, off_t at)
{
	struct cohmem_record record;
	struct stat st;

	if (fstat(fd, &st))
		return at;
	while (pread(fd, &record, sizeof(record), at) == (ssize_t)sizeof(record)) {
		bool text =
			record.kind == COHMEM_RECORDED_NAME || record.kind == COHMEM_RECORDED_WHY;
		off_t next = at + (off_t)sizeof(record);

		if (text && record.size <= COHMEM_RECORDING_NAME_BYTES)
			next += (off_t)((record.size + 7) & ~(uint64_t)7);
		if (next > st.st_size)
			break;
		at = next;
	}
	return at;
}

int cohmem__recorder_continue(const struct cohmem_recorder_file *file, uint64_t whole)
{
	int fd = open(file->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	struct stat st;
	off_t end;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		return close_with(fd, -errno);
	if (st.st_dev != file->device || st.st_ino != file->inode)
		return close_with(fd, -ENOENT);
	if (flock(fd, LOCK_EX | LOCK_NB))
		return close_with(fd, -errno);
	end = whole_records(fd, (off_t)whole);
	if (ftruncate(fd, end) || lseek(fd, end, SEEK_SET) < 0)
		return close_with(fd, -errno);
	return fd;
}
