/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Locks that spin, on the port's locks. The variants that mask interrupts in Linux mask none here. */
#ifndef COHMEM_LINUX_SPINLOCK_H
#define COHMEM_LINUX_SPINLOCK_H

#include <cohmem/port.h>
#include <linux/atomic.h>
#include <linux/types.h>

typedef struct spinlock {
	struct cohmem_lock cohmem_lock;
} spinlock_t;
typedef spinlock_t raw_spinlock_t;

#define DEFINE_SPINLOCK(name)     spinlock_t name = {{0}}
#define DEFINE_RAW_SPINLOCK(name) DEFINE_SPINLOCK(name)
#define spin_lock_init(lock)      ((void)(*(lock) = (spinlock_t){{0}}))
#define raw_spin_lock_init(lock)  spin_lock_init(lock)
#define lockdep_assert_held(lock) ((void)(lock))

static inline void spin_lock(spinlock_t *lock)
{
	(void)cohmem_port->lock(&lock->cohmem_lock);
}

static inline void spin_unlock(spinlock_t *lock)
{
	cohmem_port->unlock(&lock->cohmem_lock, 0);
}

static inline void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags)
{
	cohmem_port->unlock(&lock->cohmem_lock, flags);
}

#define spin_lock_irqsave(l, flags)             ((void)((flags) = cohmem_port->lock(&(l)->cohmem_lock)))
#define spin_lock_irq(lock)                     spin_lock(lock)
#define spin_unlock_irq(lock)                   spin_unlock(lock)
#define spin_lock_bh(lock)                      spin_lock(lock)
#define spin_unlock_bh(lock)                    spin_unlock(lock)
#define raw_spin_lock(lock)                     spin_lock(lock)
#define raw_spin_unlock(lock)                   spin_unlock(lock)
#define raw_spin_lock_irqsave(lock, flags)      spin_lock_irqsave(lock, flags)
#define raw_spin_unlock_irqrestore(lock, flags) spin_unlock_irqrestore(lock, flags)

static inline int spin_trylock(spinlock_t *lock)
{
	uint32_t free = 0;

	/* The first step of port/posix's lock(). */
	return __atomic_compare_exchange_n(&lock->cohmem_lock.word, &free, 1, false,
					   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

#define local_irq_disable()      barrier()
#define local_irq_enable()       barrier()
#define local_irq_save(flags)    ((void)((flags) = 0))
#define local_irq_restore(flags) ((void)(flags))
#define preempt_disable()        barrier()
#define preempt_enable()         barrier()

#endif
