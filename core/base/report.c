/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "report.h"

#include "assert.h"

void cohmem_report(int level, const struct device *dev, const char *fmt, ...)
{
	va_list args;

	if (!cohmem_port->report)
		return;
	va_start(args, fmt);
	cohmem_port->report(level, dev, fmt, args);
	va_end(args);
}

#if COHMEM_WITH_ASSERTS
void cohmem__assertion_failed(const char *what, const char *file, int line)
{
	report_err(NULL, "%s:%d: %s does not hold: this is a bug in cohmem", file, line, what);
	if (cohmem_port->stop)
		cohmem_port->stop();
	__builtin_trap();
}
#endif
