/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Configuration space, and how it shows that a device is gone. */
#include <endian.h>
#include <poll.h>
#include <string.h>

#include "../common/error_text.h"
#include "../common/process.h"
#include "../common/syscalls.h"
#include "internal.h"

int cohmem__pci_config(struct cohmem_pci *pci, bool write, unsigned int offset, unsigned int bytes,
		       uint32_t *value)
{
	off_t at = (off_t)(pci->config_at + offset);
	uint32_t little = htole32(*value);
	ssize_t done;

	if (write)
		done = cohmem__sys.pwrite(pci->config_fd, &little, bytes, at);
	else
		done = cohmem__sys.pread(pci->config_fd, &little, bytes, at);
	if (done == (ssize_t)bytes) {
		*value = le32toh(little) & (uint32_t)(UINT64_MAX >> (64 - 8 * bytes));
		return 0;
	}
	if (done < 0 && errno == ENODEV)
		return cohmem_set_error_text(-ENODEV, "the device is gone");
	return cohmem_set_error_text(-EIO, "configuration space at %#x: %s", offset,
				     done < 0 ? strerror(errno) : "unexpected end of file");
}

/* Through sysfs, configuration space of an unplugged device reads as all ones, or reading it fails. */
bool cohmem_pci_gone(struct cohmem_pci *pci)
{
	struct pollfd wanted = {.fd = pci->req_fd, .events = POLLIN};
	uint32_t vendor = 0;

	if (!cohmem__opened_here(pci->forks))
		return true;
	if (poll(&wanted, 1, 0) > 0)
		return true;
	return cohmem__pci_config(pci, false, 0, 2, &vendor) || vendor == 0xffff;
}

static int config(struct cohmem_pci *pci, bool write, unsigned int offset, unsigned int bytes,
		  uint32_t *value)
{
	if (!pci || !value || (bytes != 1 && bytes != 2 && bytes != 4) || offset % bytes ||
	    offset > 4096 - bytes)
		return -EINVAL;
	return cohmem_pci_gone(pci) ? -ENODEV
				    : cohmem__pci_config(pci, write, offset, bytes, value);
}

int cohmem_pci_read_config(struct cohmem_pci *pci, unsigned int offset, unsigned int bytes,
			   uint32_t *value)
{
	uint32_t read = 0;
	int err = value ? config(pci, false, offset, bytes, &read) : -EINVAL;

	if (!err)
		*value = read;
	return err;
}

int cohmem_pci_write_config(struct cohmem_pci *pci, unsigned int offset, unsigned int bytes,
			    uint32_t value)
{
	return config(pci, true, offset, bytes, &value);
}

int cohmem__pci_command(struct cohmem_pci *pci, uint32_t set, uint32_t clear)
{
	uint32_t command = 0;
	int err;

	pthread_mutex_lock(&pci->command);
	err = cohmem__pci_config(pci, false, PCI_COMMAND, 2, &command);
	command = (command | set) & ~clear;
	if (!err)
		err = cohmem__pci_config(pci, true, PCI_COMMAND, 2, &command);
	pthread_mutex_unlock(&pci->command);
	return err;
}

int cohmem_pci_set_master(struct cohmem_pci *pci, bool on)
{
	if (!pci)
		return -EINVAL;
	if (!cohmem__opened_here(pci->forks))
		return -ENODEV;
	if (!on) /* also after the kernel has asked for the device back */
		return cohmem__pci_command(pci, 0, PCI_COMMAND_MASTER);
	return cohmem_pci_gone(pci) ? -ENODEV : cohmem__pci_command(pci, PCI_COMMAND_MASTER, 0);
}
