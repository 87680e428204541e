/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem: the command. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/commands.h"
#include "common/output.h"

/* Makes the library ignore COHMEM_TRACE, COHMEM_DEBUG and COHMEM_FAIL, which are for programs that drive devices. */
extern bool cohmem__is_a_tool;
bool cohmem__is_a_tool = true;

static const struct {
	const char *name;
	const char *full_name;
	int (*run)(int argc, char **argv);
	const char *what;
} commands[] = {
	{"doctor", "cohmem doctor", cohmem_doctor, "show which DMA memory this machine offers"},
	{"dt", "cohmem dt", cohmem_dt, "show the reserved memory of a device tree, and check it"},
	{"map", "cohmem map", cohmem_map, "show the snapshots in a file: how full each area was"},
	{"record", "cohmem record", cohmem_record,
	 "record the running kernel's allocations of DMA memory"},
	{"replay", "cohmem replay", cohmem_replay,
	 "show how a pool would serve recorded allocations"},
	{"size", "cohmem size", cohmem_size,
	 "compute how large a pool must be for recorded allocations"},
	{"top", "cohmem top", cohmem_top, "show who holds DMA memory now"},
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int usage(void (*to)(const char *format, ...) __attribute__((format(printf, 1, 2))),
		 int status)
{
	to("usage: cohmem COMMAND [ARGUMENT...]\n\n");
	for (size_t i = 0; i < COMMANDS; i++)
		to("  %-8s %s\n", commands[i].name, commands[i].what);
	to("\nRun 'cohmem COMMAND --help' for more about a command.\n");
	return status;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage(complain, STATUS_BAD);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
		return usage(say, STATUS_DONE);
	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name))
			continue;
		argv[1] = (char *)commands[i].full_name;
		return commands[i].run(argc - 1, argv + 1);
	}
	complain("cohmem: there is no command '%s'\n", argv[1]);
	return usage(complain, STATUS_BAD);
}
