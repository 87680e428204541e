/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem dt: show the reserved memory of a device tree, and check it. */
#include "dt.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../common/commands.h"
#include "../common/output.h"

#define MOST_BYTES ((size_t)2 << 20) /* the limit of the arm64 boot protocol */
#define LIVE       "/proc/device-tree"

static const char doc[] =
	"Show the reserved memory of a device tree: how Linux uses each pool, which devices refer to it, and what looks wrong. FILE is a .dtb file or a directory like /proc/device-tree.\vExamples: cohmem dt /boot/dtbs/board.dtb; cohmem dt --live; cohmem dt --svg board.dtb > board.svg\n\nExit status: 0 if no errors were found, 1 if the tree has errors, 2 if FILE cannot be read as a device tree.";

enum format {
	TEXT,
	JSON = 'j',
	SVG = 's',
};

struct options {
	const char *file;
	enum format format;
};

static const struct argp_option option_list[] = {
	{"json", JSON, NULL, 0, "print JSON", 0},
	{"svg", SVG, NULL, 0, "print an SVG picture of physical memory with its pools", 0},
	{"live", 'l', NULL, 0, "read the tree that Linux runs with, from " LIVE, 0},
	{0},
};

static error_t dt_parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case JSON:
	case SVG:
		options->format = (enum format)key;
		return 0;
	case 'l':
	case ARGP_KEY_ARG:
		if (options->file)
			refuse(state, "one tree at a time");
		options->file = key == 'l' ? LIVE : arg;
		return 0;
	case ARGP_KEY_END:
		if (!options->file)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Read the whole file. The caller frees the result. Return NULL after reporting the reason. */
static void *dt_read_file(const char *name, size_t *bytes)
{
	FILE *file = fopen(name, "rb");
	size_t room = 0;
	char *data = NULL;

	*bytes = 0;
	while (file && !ferror(file) && !feof(file) && *bytes == room && room < MOST_BYTES) {
		char *more = realloc(data, room = room ? 2 * room : 1 << 16);

		if (!more)
			break;
		data = more;
		*bytes += fread(data + *bytes, 1, room - *bytes, file);
	}
	if (file && feof(file) && !ferror(file)) {
		fclose(file);
		return data;
	}
	complain("cohmem dt: %s: %s%s\n", name,
		 !strcmp(name, LIVE) ? "this machine runs without a device tree: " : "",
		 !file || ferror(file) ? strerror(errno) : "it is too large for a device tree");
	if (file)
		fclose(file);
	free(data);
	return NULL;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool has_errors(json_t *findings)
{
	json_t *finding;
	size_t i;

	json_array_foreach(findings, i, finding) {
		if (!strcmp(json_string_value(json_object_get(finding, "severity")), "error"))
			return true;
	}
	return false;
}

static int dt_show(const struct dt *dt, const struct options *options)
{
	json_t *read = dt_read(dt), *findings = dt_findings(dt);
	int status = has_errors(findings) ? STATUS_NO : STATUS_DONE;

	json_object_set_new(read, "findings", findings);
	if (options->format == JSON) {
		say_json(read);
	} else if (options->format == SVG) {
		if (dt_draw(read)) {
			complain("cohmem dt: no memory for the picture\n");
			status = STATUS_BAD;
		}
	} else {
		dt_print(read);
	}
	json_decref(read);
	return status;
}

/* Check that the file is a device tree, and show it. */
static int dt_examine(const void *fdt, size_t bytes, const struct options *options)
{
	const char *why = "no memory for its pools";
	int status = STATUS_BAD;
	struct dt dt = {0};

	if (cohmem_dt_check(fdt, bytes, &why) == 0 && dt_begin(&dt, fdt))
		status = dt_show(&dt, options);
	else
		complain("cohmem dt: %s: cannot be read as a device tree: %s\n", options->file,
			 why);
	dt_end(&dt);
	return status;
}

int cohmem_dt(int argc, char **argv)
{
	const struct argp argp = {option_list, dt_parse, "FILE", doc, NULL, NULL, NULL};
	struct options options = {0};
	size_t bytes;
	void *fdt;
	int status;

	parse_arguments(&argp, argc, argv, 0, &options);
	fdt = is_folder(options.file) ? dt_read_folder(options.file, &bytes)
				      : dt_read_file(options.file, &bytes);
	if (!fdt)
		return STATUS_BAD;
	status = dt_examine(fdt, bytes, &options);
	free(fdt);
	return end_output("dt", status);
}
