/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reports through the port. With COHMEM_WITH_REPORTS=0 neither they nor their texts are in the program. */
#ifndef BASE_REPORT_H
#define BASE_REPORT_H

#include <cohmem/config.h>
#include <cohmem/port.h>

#define REPORT(level, dev, ...)                                 \
	do {                                                    \
		if (COHMEM_WITH_REPORTS)                        \
			cohmem_report(level, dev, __VA_ARGS__); \
	} while (0)
#define report_err(dev, ...)  REPORT(COHMEM_LOG_ERR, dev, __VA_ARGS__)
#define report_warn(dev, ...) REPORT(COHMEM_LOG_WARN, dev, __VA_ARGS__)

/* Call this after the report of the error, because reports may change errno. */
static inline void set_errno(int err)
{
	if (cohmem_port->set_errno)
		cohmem_port->set_errno(err);
}

#endif
