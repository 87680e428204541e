/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TRACE_FORMATS_DAT_CONVERT_H
#define TRACE_FORMATS_DAT_CONVERT_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Convert a trace.dat to a recording of cohmem's own. If the trace.dat cannot be read, the recording contains
 * the reason. False: not all of the recording was written.
 */
bool dat_convert(int fd, FILE *out);

#endif
