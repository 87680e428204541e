/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "options.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_AREA   ((size_t)4 << 30)
#define MAX_BUFFER ((size_t)4 << 20)

static const struct argp_option table[] = {
	{"area", 'a', "SIZE", 0, "size of the device's own area, suffix K, M or G (default 1M)", 0},
	{"exclusive", 'x', "0|1", 0, "1: no generic memory when the area is full (default 0)", 0},
	{"depth", 'd', "N", 0, "requests in flight, 1 to 256 (default 64)", 0},
	{"buffer", 'b', "SIZE", 0, "bytes per request, a multiple of 512 (default 32K)", 0},
	{"heap", 'h', "NAME", 0, "take the area's memory from /dev/dma_heap/NAME", 0},
	{"refuse", 'r', "WHAT", 0,
	 "transfer no file, but show that the device refuses an address that was never handed out (never) or that was released (released)",
	 0},
	{0},
};

/* A number with an optional K, M or G; false if it is not a number or does not fit. */
static bool parse_size(const char *text, size_t *size)
{
	static const char units[] = "KMG";
	unsigned int shift = 0;
	const char *unit;
	char *end;
	unsigned long long n;

	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || end == text || text[0] < '0' || text[0] > '9')
		return false;
	if (*end && (unit = strchr(units, *end))) {
		shift = 10 * (unsigned int)(unit - units + 1);
		end++;
	}
	if (*end || n > SIZE_MAX >> shift)
		return false;
	*size = (size_t)n << shift;
	return true;
}

static void set_area(const char *arg, struct options *o, struct argp_state *state)
{
	if (!parse_size(arg, &o->blk.area_size) || o->blk.area_size == 0 ||
	    o->blk.area_size % COHMEM_PAGE_SIZE || o->blk.area_size > MAX_AREA)
		argp_error(state, "the area's size '%s' is not a multiple of 4K up to 4G", arg);
}

static void set_buffer(const char *arg, struct options *o, struct argp_state *state)
{
	if (!parse_size(arg, &o->blk.buffer) || o->blk.buffer == 0 || o->blk.buffer % BLK_SECTOR ||
	    o->blk.buffer > MAX_BUFFER)
		argp_error(state, "the buffer's size '%s' is not a multiple of 512 up to 4M", arg);
}

static void set_depth(const char *arg, struct options *o, struct argp_state *state)
{
	size_t depth;

	if (!parse_size(arg, &depth) || depth == 0 || depth > BLK_MAX_DEPTH)
		argp_error(state, "the depth '%s' is not a number from 1 to %d", arg,
			   BLK_MAX_DEPTH);
	o->blk.depth = (unsigned int)depth;
}

static void set_exclusive(const char *arg, struct options *o, struct argp_state *state)
{
	if (strcmp(arg, "0") && strcmp(arg, "1"))
		argp_error(state, "exclusive must be 0 or 1, not '%s'", arg);
	o->blk.exclusive = arg[0] == '1';
}

static void set_refuse(const char *arg, struct options *o, struct argp_state *state)
{
	if (!strcmp(arg, "never"))
		o->refuse = REFUSE_NEVER;
	else if (!strcmp(arg, "released"))
		o->refuse = REFUSE_RELEASED;
	else
		argp_error(state, "refuse must be never or released, not '%s'", arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'a':
		set_area(arg, o, state);
		return 0;
	case 'b':
		set_buffer(arg, o, state);
		return 0;
	case 'd':
		set_depth(arg, o, state);
		return 0;
	case 'h':
		o->blk.heap = arg;
		return 0;
	case 'x':
		set_exclusive(arg, o, state);
		return 0;
	case 'r':
		set_refuse(arg, o, state);
		return 0;
	case ARGP_KEY_ARG:
		if (o->file)
			argp_error(state, "more than one file: '%s' is the second", arg);
		o->file = arg;
		return 0;
	case ARGP_KEY_END:
		if (!o->file && o->refuse == REFUSE_NOTHING)
			argp_error(state, "no file is given");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

void options_parse(struct options *o, int argc, char **argv)
{
	static const struct argp argp = {
		.options = table,
		.parser = parse,
		.args_doc = "FILE",
		.doc = "Writes FILE through a real vhost-user-blk device (qemu-storage-daemon) and reads it back.  The device's rings, requests and data lie in its own coherent area.\vExample: vhost-blk --area 256K --depth 32 /usr/bin/git",
	};

	*o = (struct options){
		.blk = {.area_size = (size_t)1 << 20, .depth = 64, .buffer = 32 << 10}};
	argp_err_exit_status = 2;
	argp_parse(&argp, argc, argv, 0, NULL, o);
}
