/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TOOLS_COMMON_FORMAT_H
#define TOOLS_COMMON_FORMAT_H

#include <stdarg.h>
#include <stdio.h>

/* As vfprintf(), but what %s and %c show is made visible. For output.c, which says which conversions there are. */
void print_format(FILE *to, const char *format, va_list *args);

#endif
