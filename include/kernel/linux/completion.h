/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Completions. */
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

unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);

static inline void wait_for_completion(struct completion *x)
{
	wait_for_completion_timeout(x, COHMEM_FOREVER);
}

static inline int wait_for_completion_interruptible(struct completion *x)
{
	wait_for_completion(x);
	return 0;
}

static inline long wait_for_completion_interruptible_timeout(struct completion *x,
							     unsigned long timeout)
{
	return (long)wait_for_completion_timeout(x, timeout);
}

#define wait_for_completion_killable(x) wait_for_completion_interruptible(x)

#endif
