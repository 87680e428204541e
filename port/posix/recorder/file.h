/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Which file a process records to. */
#ifndef PORT_POSIX_RECORDER_FILE_H
#define PORT_POSIX_RECORDER_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct cohmem_recorder_file {
	char wanted[PATH_MAX]; /* absolute: children may be in another folder */
	char path[PATH_MAX];
	dev_t device;
	ino_t inode;
	bool suffixed; /* .PID was appended */
	bool regular; /* else a pipe, a terminal, a file that was open already: nobody else can go on with it */
};

/*
 * A file for a new recording: @wanted if it does not exist or is empty, else @wanted.PID, so that nothing is
 * overwritten. Links are not followed, except /dev/fd/N and the like, which name files that are open. Returns the file, locked,
 * or -errno.
 */
int cohmem__recorder_create(struct cohmem_recorder_file *file, const char *wanted);
/* For a child process: always what the parent wanted, with .PID appended. */
int cohmem__recorder_create_own(struct cohmem_recorder_file *file);

/*
 * The recording of a process that has exited, to be continued behind its last whole record; the first @whole bytes are
 * known to be records. -EWOULDBLOCK: it has not exited.
 */
int cohmem__recorder_continue(const struct cohmem_recorder_file *file, uint64_t whole);

#endif
