/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Runs subcommands of cohmem on files that contain the fuzzer's input. */
#ifndef TESTS_FUZZ_OUTPUT_H
#define TESTS_FUZZ_OUTPUT_H

#include <jansson.h>
#include <stddef.h>

/* Create a file in memory with these bytes, and store its path in @path (64 bytes). Returns a descriptor to close. */
int file_of(char *path, const void *data, size_t size);
/* Between these calls standard output is collected in @text, to be freed by the caller, and stderr is dropped. */
void output_begin(char **text);
void output_end(void);
/* Call @command with the NULL-terminated @argv. Its output is stored in @text, to be freed by the caller. */
int run_command(int (*command)(int argc, char **argv), const char **argv, char **text);
/* Parse a command's output as JSON; aborts if it is not JSON. */
json_t *json_of(const char *text);

#endif
