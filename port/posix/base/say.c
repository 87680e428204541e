/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "say.h"

#include <cohmem/device.h>
#include <stdarg.h>
#include <stdio.h>

bool cohmem__says_reports;

/* Names may come from files and other programs: bytes that could control a terminal are written as \xNN. */
static void make_visible(char *to, const char *from, size_t bytes)
{
	char *end = to + bytes - sizeof("\\xNN");

	for (; *from && to < end; from++) {
		if (*from >= ' ' && *from <= '~')
			*to++ = *from;
		else
			to += sprintf(to, "\\x%02x", (unsigned char)*from);
	}
	*to = 0;
}

void cohmem__say(const char *fmt, ...)
{
	char text[2560], visible[2560]; /* a report is at most 2048 bytes long */
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	make_visible(visible, text, sizeof(visible));
	fprintf(stderr, "cohmem: %s\n", visible);
}

void cohmem__say_report(int level, const struct device *dev, const char *text)
{
	(void)level;
	cohmem__say("%s%s%s", dev ? dev_name(dev) : "", dev ? ": " : "", text);
}
