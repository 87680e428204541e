/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "error_text.h"

#include <stdarg.h>
#include <stdio.h>

static __thread char error_text[512];

int cohmem_set_error_text(int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(error_text, sizeof(error_text), fmt, args);
	va_end(args);
	return err;
}

const char *cohmem__error_text(const char *otherwise)
{
	return error_text[0] ? error_text : otherwise;
}

void cohmem__clear_error_text(void)
{
	error_text[0] = '\0';
}
