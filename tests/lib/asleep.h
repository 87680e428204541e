/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Find out whether a thread waits in the kernel, so that a test can act as soon as it does. */
#ifndef TESTS_LIB_ASLEEP_H
#define TESTS_LIB_ASLEEP_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* Returns true if @tid, of any process that we may inspect, is blocked in system call @number. */
static inline bool asleep_in(pid_t tid, long number)
{
	char path[32];
	long found = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/syscall", (int)tid);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (fscanf(file, "%ld", &found) != 1) /* the file contains "running" */
		found = -1;
	fclose(file);
	return found == number;
}

/* Returns true if @tid, of any process, sleeps in any system call; works for emulated programs, too. */
static inline bool asleep(pid_t tid)
{
	char path[32], state = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)tid);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	fclose(file);
	return state == 'S';
}

#endif
