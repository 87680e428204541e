/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Runs subcommands of cohmem on files of the fuzzer's bytes. */
#ifndef TESTS_FUZZ_OUTPUT_H
#define TESTS_FUZZ_OUTPUT_H

#include <jansson.h>
#include <stddef.h>

/* @path: room for 64; of a file in memory with these bytes. Returns its descriptor, to be closed. */
int file_of(char *path, const void *data, size_t size);
/* Between them standard output is in @text, to be freed, and messages are dropped. */
void output_begin(char **text);
void output_end(void);
/* Calls @command with the arguments up to NULL. What it prints is in @text, to be freed. */
int run_command(int (*command)(int argc, char **argv), const char **argv, char **text);
/* What it printed as JSON; NULL, which is demanded not to be, if it is none. */
json_t *json_of(const char *text);

#endif
