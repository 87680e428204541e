/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reading a register until a condition holds. */
#ifndef COHMEM_LINUX_IOPOLL_H
#define COHMEM_LINUX_IOPOLL_H

#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ktime.h>

/* Evaluates to 0 or -ETIMEDOUT; @val holds the last value read. @timeout_us 0: no timeout. */
#define read_poll_timeout(op, val, cond, sleep_us, timeout_us, sleep_before_read, args...) \
	({                                                                                 \
		const ktime_t cohmem_end_ = ktime_add_us(ktime_get(), (u64)(timeout_us));  \
		if (sleep_before_read)                                                     \
			usleep_range(sleep_us, sleep_us);                                  \
		for (;;) {                                                                 \
			const bool cohmem_late_ =                                          \
				(timeout_us) && ktime_after(ktime_get(), cohmem_end_);     \
			(val) = op(args);                                                  \
			if ((cond) || cohmem_late_)                                        \
				break;                                                     \
			usleep_range(sleep_us, sleep_us);                                  \
		}                                                                          \
		(cond) ? 0 : -ETIMEDOUT;                                                   \
	})
#define readx_poll_timeout(op, addr, val, cond, sleep_us, timeout_us) \
	read_poll_timeout(op, val, cond, sleep_us, timeout_us, false, addr)
#define readl_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readl, addr, val, cond, sleep_us, timeout_us)
#define readl_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout(readl, addr, val, cond, delay_us, timeout_us)
#define readl_relaxed_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readl_relaxed, addr, val, cond, sleep_us, timeout_us)

#endif
