/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"

int end_output(const char *command, int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	fprintf(stderr, "cohmem %s: standard output: %s\n", command, strerror(errno));
	return STATUS_BAD;
}
