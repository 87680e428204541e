/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Waiting for a condition, on pthread condition variables. */
#ifndef COHMEM_LINUX_WAIT_H
#define COHMEM_LINUX_WAIT_H

#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

/* All zeros are a queue without waiters. */
struct wait_queue_head {
	struct mutex cohmem_mutex;
	unsigned long long cohmem_pthread[6];
	unsigned long cohmem_wakes;
};
typedef struct wait_queue_head wait_queue_head_t;

#define DECLARE_WAIT_QUEUE_HEAD(name) struct wait_queue_head name = {{{0}}, {0}, 0}
#define init_waitqueue_head(queue)    ((void)(*(queue) = (struct wait_queue_head){{{0}}, {0}, 0}))

void cohmem_wake(struct wait_queue_head *queue);
unsigned long cohmem_wakes(struct wait_queue_head *queue);
/* Waits until the queue is woken after @wakes was read, or for @left jiffies. Returns how many are left. */
long cohmem_wait(struct wait_queue_head *queue, unsigned long wakes, long left);

#define wake_up(queue)                   cohmem_wake(queue)
#define wake_up_all(queue)               cohmem_wake(queue)
#define wake_up_interruptible_all(queue) cohmem_wake(queue)
#define wake_up_interruptible(queue)     cohmem_wake(queue)

/* The value is 0 if @condition is still false on timeout, else the jiffies that are left, at least 1. */
#define wait_event_timeout(queue, condition, timeout)                                     \
	({                                                                                \
		long cohmem_left_ = (timeout);                                            \
		for (;;) {                                                                \
			unsigned long cohmem_seen_ = cohmem_wakes(&(queue));              \
			if (condition) {                                                  \
				cohmem_left_ += !cohmem_left_;                            \
				break;                                                    \
			}                                                                 \
			if (!cohmem_left_)                                                \
				break;                                                    \
			cohmem_left_ = cohmem_wait(&(queue), cohmem_seen_, cohmem_left_); \
		}                                                                         \
		cohmem_left_;                                                             \
	})
#define COHMEM_FOREVER                             ((long)(~0UL >> 1))
#define wait_event(queue, condition)               ((void)wait_event_timeout(queue, condition, COHMEM_FOREVER))
#define wait_event_interruptible(queue, condition) (wait_event(queue, condition), 0)
#define wait_event_killable(queue, condition)      (wait_event(queue, condition), 0)
#define wait_event_interruptible_timeout(queue, condition, timeout) \
	wait_event_timeout(queue, condition, timeout)

#endif
