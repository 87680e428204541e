/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TRACE_FORMATS_DAT_CONVERT_H
#define TRACE_FORMATS_DAT_CONVERT_H

#include <stdbool.h>
#include <stdio.h>

/* Reads a trace.dat, writes a recording of cohmem's own, which says why when it is none. False: not all of it. */
bool dat_convert(int fd, FILE *out);

#endif
