/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Interrupts: cohmem_irq_raise() (cohmem/kernel.h) calls the handlers. */
#ifndef COHMEM_LINUX_INTERRUPT_H
#define COHMEM_LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/irqreturn.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct device;

typedef irqreturn_t (*irq_handler_t)(int irq, void *data);

#define IRQF_TRIGGER_NONE    0x0
#define IRQF_TRIGGER_RISING  0x1
#define IRQF_TRIGGER_FALLING 0x2
#define IRQF_TRIGGER_HIGH    0x4
#define IRQF_TRIGGER_LOW     0x8
#define IRQF_SHARED          0x80
#define IRQF_ONESHOT         0x2000
#define IRQF_NO_AUTOEN       0x80000

/* Returns 0, -EINVAL, -ENOMEM, or -EBUSY if the interrupt is in use and not all of its users share it. */
int __must_check request_threaded_irq(unsigned int irq, irq_handler_t handler,
				      irq_handler_t thread_fn, unsigned long flags,
				      const char *name, void *dev);
/* Waits until no handler runs. Returns the @name of the request, or NULL if there was no such request. */
const void *free_irq(unsigned int irq, void *dev);
int __must_check devm_request_threaded_irq(struct device *dev, unsigned int irq,
					   irq_handler_t handler, irq_handler_t thread_fn,
					   unsigned long flags, const char *name, void *dev_id);
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);
void enable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
void disable_irq(unsigned int irq);
void synchronize_irq(unsigned int irq);

static inline int __must_check request_irq(unsigned int irq, irq_handler_t handler,
					   unsigned long flags, const char *name, void *dev)
{
	return request_threaded_irq(irq, handler, NULL, flags, name, dev);
}

static inline int __must_check devm_request_irq(struct device *dev, unsigned int irq,
						irq_handler_t handler, unsigned long flags,
						const char *name, void *dev_id)
{
	return devm_request_threaded_irq(dev, irq, handler, NULL, flags, name, dev_id);
}

#endif
