/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Waiting for something to be done. */
#ifndef COHMEM_LINUX_COMPLETION_H
#define COHMEM_LINUX_COMPLETION_H

#include <linux/wait.h>

struct completion {
	unsigned int done;
	struct wait_queue_head wait;
};

#define DECLARE_COMPLETION(name)         struct completion name = {0, {{{0}}, {0}, 0}}
#define DECLARE_COMPLETION_ONSTACK(name) DECLARE_COMPLETION(name)

static inline void init_completion(struct completion *x)
{
	*x = (struct completion){0};
}

static inline void reinit_completion(struct completion *x)
{
	__atomic_store_n(&x->done, 0, __ATOMIC_RELAXED);
}

void complete(struct completion *x);
void complete_all(struct completion *x);
bool try_wait_for_completion(struct completion *x);
bool completion_done(struct completion *x);

#define wait_for_completion_timeout(x, timeout) \
	((unsigned long)wait_event_timeout((x)->wait, try_wait_for_completion(x), (long)(timeout)))
#define wait_for_completion(x)               wait_event((x)->wait, try_wait_for_completion(x))
#define wait_for_completion_interruptible(x) (wait_for_completion(x), 0)
#define wait_for_completion_killable(x)      (wait_for_completion(x), 0)
#define wait_for_completion_interruptible_timeout(x, timeout) \
	((long)wait_for_completion_timeout(x, timeout))

#endif
