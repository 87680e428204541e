/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Interrupts: request_irq(), cohmem_irq_raise(), enabling and disabling.
 *
 * The handlers of a line run in one thread at a time, with no lock held, so that a handler may do
 * everything that it may do in Linux. If the line is raised while they run, or while it is disabled,
 * they run once more afterwards.
 */
#include <cohmem/devres.h>
#include <cohmem/kernel.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <pthread.h>

#define IRQS   1024
#define SHARED 16 /* maximum number of handlers of a line */

struct handler {
	struct list_head entry;
	unsigned int irq;
	irq_handler_t handler;
	irq_handler_t thread_fn;
	unsigned long flags;
	const char *name;
	void *dev;
	struct managed *managed; /* for devm_free_irq(); NULL if not managed */
};

/* Guards the list and the lines. */
static DEFINE_SPINLOCK(lock);
static LIST_HEAD(handlers);
static struct {
	unsigned int disabled; /* number of disable_irq() calls without enable_irq() */
	bool pending;
	bool running;
} lines[IRQS];
static DECLARE_WAIT_QUEUE_HEAD(idle);

/* Collects the handlers of a line in @found and returns their number; under the lock. */
static int handlers_of(unsigned int irq, struct handler **found)
{
	struct handler *h;
	int n = 0;

	list_for_each_entry(h, &handlers, entry) {
		if (h->irq == irq)
			found[n++] = h;
	}
	return n;
}

/* Under the lock. */
static int enlist(struct handler *new)
{
	struct handler *others[SHARED];
	int n = handlers_of(new->irq, others);

	if (n == SHARED || (n && !(others[0]->flags & new->flags &IRQF_SHARED)))
		return -EBUSY;
	if (n == 0) {
		lines[new->irq].disabled = new->flags &IRQF_NO_AUTOEN ? 1 : 0;
		lines[new->irq].pending = false;
	}
	list_add_tail(&new->entry, &handlers);
	return 0;
}

static bool is_fault(const struct handler *h)
{
	return h->irq >= IRQS || (!h->handler && !h->thread_fn) ||
	       (!h->handler && !(h->flags & IRQF_ONESHOT)) ||
	       (h->flags & IRQF_SHARED && (!h->dev || h->flags & IRQF_NO_AUTOEN));
}

static int request(const struct handler *wanted)
{
	unsigned long flags;
	struct handler *h;
	int err;

	if (is_fault(wanted))
		return -EINVAL;
	h = kmemdup(wanted, sizeof(*wanted), GFP_KERNEL);
	if (!h)
		return -ENOMEM;
	spin_lock_irqsave(&lock, flags);
	err = enlist(h);
	spin_unlock_irqrestore(&lock, flags);
	if (err)
		kfree(h);
	return err;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev)
{
	const struct handler wanted = {.irq = irq,
				       .handler = handler,
				       .thread_fn = thread_fn,
				       .flags = flags,
				       .name = name,
				       .dev = dev};

	return request(&wanted);
}

static bool is_running(unsigned int irq)
{
	unsigned long flags;
	bool running;

	spin_lock_irqsave(&lock, flags);
	running = lines[irq].running;
	spin_unlock_irqrestore(&lock, flags);
	return running;
}

void synchronize_irq(unsigned int irq)
{
	if (irq < IRQS)
		wait_event(idle, !is_running(irq));
}

/* Takes the handler off the list. If it is not listed, reports that and returns NULL. */
static struct handler *handler_unlink(unsigned int irq, const void *dev)
{
	struct handler *h, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	list_for_each_entry(h, &handlers, entry) {
		if (h->irq == irq && h->dev == dev)
			found = h;
	}
	if (found)
		list_del(&found->entry);
	spin_unlock_irqrestore(&lock, flags);
	if (!found)
		cohmem_report(COHMEM_LOG_WARN, NULL, "Trying to free already-free IRQ %u", irq);
	return found;
}

const void *free_irq(unsigned int irq, void *dev)
{
	struct handler *h = handler_unlink(irq, dev);
	const char *name;

	if (!h)
		return NULL;
	synchronize_irq(irq);
	name = h->name;
	kfree(h);
	return name;
}

/* A managed request: a number, not a pointer, because the driver may have freed it already. */
struct managed {
	unsigned int irq;
	void *dev_id;
};

static void devm_irq_release(void *data)
{
	const struct managed managed = *(struct managed *)data;

	kfree(data);
	free_irq(managed.irq, managed.dev_id);
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name,
			      void *dev_id)
{
	struct managed *managed = kmalloc(sizeof(*managed), GFP_KERNEL);
	const struct handler wanted = {.irq = irq,
				       .handler = handler,
				       .thread_fn = thread_fn,
				       .flags = flags,
				       .name = name,
				       .dev = dev_id,
				       .managed = managed};
	int err;

	if (!managed)
		return -ENOMEM;
	*managed = (struct managed){irq, dev_id};
	err = request(&wanted);
	if (err) {
		kfree(managed);
		return err;
	}
	return devm_add_action_or_reset(dev, devm_irq_release, managed);
}

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct managed *managed = NULL;
	unsigned long flags;
	struct handler *h;

	spin_lock_irqsave(&lock, flags);
	list_for_each_entry(h, &handlers, entry) {
		if (h->irq == irq && h->dev == dev_id)
			managed = h->managed;
	}
	spin_unlock_irqrestore(&lock, flags);
	if (managed)
		devm_release_action(dev, devm_irq_release, managed);
	else
		free_irq(irq, dev_id);
}

/* Calls a handler; true if the interrupt was for its device. */
static bool handle(const struct handler *h)
{
	irqreturn_t said = h->handler ? h->handler((int)h->irq, h->dev) : IRQ_WAKE_THREAD;

	if (said == IRQ_WAKE_THREAD && h->thread_fn)
		said = h->thread_fn((int)h->irq, h->dev);
	return said != IRQ_NONE;
}

/* Runs a line marked as running until nothing is pending. Returns how many handled the first interrupt. */
static int run_line(unsigned int irq)
{
	struct handler *found[SHARED];
	int n, handled, first = -1;
	unsigned long flags;
	bool again;

	do {
		spin_lock_irqsave(&lock, flags);
		lines[irq].pending = false;
		n = handlers_of(irq, found);
		spin_unlock_irqrestore(&lock, flags);
		/* The handlers remain valid: free_irq() waits until the line is idle. */
		handled = 0;
		for (int i = 0; i < n; i++)
			handled += handle(found[i]);
		first = first < 0 ? handled : first;
		spin_lock_irqsave(&lock, flags);
		again = lines[irq].pending && !lines[irq].disabled;
		lines[irq].running = again;
		spin_unlock_irqrestore(&lock, flags);
	} while (again);
	wake_up_all(&idle);
	return first;
}

int cohmem_irq_raise(unsigned int irq)
{
	struct handler *found[SHARED];
	unsigned long flags;
	bool now = false;
	int n;

	if (irq >= IRQS)
		return -EINVAL;
	spin_lock_irqsave(&lock, flags);
	n = handlers_of(irq, found);
	if (n && (lines[irq].disabled || lines[irq].running))
		lines[irq].pending = true;
	else
		lines[irq].running = now = n != 0;
	spin_unlock_irqrestore(&lock, flags);
	return now ? run_line(irq) : n ? 0 : -EINVAL;
}

void disable_irq_nosync(unsigned int irq)
{
	unsigned long flags;

	if (irq >= IRQS)
		return;
	spin_lock_irqsave(&lock, flags);
	lines[irq].disabled++;
	spin_unlock_irqrestore(&lock, flags);
}

void disable_irq(unsigned int irq)
{
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}

static void *replay(void *irq)
{
	run_line((unsigned int)(uintptr_t)irq);
	return NULL;
}

/* Uses a new thread: the caller of enable_irq() may hold a lock that the handlers take. */
static void make_up_for(unsigned int irq)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, replay, (void *)(uintptr_t)irq) == 0)
		pthread_detach(thread);
	else
		run_line(irq);
}

void enable_irq(unsigned int irq)
{
	bool unbalanced, now = false;
	unsigned long flags;

	if (irq >= IRQS)
		return;
	spin_lock_irqsave(&lock, flags);
	unbalanced = lines[irq].disabled == 0;
	if (!unbalanced && --lines[irq].disabled == 0)
		now = lines[irq].pending && !lines[irq].running;
	if (now)
		lines[irq].running = true;
	spin_unlock_irqrestore(&lock, flags);
	if (unbalanced)
		cohmem_report(COHMEM_LOG_WARN, NULL, "Unbalanced enable for IRQ %u", irq);
	if (now)
		make_up_for(irq);
}
