/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: log - where reports go
 *
 * The library passes its reports (what it refused and why, for example) to one function. Until the
 * program sets one, failures are printed to stderr: at most 10 in 5 seconds, as Linux's
 * printk_ratelimited() does. COHMEM_LOG=off in the environment turns that off; with COHMEM_DEBUG or
 * COHMEM_FAIL all reports are printed.
 */
#ifndef COHMEM_LOG_H
#define COHMEM_LOG_H

#include <cohmem/port.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_set_log() - set the function that receives reports
 * @log:	called with @ctx, a level (COHMEM_LOG_*), the device (may be NULL) and one line of
 *		text without a newline. The thread that caused the report calls it, without any lock
 *		held. It must not call cohmem. NULL: reports are dropped.
 * @ctx:	passed to @log
 *
 * Initially no function is set, and failures are printed to stderr.
 *
 * Context: Thread context, while no other thread uses cohmem.
 */
void cohmem_set_log(void (*log)(void *ctx, int level, const struct device *dev, const char *text),
		    void *ctx);

#ifdef __cplusplus
}
#endif
#endif
