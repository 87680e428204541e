/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "format.h"
#include "visible.h"

static bool no_answer; /* say_json() could not print its answer */

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_format(stdout, format, &args);
	va_end(args);
}

void complain(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_format(stderr, format, &args);
	va_end(args);
}

/* Escape invisible characters, as JSON allows. The characters below ' ' are jansson's line breaks. */
static int put_json(const char *text, size_t bytes, void *context)
{
	const char *end = text + bytes;

	(void)context;
	while (text < end) {
		size_t count;
		uint32_t code = utf8_decode(text, (size_t)(end - text), &count);

		if (code < ' ' || is_visible(code))
			fwrite(text, 1, count, stdout);
		else if (code > 0xffff)
			printf("\\u%04x\\u%04x", 0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff));
		else
			printf("\\u%04x", code);
		text += count;
	}
	return 0;
}

void say_json(json_t *json)
{
	no_answer |= json_dump_callback(json, put_json, NULL, JSON_INDENT(1)) != 0;
	printf("\n");
}

void say_now(void)
{
	fflush(stdout);
}

void refuse(const struct argp_state *state, const char *format, ...)
{
	char *text = NULL;
	size_t bytes;
	va_list args;
	FILE *to = open_memstream(&text, &bytes);

	va_start(args, format);
	if (to)
		print_format(to, format, &args);
	va_end(args);
	if (to)
		fclose(to);
	argp_error(state, "%s",
		   text ? text : "an argument is invalid (no memory to show which one)");
	free(text); /* argp_error() returns if ARGP_NO_EXIT is set */
}

/* Make visible what argp and getopt print, except for newlines. */
static ssize_t write_visible(void *to, const char *text, size_t bytes)
{
	const char *end = text + bytes;
	char one[VISIBLE_BYTES];

	while (text < end) {
		if (*text == '\n') {
			fputc(*text++, to);
		} else {
			size_t shown = visible_next(&text, end, one);

			fwrite(one, 1, shown, to);
		}
	}
	return (ssize_t)bytes;
}

/* Copy the name of a long option to @to, or "" if @word is not one. Return @to. */
static const char *option_name(const char *word, char *to, size_t room)
{
	snprintf(to, room, "%.*s", strncmp(word, "--", 2) ? 0 : (int)strcspn(word, "="), word);
	return to;
}

/* getopt prints unknown options unchanged, and write_visible() takes a newline in one for the end of the message. */
static void refuse_hidden(int argc, char **argv, bool in_order)
{
	char name[4096], shown[sizeof(name)];

	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if (in_order && argv[i][0] != '-')
			return;
		option_name(argv[i], name, sizeof(name));
		if (strcmp(name, visible(shown, sizeof(shown), name)) == 0)
			continue;
		complain("%s: unrecognized option '%s'\n", argv[0], name);
		exit(STATUS_BAD);
	}
}

void parse_arguments(const struct argp *argp, int argc, char **argv, unsigned int flags,
		     void *input)
{
	FILE *before = stderr;
	FILE *filter = fopencookie(before, "w", (cookie_io_functions_t){.write = write_visible});

	argp_err_exit_status = STATUS_BAD;
	refuse_hidden(argc, argv, flags & ARGP_IN_ORDER);
	if (filter) {
		setvbuf(filter, NULL, _IOLBF, BUFSIZ);
		stderr = filter;
	}
	argp_parse(argp, argc, argv, flags, NULL, input);
	stderr = before;
	if (filter)
		fclose(filter);
}

int end_output(const char *command, int status)
{
	bool written = !fflush(stdout) && !ferror(stdout);

	if (written && !no_answer)
		return status;
	complain("cohmem %s: standard output: %s\n", command,
		 written ? "no memory for the JSON text" : strerror(errno));
	return STATUS_BAD;
}
