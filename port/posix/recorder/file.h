/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The file that a process records to. */
#ifndef PORT_POSIX_RECORDER_FILE_H
#define PORT_POSIX_RECORDER_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct cohmem_recorder_file {
	char wanted[PATH_MAX]; /* absolute: children may change their working directory */
	char path[PATH_MAX];
	dev_t device;
	ino_t inode;
	bool suffixed; /* .PID was appended */
	bool regular; /* not a pipe, a terminal or a file that was already open: a child can continue it */
};

/*
 * Create a file for a new recording: @wanted if it does not exist or is empty, else @wanted.PID, so that nothing is
 * overwritten. Symbolic links are not followed. /dev/fd/N and similar names mean files that are already open. Returns
 * the file, locked if it is a regular one, or -errno.
 */
int cohmem__recorder_create(struct cohmem_recorder_file *file, const char *wanted);
/* Create a file for a child process: its parent's @wanted, with .PID appended. Returns the file, locked, or -errno. */
int cohmem__recorder_create_own(struct cohmem_recorder_file *file);

/*
 * Open the recording of a parent that has exited, to continue it after its last complete record. The first @whole bytes
 * are known to be complete records. Returns the file, locked, or -errno. -EWOULDBLOCK: the parent has not exited.
 */
int cohmem__recorder_continue(const struct cohmem_recorder_file *file, uint64_t whole);

#endif
