/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Mutexes, wait queues and completions, on pthread objects that are all zeros initially. */
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <pthread.h>

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(struct mutex),
	       "struct mutex has room for a pthread_mutex_t");
_Static_assert(sizeof(pthread_cond_t) <= sizeof(((struct wait_queue_head *)0)->cohmem_pthread),
	       "struct wait_queue_head has room for a pthread_cond_t");

static pthread_mutex_t *pthread_mutex(struct mutex *lock)
{
	return (pthread_mutex_t *)lock->cohmem_pthread;
}

static pthread_cond_t *queue_cond(struct wait_queue_head *queue)
{
	return (pthread_cond_t *)queue->cohmem_pthread;
}

void mutex_lock(struct mutex *lock)
{
	pthread_mutex_lock(pthread_mutex(lock));
}

int mutex_trylock(struct mutex *lock)
{
	return pthread_mutex_trylock(pthread_mutex(lock)) == 0;
}

void mutex_unlock(struct mutex *lock)
{
	pthread_mutex_unlock(pthread_mutex(lock));
}

void mutex_destroy(struct mutex *lock)
{
	pthread_mutex_destroy(pthread_mutex(lock));
}

void cohmem_wake(struct wait_queue_head *queue)
{
	mutex_lock(&queue->cohmem_mutex);
	queue->cohmem_wakes++;
	pthread_cond_broadcast(queue_cond(queue));
	mutex_unlock(&queue->cohmem_mutex);
}

unsigned long cohmem_wakes(struct wait_queue_head *queue)
{
	unsigned long wakes;

	mutex_lock(&queue->cohmem_mutex);
	wakes = queue->cohmem_wakes;
	mutex_unlock(&queue->cohmem_mutex);
	return wakes;
}

/* Waits for a wake-up after @wakes was read, but not beyond @end; INT64_MAX: no limit. */
static void wait_until(struct wait_queue_head *queue, unsigned long wakes, ktime_t end)
{
	const struct timespec at = {(time_t)(end / NSEC_PER_SEC), (long)(end % NSEC_PER_SEC)};
	int late = 0;

	mutex_lock(&queue->cohmem_mutex);
	while (queue->cohmem_wakes == wakes && !late)
		late = pthread_cond_clockwait(queue_cond(queue),
					      pthread_mutex(&queue->cohmem_mutex), CLOCK_MONOTONIC,
					      &at);
	mutex_unlock(&queue->cohmem_mutex);
}

long cohmem_wait(struct wait_queue_head *queue, unsigned long wakes, long jiffies_left)
{
	const s64 tick = NSEC_PER_SEC / HZ;
	ktime_t end = INT64_MAX, left;

	if (jiffies_left < INT64_MAX / tick / 2)
		end = ktime_get() + jiffies_left * tick;
	wait_until(queue, wakes, end);
	if (end == INT64_MAX)
		return jiffies_left;
	left = end - ktime_get();
	return left > 0 ? (long)((left + tick - 1) / tick) : 0;
}

/* A count of UINT32_MAX, from complete_all(), is never decremented. */
static void add_done(struct completion *x, bool all)
{
	mutex_lock(&x->wait.cohmem_mutex);
	if (all)
		x->done = UINT32_MAX;
	else if (x->done != UINT32_MAX)
		x->done++;
	x->wait.cohmem_wakes++;
	pthread_cond_broadcast(queue_cond(&x->wait));
	mutex_unlock(&x->wait.cohmem_mutex);
}

void complete(struct completion *x)
{
	add_done(x, false);
}

void complete_all(struct completion *x)
{
	add_done(x, true);
}

bool try_wait_for_completion(struct completion *x)
{
	bool done;

	mutex_lock(&x->wait.cohmem_mutex);
	done = x->done != 0;
	if (done && x->done != UINT32_MAX)
		x->done--;
	mutex_unlock(&x->wait.cohmem_mutex);
	return done;
}

unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout)
{
	return (unsigned long)wait_event_timeout(x->wait, try_wait_for_completion(x),
						 (long)timeout);
}

bool completion_done(struct completion *x)
{
	bool done;

	mutex_lock(&x->wait.cohmem_mutex);
	done = x->done != 0;
	mutex_unlock(&x->wait.cohmem_mutex);
	return done;
}
