/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The subcommands of cohmem. Each has its own folder. */
#ifndef TOOLS_COMMON_COMMANDS_H
#define TOOLS_COMMON_COMMANDS_H

/* Exit statuses. */
enum status {
	STATUS_DONE = 0,
	STATUS_NO = 1,  /* the answer is negative */
	STATUS_BAD = 2, /* invalid arguments, or input that cannot be read */
};

/* Like main(), with argv[0] "cohmem NAME". */
int cohmem_doctor(int argc, char **argv);
int cohmem_dt(int argc, char **argv);
int cohmem_map(int argc, char **argv);
int cohmem_record(int argc, char **argv);
int cohmem_replay(int argc, char **argv);
int cohmem_size(int argc, char **argv);
int cohmem_top(int argc, char **argv);

#endif
