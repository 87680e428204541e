/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TOOLS_COMMON_FORMAT_H
#define TOOLS_COMMON_FORMAT_H

#include <stdarg.h>
#include <stdio.h>

/* Like vfprintf(), but the output of %s and %c is made visible. For output.c; output.h lists the conversions. */
void print_format(FILE *to, const char *format, va_list *args);

#endif
