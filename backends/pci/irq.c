/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A PCI device's interrupt: a file that becomes readable when the device interrupts. */
#include <cohmem/port.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "../common/error_text.h"
#include "internal.h"

int cohmem_pci_irq_open(struct cohmem_pci *pci)
{
	int err;

	if (!pci)
		return -EINVAL;
	cohmem__clear_error_text();
	if (pci->irq_fd >= 0)
		err = cohmem_set_error_text(-EBUSY, "it is already enabled");
	else
		err = cohmem_pci_gone(pci) ? -ENODEV : pci->access->irq_open(pci);
	if (err)
		cohmem_report(COHMEM_LOG_ERR, &pci->dev, "cannot enable its interrupt: %s",
			      cohmem__error_text(strerror(-err)));
	return err ? err : pci->irq_fd;
}

void cohmem__pci_irq_close(struct cohmem_pci *pci)
{
	if (pci->irq_fd < 0)
		return;
	pci->access->irq_close(pci);
	pci->irq_fd = -1;
}

/*
 * Return the number of interrupts since the last call, or -errno. An eventfd (VFIO) returns the number since it was
 * last read, in 8 bytes. UIO returns the total, in 4 bytes.
 */
static int count(struct cohmem_pci *pci)
{
	uint64_t events = 0;
	uint32_t total;
	ssize_t got;

	if (pci->req_fd >= 0) {
		got = read(pci->irq_fd, &events, sizeof(events));
	} else {
		got = read(pci->irq_fd, &total, sizeof(total));
		if (got > 0) {
			events = total - pci->irqs;
			pci->irqs = total;
		}
	}
	if (got < 0)
		return errno == EAGAIN ? 0 : -errno;
	return events > INT_MAX ? INT_MAX : (int)events;
}

/* Wait until one of the files is readable. Returns 1, 0 on timeout, or -errno. */
static int poll_all(const struct cohmem_pci *pci, struct pollfd *fds, int timeout_ms)
{
	fds[0] = (struct pollfd){.fd = pci->req_fd, .events = POLLIN};
	fds[1] = (struct pollfd){.fd = pci->wake_fd, .events = POLLIN};
	fds[2] = (struct pollfd){.fd = pci->irq_fd, .events = POLLIN};
	return poll(fds, 3, timeout_ms) < 0 ? -errno
					    : fds[0].revents || fds[1].revents || fds[2].revents;
}

int cohmem_pci_irq_wait(struct cohmem_pci *pci, int timeout_ms)
{
	struct pollfd fds[3];
	uint64_t resets;
	int ready;

	if (!pci || pci->irq_fd < 0)
		return -EINVAL;
	if (cohmem_pci_gone(pci))
		return -ENODEV;
	(void)!read(pci->wake_fd, &resets, sizeof(resets)); /* earlier resets do not count */
	ready = poll_all(pci, fds, 0);
	/* Do not unmask INTx while an interrupt waits to be read: it would arrive again at once. */
	if (ready == 0 && pci->intx)
		ready = pci->access->irq_arm(pci);
	if (ready == 0)
		ready = poll_all(pci, fds, timeout_ms);
	if (ready <= 0)
		return ready;
	if (fds[0].revents)
		return -ENODEV;
	if (fds[1].revents && read(pci->wake_fd, &resets, sizeof(resets)) > 0)
		return -EIO;
	return count(pci);
}
