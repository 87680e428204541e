/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Interrupts: who has requested which, and the one who raises them. */
#include <cohmem/devres.h>
#include <cohmem/kernel.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#define IRQS 1024

struct handler {
	struct list_head entry;
	unsigned int irq;
	irq_handler_t handler;
	irq_handler_t thread_fn;
	unsigned long flags;
	void *dev;
};

static LIST_HEAD(handlers);
static DEFINE_MUTEX(running); /* held while handlers run, and while the list changes */

/* A handler may disable its own interrupt, so these are under a lock of their own. */
static DEFINE_SPINLOCK(lines_lock);
static struct {
	unsigned int disabled; /* how often */
	bool pending;
} lines[IRQS];

static int enlist(struct handler *new)
{
	struct handler *h;
	int err = 0;

	mutex_lock(&running);
	list_for_each_entry(h, &handlers, entry)
	{
		if (h->irq == new->irq && !(h->flags & new->flags &IRQF_SHARED))
			err = -EBUSY;
	}
	if (!err)
		list_add_tail(&new->entry, &handlers);
	mutex_unlock(&running);
	return err;
}

static int request(const struct handler *wanted, struct handler **got)
{
	struct handler *h;
	int err;

	if (wanted->irq >= IRQS || (!wanted->handler && !wanted->thread_fn) ||
	    (wanted->flags & IRQF_SHARED && !wanted->dev))
		return -EINVAL;
	h = kmemdup(wanted, sizeof(*wanted), GFP_KERNEL);
	if (!h)
		return -ENOMEM;
	err = enlist(h);
	if (err) {
		kfree(h);
		return err;
	}
	if (h->flags & IRQF_NO_AUTOEN)
		disable_irq_nosync(h->irq);
	*got = h;
	return 0;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev)
{
	const struct handler wanted = {{NULL, NULL}, irq, handler, thread_fn, flags, dev};
	struct handler *h;

	(void)name;
	return request(&wanted, &h);
}

static struct handler *find(unsigned int irq, const void *dev)
{
	struct handler *h, *found = NULL;

	mutex_lock(&running);
	list_for_each_entry(h, &handlers, entry)
	{
		if (h->irq == irq && h->dev == dev)
			found = h;
	}
	mutex_unlock(&running);
	if (!found)
		cohmem_report(COHMEM_LOG_WARN, NULL, "Trying to free already-free IRQ %u", irq);
	return found;
}

static void free_handler(void *data)
{
	struct handler *h = data;

	mutex_lock(&running);
	list_del(&h->entry);
	mutex_unlock(&running);
	kfree(h);
}

const void *free_irq(unsigned int irq, void *dev)
{
	struct handler *h = find(irq, dev);

	if (!h)
		return NULL;
	free_handler(h);
	return dev;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name,
			      void *dev_id)
{
	const struct handler wanted = {{NULL, NULL}, irq, handler, thread_fn, flags, dev_id};
	struct handler *h;
	int err = request(&wanted, &h);

	(void)name;
	return err ? err : devm_add_action_or_reset(dev, free_handler, h);
}

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct handler *h = find(irq, dev_id);

	if (h)
		devm_release_action(dev, free_handler, h);
}

void disable_irq_nosync(unsigned int irq)
{
	unsigned long flags;

	if (irq >= IRQS)
		return;
	spin_lock_irqsave(&lines_lock, flags);
	lines[irq].disabled++;
	spin_unlock_irqrestore(&lines_lock, flags);
}

void synchronize_irq(unsigned int irq)
{
	(void)irq;
	mutex_lock(&running);
	mutex_unlock(&running);
}

void disable_irq(unsigned int irq)
{
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}

void enable_irq(unsigned int irq)
{
	bool unbalanced, raise = false;
	unsigned long flags;

	if (irq >= IRQS)
		return;
	spin_lock_irqsave(&lines_lock, flags);
	unbalanced = lines[irq].disabled == 0;
	if (!unbalanced && --lines[irq].disabled == 0) {
		raise = lines[irq].pending;
		lines[irq].pending = false;
	}
	spin_unlock_irqrestore(&lines_lock, flags);
	if (unbalanced)
		cohmem_report(COHMEM_LOG_WARN, NULL, "Unbalanced enable for IRQ %u", irq);
	if (raise)
		cohmem_irq_raise(irq);
}

/* Whether it has to wait. */
static bool put_off(unsigned int irq)
{
	unsigned long flags;
	bool disabled;

	spin_lock_irqsave(&lines_lock, flags);
	disabled = lines[irq].disabled != 0;
	lines[irq].pending |= disabled;
	spin_unlock_irqrestore(&lines_lock, flags);
	return disabled;
}

/* Whether it was for this one. */
static bool handle(const struct handler *h)
{
	irqreturn_t said = h->handler ? h->handler((int)h->irq, h->dev) : IRQ_WAKE_THREAD;

	if (said == IRQ_WAKE_THREAD && h->thread_fn)
		said = h->thread_fn((int)h->irq, h->dev);
	return said != IRQ_NONE;
}

int cohmem_irq_raise(unsigned int irq)
{
	struct handler *h;
	int requested = 0, handled = 0;

	if (irq >= IRQS)
		return -EINVAL;
	if (put_off(irq))
		return 0;
	mutex_lock(&running);
	list_for_each_entry(h, &handlers, entry)
	{
		if (h->irq != irq)
			continue;
		requested++;
		handled += handle(h);
	}
	mutex_unlock(&running);
	return requested ? handled : -EINVAL;
}
