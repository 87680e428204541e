/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The subcommands of cohmem: each in a file of its own. */
#ifndef TOOLS_COMMON_COMMANDS_H
#define TOOLS_COMMON_COMMANDS_H

/* What the program ends with. */
enum status {
	STATUS_DONE = 0,
	STATUS_NO = 1,  /* the answer is no */
	STATUS_BAD = 2, /* arguments or input that cannot be understood */
};

/* As main(); argv[0] is "cohmem NAME". */
int cohmem_doctor(int argc, char **argv);
int cohmem_dt(int argc, char **argv);
int cohmem_map(int argc, char **argv);
int cohmem_record(int argc, char **argv);
int cohmem_replay(int argc, char **argv);
int cohmem_size(int argc, char **argv);
int cohmem_top(int argc, char **argv);

#endif
