/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Reads a line's context, as kernel/trace/trace_output.c and trace-cmd print it. A task's name may contain any text.
 * Therefore the name is first assumed to end in the column to which the kernel pads it, then at each '-' from the left.
 * A name has at most 15 characters, too few to contain a context that is followed by one of our events.
 */
#include "line.h"

#include <string.h>

#include "../input/trace.h"

#define NAME_END    16 /* "%16s-" */
#define SHORT_END   8  /* "%8.8s-", latency-format */
#define IN_BRACKETS 32 /* most characters of a number in brackets */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static const char *blanks(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

/* A number of 2^64 or more is read as UINT64_MAX. */
static const char *digits(const char *s, uint64_t *number)
{
	*number = 0;
	for (; is_digit(*s); s++) {
		if (__builtin_mul_overflow(*number, 10, number) ||
		    __builtin_add_overflow(*number, (uint64_t)(*s - '0'), number))
			*number = UINT64_MAX;
	}
	return s;
}

/* Find the ')' for a '(' at @s; NULL: it is not near. The search is bounded, as a line may contain thousands of '('. */
static const char *closing(const char *s)
{
	return memchr(s, ')', strnlen(s, IN_BRACKETS));
}

/* Skip "(  TGID) ", if it is there. */
static const char *line_skip_tgid(const char *s)
{
	const char *end = *s == '(' ? closing(s) : NULL;

	return end ? blanks(end + 1) : s;
}

/* Skip "[CPU] ", "[CPU] FLAGS " or "CPUFLAGS ". NULL: it is none of them. */
static const char *cpu_and_flags(const char *s)
{
	uint64_t cpu;
	const char *end;

	if (*s == '[') {
		end = digits(s + 1, &cpu);
		if (end == s + 1 || *end != ']')
			return NULL;
		s = blanks(end + 1);
		end = s + strcspn(s, " \t:");
		return *end == ':' ? s : blanks(end);
	}
	end = digits(s, &cpu);
	if (end == s || *end == ' ' || *end == ':')
		return NULL;
	return blanks(end + strcspn(end, " \t"));
}

/* The fraction of a second, as ns. */
static const char *fraction(const char *s, uint64_t *ns)
{
	uint64_t unit = 100000000;

	for (; is_digit(*s); s++, unit /= 10)
		*ns += (uint64_t)(*s - '0') * unit;
	return s;
}

/* "SECONDS.FRACTION:", "MICROSECONDSus!:" or "COUNT:"; NULL: it is none of them. */
static const char *read_time(const char *s, struct line *line)
{
	const char *end = digits(s, &line->time);
	uint64_t unit = 1, ns = 0;

	if (end == s)
		return NULL;
	if (*end == '.') {
		unit = 1000000000;
		end = fraction(end + 1, &ns);
	} else if (end[0] == 'u' && end[1] == 's') {
		unit = 1000;
		end += end[2] && end[2] != ':' ? 3 : 2;
	}
	line->timed = true;
	line->late = __builtin_mul_overflow(line->time, unit, &line->time) ||
		     __builtin_add_overflow(line->time, ns, &line->time) ||
		     line->time > TRACE_LAST_TIME;
	return *end == ':' ? blanks(end + 1) : NULL;
}

/* "EVENT: PAYLOAD"; trace-cmd may print "(+TIME)" before it, the time since the last event. */
static bool line_read_event(const char *s, struct line *line)
{
	if (s[0] == '(' && s[1] == '+' && closing(s))
		s = blanks(closing(s) + 1);
	line->event.text = s;
	while (is_word(*s))
		s++;
	line->event.length = (size_t)(s - line->event.text);
	if (!line->event.length || *s != ':' || (s[1] && s[1] != ' ' && s[1] != '\t'))
		return false;
	line->payload = blanks(s + 1);
	return true;
}

/* Try to read the line on the assumption that the task's name ends at @dash. */
static bool try_at(const char *text, const char *dash, struct line *line)
{
	const char *name = blanks(text), *s;

	if (*dash != '-' || dash < name)
		return false;
	line->task = (struct piece){name, (size_t)(dash - name)};
	s = digits(dash + 1, &line->pid);
	if (s == dash + 1 || (*s != ' ' && *s != '\t'))
		return false;
	s = cpu_and_flags(line_skip_tgid(blanks(s)));
	if (s)
		s = read_time(s, line);
	return s && line_read_event(s, line);
}

bool line_split(const char *text, struct line *line)
{
	size_t length = strlen(text);

	*line = (struct line){0};
	if (text[0] == '#')
		return false;
	if (length > NAME_END && try_at(text, text + NAME_END, line))
		return true;
	if (length > SHORT_END && try_at(text, text + SHORT_END, line))
		return true;
	for (const char *dash = strchr(text, '-'); dash; dash = strchr(dash + 1, '-')) {
		if (try_at(text, dash, line))
			return true;
	}
	*line = (struct line){0};
	return line_read_event(blanks(text), line);
}
