/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: log - where reports go
 *
 * The library never prints. What it refuses, and why, goes to one function.
 */
#ifndef COHMEM_LOG_H
#define COHMEM_LOG_H

#include <cohmem/port.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_set_log() - choose who gets the reports
 * @log:	called with a COHMEM_LOG_ level, the device (may be NULL) and one line of text
 *		without a newline, from the thread that caused it, with no lock held; it must not
 *		call cohmem. NULL: nobody.
 * @ctx:	handed to @log
 *
 * Initially nobody. Set it while no other thread uses cohmem. Thread context.
 */
void cohmem_set_log(void (*log)(void *ctx, int level, const struct device *dev, const char *text),
		    void *ctx);

#ifdef __cplusplus
}
#endif
#endif
