/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem top: show how full areas are and who holds DMA memory, from a recording that is still being written. */
#include <argp.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "../common/commands.h"
#include "../common/output.h"
#include "top.h"

static const char doc[] =
	"Watch a recording while it is being written. Shows for each area and each device: memory in use and its peak, the smallest area that would have been enough, allocations and frees per second; and who holds the most. Press q to quit.\vPID is a process that runs with COHMEM_TRACE=FILE, whose recording is FILE.PID or FILE; FILE is such a recording, or one that cohmem record is writing.\n\nExamples: COHMEM_TRACE=/tmp/t myprogram & cohmem top $!; cohmem top --once /tmp/t\n\nExit status: 0 on success, 2 if the recording cannot be read.";

static const struct argp_option option_list[] = {
	{"once", '1', NULL, 0, "show the current state once, and exit", 0},
	{"json", 'j', NULL, 0, "the same, as JSON", 0},
	{"interval", 'i', "MS", 0, "update every MS milliseconds (default 1000)", 0},
	{0},
};

struct options {
	const char *what;
	bool once;
	bool json;
	uint64_t interval;
};

static error_t top_parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case '1':
		o->once = true;
		return 0;
	case 'j':
		o->json = true;
		return 0;
	case 'i':
		o->interval = strtoull(arg, NULL, 10);
		if (o->interval < 10 || o->interval > 3600000)
			refuse(state, "'%s' is not a number of milliseconds from 10 to 3600000",
			       arg);
		return 0;
	case ARGP_KEY_ARG:
		if (o->what)
			refuse(state, "one recording at a time");
		o->what = arg;
		return 0;
	case ARGP_KEY_END:
		if (!o->what)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static struct termios before;

static void restore(void)
{
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	say("\033[?25h\033[?1049l");
	say_now();
}

/* Read keys one by one, without Enter, and use the alternate screen, so that the old contents return at exit. */
static void take_screen(void)
{
	struct termios raw;

	tcgetattr(STDIN_FILENO, &before);
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	atexit(restore);
	say("\033[?1049h\033[?25l");
}

/* Wait for a key or the next update. Return false if q was pressed or the terminal is gone. */
static bool wait_for_key(uint64_t milliseconds)
{
	struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
	char key = 0;

	if (poll(&in, 1, (int)milliseconds) <= 0)
		return true;
	return read(STDIN_FILENO, &key, 1) == 1 && key != 'q';
}

static size_t terminal_rows(void)
{
	struct winsize size = {0};

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 5 ? size.ws_row : 50;
}

static int top_watch(struct top *top, const struct options *o)
{
	bool terminal = !o->once && !o->json && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);

	if (terminal)
		take_screen();
	do {
		if (!top_read(top))
			return STATUS_BAD;
		if (terminal)
			say("\033[H\033[J");
		if (o->json)
			top_json(top);
		else
			top_print(top, terminal ? terminal_rows() : SIZE_MAX);
		say_now();
	} while (terminal && wait_for_key(o->interval));
	return STATUS_DONE;
}

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == 0;
}

int cohmem_top(int argc, char **argv)
{
	const struct argp argp = {option_list, top_parse, "PID|FILE", doc, NULL, NULL, NULL};
	struct options o = {.interval = 1000};
	char path[2 * PATH_MAX + 32];
	FILE *file = NULL;
	struct top top;
	int status;

	parse_arguments(&argp, argc, argv, 0, &o);
	snprintf(path, sizeof(path), "%s", o.what);
	if (is_number(o.what) && access(o.what, F_OK)) {
		file = top_process(o.what, path, sizeof(path));
		if (!file)
			return STATUS_BAD;
	}
	if (!top_begin(&top, file, path))
		return STATUS_BAD;
	status = top_watch(&top, &o);
	top_end(&top);
	return end_output("top", status);
}
