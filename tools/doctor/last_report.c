/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include <stdio.h>

#include "doctor.h"

static char last[1024];

const char *doctor_last_report(void)
{
	return last;
}

void doctor_forget_report(void)
{
	last[0] = '\0';
}

void doctor_keep_report(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level, (void)dev;
	snprintf(last, sizeof(last), "%s", text);
}
