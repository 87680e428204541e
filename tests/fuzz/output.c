/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "output.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "input.h"

int file_of(char *path, const void *data, size_t size)
{
	int fd = memfd_create("fuzz", 0);

	demand(fd >= 0 && write(fd, data, size) == (ssize_t)size, "a file in memory");
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static FILE *output, *messages;

void output_begin(char **text)
{
	static size_t size;

	output = stdout;
	messages = stderr;
	stdout = open_memstream(text, &size);
	stderr = fopen("/dev/null", "w");
	demand(stdout && stderr, "a stream in memory");
}

void output_end(void)
{
	fclose(stdout);
	fclose(stderr);
	stdout = output;
	stderr = messages;
}

int run_command(int (*command)(int argc, char **argv), const char **argv, char **text)
{
	int argc = 0, status;

	while (argv[argc])
		argc++;
	output_begin(text);
	status = command(argc, (char **)(uintptr_t)argv);
	output_end();
	return status;
}

json_t *json_of(const char *text)
{
	json_error_t why;
	json_t *json = json_loads(text, 0, &why);

	demand(json != NULL, "what it printed is not JSON");
	return json;
}
