/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "say.h"

#include <cohmem/device.h>
#include <cohmem/port.h>
#include <stdarg.h>
#include <stdio.h>

#include "clock.h"

enum say_reports cohmem__say_reports;

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

/* Counts reports in the current interval. Two threads that begin an interval at the same time do no harm. */
static bool below_rate(void)
{
	static uint64_t since;
	static unsigned int count;
	const uint64_t now = cohmem__clock_monotonic();
	const uint64_t begun = __atomic_load_n(&since, __ATOMIC_RELAXED);
	unsigned int before;

	if (!begun || (int64_t)(now - begun) > SAY_SECONDS * 1000000000ll) {
		__atomic_store_n(&since, now, __ATOMIC_RELAXED);
		before = __atomic_exchange_n(&count, 0, __ATOMIC_RELAXED);
		if (before > SAY_BURST)
			cohmem__say("%u more reports were not printed", before - SAY_BURST);
	}
	before = __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
	if (before == SAY_BURST)
		cohmem__say(
			"more reports follow and are not printed: cohmem_set_log() receives all of them");
	return before < SAY_BURST;
}

bool cohmem__says(int level)
{
	if (cohmem__say_reports == SAY_SOME_REPORTS)
		return level <= COHMEM_LOG_WARN && below_rate();
	return cohmem__say_reports == SAY_ALL_REPORTS;
}

void cohmem__say_report(const struct device *dev, const char *text)
{
	cohmem__say("%s%s%s", dev ? dev_name(dev) : "", dev ? ": " : "", text);
}
