/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Arbitrary bytes as a file of snapshots, for cohmem map with text and JSON output; it must read its own JSON back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../tools/common/commands.h"
#include "input.h"
#include "output.h"

/* @option: may be NULL. "--" is there because @name may look like an option. */
static int map(const char *option, const char *path, const char *name, char **text)
{
	const char *argv[6] = {"cohmem map"};
	size_t argc = 1;

	if (option)
		argv[argc++] = option;
	argv[argc++] = "--";
	argv[argc++] = path;
	argv[argc++] = name;
	return run_command(cohmem_map, argv, text);
}

/* One line for each snapshot, as cohmem_snapshot() writes them. */
static char *lines_of(json_t *snapshots, size_t *size)
{
	char *lines = NULL;
	FILE *file = open_memstream(&lines, size);
	json_t *snapshot;
	size_t i;

	json_array_foreach(snapshots, i, snapshot) {
		json_dumpf(snapshot, file, JSON_COMPACT);
		fputc('\n', file);
	}
	fclose(file);
	return lines;
}

/* The snapshots that were read once must be read unchanged when written again. */
static void read_again(json_t *found)
{
	char path[64], *text, *lines;
	size_t size;
	json_t *again;
	int fd;

	lines = lines_of(found, &size);
	fd = file_of(path, lines, size);
	demand(map("--json", path, NULL, &text) == STATUS_DONE, "its own output is refused");
	again = json_of(text);
	demand(json_equal(found, again), "its own output is read as something else");
	json_decref(again);
	free(text);
	free(lines);
	close(fd);
}

/* If the first snapshot has a name, it must be found by that name. */
static void find_by_name(json_t *found, const char *path, int all)
{
	const char *name = json_string_value(json_object_get(json_array_get(found, 0), "name"));
	char *text;
	int status;

	if (!name)
		return;
	status = map("--json", path, name, &text);
	demand(status == all, "a name that is there is not found");
	free(text);
	demand(map("--last", path, name, &text) == all, "the last one of a name is not found");
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64], *text;
	int fd = file_of(path, data, size), status;
	json_t *found;

	status = map("--json", path, NULL, &text);
	found = json_of(text);
	free(text);
	demand(status == STATUS_DONE || status == STATUS_BAD, "another status");
	demand(map("--last", path, NULL, &text) == status, "another status for the last one");
	free(text);
	/* All snapshots as text. */
	demand(map(NULL, path, NULL, &text) == status, "another status as text");
	demand(!json_array_size(found) == !text[0],
	       "text without snapshots, or snapshots without text");
	free(text);
	read_again(found);
	find_by_name(found, path, status);
	json_decref(found);
	close(fd);
	return 0;
}
