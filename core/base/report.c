/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include <cohmem/port.h>

void cohmem_report(int level, const struct device *dev, const char *fmt, ...)
{
	va_list args;

	if (!cohmem_port->report)
		return;
	va_start(args, fmt);
	cohmem_port->report(level, dev, fmt, args);
	va_end(args);
}
