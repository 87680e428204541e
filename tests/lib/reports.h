/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Records reports, so that a test can check them. */
#ifndef TESTS_LIB_REPORTS_H
#define TESTS_LIB_REPORTS_H

#include <cohmem/debug.h>
#include <cohmem/log.h>

#include "testing.h"

static char last_report[256];
static unsigned int reports;

static inline void remember_report(void *ctx, int level, const struct device *d, const char *text)
{
	(void)ctx, (void)level, (void)d;
	snprintf(last_report, sizeof(last_report), "%s", text);
	reports++;
}

/* For tests that make errors on purpose: turn off debugging that the environment has turned on. */
static inline void look_away(void)
{
	cohmem_debug_set(COHMEM_DEBUG_OFF);
}

static inline void reports_begin(void)
{
	static int asked = -1;

	if (asked < 0)
		asked = cohmem_debug_level();
	cohmem_debug_set(asked);
	cohmem_set_log(remember_report, NULL);
	last_report[0] = 0;
	reports = 0;
}

static inline void assert_reported(const char *words)
{
	if (!strstr(last_report, words))
		fail_msg("'%s' does not contain '%s'", last_report, words);
}

#endif
