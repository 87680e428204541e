/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * COHMEM_DEBUG, COHMEM_FAIL, COHMEM_TRACE and COHMEM_LOG, for programs that do not know of them. Such a program may
 * have set no log, so with COHMEM_DEBUG or COHMEM_FAIL all reports go to stderr.
 */
#include "environment.h"

#include <cohmem/debug.h>
#include <cohmem/fail.h>
#include <cohmem/port.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "fork.h"
#include "recorder/recorder.h"
#include "sanitizers.h"

static void at_exit(void)
{
	cohmem_debug_check(NULL);
	cohmem_debug_leaks(NULL);
}

static void debug_from(const char *text)
{
	int level = !strcmp(text, "0")       ? COHMEM_DEBUG_OFF
		    : !strcmp(text, "1")     ? COHMEM_DEBUG_ON
		    : !strcmp(text, "abort") ? COHMEM_DEBUG_ABORT
					     : -1;

	if (level < 0)
		cohmem__say("COHMEM_DEBUG=%s: it can be 0, 1 or abort", text);
	if (level <= 0)
		return;
	cohmem__say_reports = SAY_ALL_REPORTS;
	if (cohmem_debug_set(level))
		cohmem__say("COHMEM_DEBUG=%s: out of memory", text);
	else
		atexit(at_exit);
}

static const struct {
	const char *name;
	unsigned int where;
} places[] = {
	{"alloc", COHMEM_FAIL_ALLOC}, {"pool", COHMEM_FAIL_POOL},       {"slab", COHMEM_FAIL_SLAB},
	{"area", COHMEM_FAIL_AREA},   {"generic", COHMEM_FAIL_GENERIC}, {"any", COHMEM_FAIL_ANY},
};

/* Parse a list such as "area+pool". Returns false if a name in it is unknown. */
static bool parse_where(const char *text, unsigned int *where)
{
	*where = 0;
	for (;;) {
		size_t length = strcspn(text, "+"), i = 0;

		while (i < sizeof(places) / sizeof(places[0]) &&
		       (strlen(places[i].name) != length || strncmp(places[i].name, text, length)))
			i++;
		if (i == sizeof(places) / sizeof(places[0]))
			return false;
		*where |= places[i].where;
		if (!text[length])
			return true;
		text += length + 1;
	}
}

static bool parse_number(const char *text, unsigned long long most, unsigned long long *value)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return !errno && !*end && *value <= most;
}

static bool parse_percent(const char *text, unsigned int *per_million)
{
	char *end;
	double percent = strtod(text, &end);

	if (end == text || *end || !(percent > 0 && percent <= 100))
		return false;
	*per_million = (unsigned int)(percent * 10000 + 0.5);
	return *per_million > 0;
}

/* Parse one name=value. Returns false if it is invalid. */
static bool parse_member(char *name, char *value, struct cohmem_fail *fail)
{
	unsigned long long number;

	if (!strcmp(name, "where"))
		return parse_where(value, &fail->where);
	if (!strcmp(name, "device")) {
		fail->device = value;
		return true;
	}
	if (!strcmp(name, "percent"))
		return parse_percent(value, &fail->per_million);
	if (!strcmp(name, "seed") && parse_number(value, UINT64_MAX, &number)) {
		fail->seed = number;
		return true;
	}
	if (!parse_number(value, (unsigned long)-1, &number))
		return false;
	if (!strcmp(name, "nth"))
		fail->nth = (unsigned long)number;
	else if (!strcmp(name, "times"))
		fail->times = (unsigned long)number;
	else
		return false;
	return true;
}

static void fail_from(const char *text)
{
	static char copy[256]; /* fail.device points into it */
	struct cohmem_fail fail = {.where = COHMEM_FAIL_ANY};
	char *member, *rest = copy;

	snprintf(copy, sizeof(copy), "%s", text);
	while ((member = strsep(&rest, ","))) {
		char *value = strchr(member, '=');

		if (value)
			*value++ = 0;
		if (!value || !parse_member(member, value, &fail)) {
			cohmem__say(
				"COHMEM_FAIL=%s: '%s' is not one of where=, device=, nth=, times=, percent=, seed= with a valid value",
				text, member);
			return;
		}
	}
	cohmem__say_reports = SAY_ALL_REPORTS;
	if (cohmem_fail_set(&fail))
		cohmem__say("COHMEM_FAIL=%s: give one of nth= and percent=", text);
}

static void log_from(const char *text)
{
	if (!strcmp(text, "off"))
		cohmem__say_reports = SAY_NO_REPORTS;
	else
		cohmem__say("COHMEM_LOG=%s: it can be off", text);
}

/* True in the cohmem command, which reads recordings and must not overwrite them, so it ignores the environment. */
__attribute__((weak)) bool cohmem__is_a_tool;

void cohmem__environment_begin(void)
{
	/* The user who starts a setuid program must not choose which files it writes. */
	const char *debug = secure_getenv("COHMEM_DEBUG"), *fail = secure_getenv("COHMEM_FAIL"),
		   *trace = secure_getenv("COHMEM_TRACE"), *log = secure_getenv("COHMEM_LOG");

	cohmem__fork_begin();
	cohmem__sanitizers_begin();
	if (cohmem__is_a_tool) {
		cohmem__say_reports = SAY_NO_REPORTS;
		return;
	}
	if (log && *log)
		log_from(log);
	if (debug && *debug)
		debug_from(debug);
	if (fail && *fail)
		fail_from(fail);
	if (trace && *trace)
		cohmem__recorder_start(trace);
}
