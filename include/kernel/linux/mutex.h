/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Locks that sleep, on pthread mutexes. */
#ifndef COHMEM_LINUX_MUTEX_H
#define COHMEM_LINUX_MUTEX_H

#include <linux/types.h>

/* All zeros are an unlocked pthread_mutex_t. */
struct mutex {
	unsigned long cohmem_pthread[6];
};

#define DEFINE_MUTEX(name) struct mutex name = {{0}}
#define mutex_init(lock)   ((void)(*(lock) = (struct mutex){{0}}))

void mutex_lock(struct mutex *lock);
int mutex_trylock(struct mutex *lock); /* 1: locked */
void mutex_unlock(struct mutex *lock);
void mutex_destroy(struct mutex *lock);

static inline int __must_check mutex_lock_interruptible(struct mutex *lock)
{
	mutex_lock(lock);
	return 0;
}

#define mutex_lock_killable mutex_lock_interruptible

#endif
