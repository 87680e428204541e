/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Records what drivers and cohmem report. */
#ifndef TESTS_COMPAT_SAID_H
#define TESTS_COMPAT_SAID_H

#include <cohmem/log.h>

#include "../lib/testing.h"

static char last[512];  /* "device: text" */
static char said[8192]; /* all reports, one per line */
static int level_said;

static inline void listen(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx;
	level_said = level;
	snprintf(last, sizeof(last), "%s: %s", dev ? dev_name(dev) : "", text);
	if (strlen(said) + strlen(last) + 2 < sizeof(said))
		strcat(strcat(said, last), "\n");
}

static inline void listen_begin(void)
{
	cohmem_set_log(listen, NULL);
	last[0] = said[0] = 0;
}

#endif
