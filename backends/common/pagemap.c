/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Physical addresses of memory of this process, from /proc/self/pagemap. */
#include "pagemap.h"

#include <cohmem/phys.h>
#include <cohmem/port.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "error_text.h"
#include "syscalls.h"

#define PRESENT  ((uint64_t)1 << 63)
#define PFN_MASK (((uint64_t)1 << 55) - 1)
#define BATCH    64 /* entries read at a time */

/* Check that the pages of @entry follow page frame *@pfn (0: these are the first pages), and update *@pfn. */
static int follow(const uint64_t *entry, size_t count, uint64_t *pfn)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t now = entry[i] & PFN_MASK;

		if (!(entry[i] & PRESENT))
			return cohmem_set_error_text(-ENXIO, "a page of the memory is not present");
		if (!now)
			return cohmem_set_error_text(
				-EPERM,
				"the kernel hides physical addresses from processes without CAP_SYS_ADMIN: run as root");
		if (*pfn && now != *pfn + 1)
			return cohmem_set_error_text(-ERANGE,
						     "the memory is not physically contiguous");
		*pfn = now;
	}
	return 0;
}

static int read_entries(int fd, uintptr_t page, size_t pages, uint64_t *last)
{
	uint64_t entry[BATCH];

	*last = 0;
	while (pages) {
		size_t count = pages < BATCH ? pages : BATCH;
		ssize_t wanted = (ssize_t)(count * sizeof(*entry)), got;
		int err;

		got = cohmem__sys.pread(fd, entry, (size_t)wanted, (off_t)(page * sizeof(*entry)));
		if (got != wanted)
			return cohmem_set_error_text(
				got < 0 ? -errno : -ENXIO, "/proc/self/pagemap: %s",
				got < 0 ? strerror(errno) : "unexpected end of file");
		err = follow(entry, count, last);
		if (err)
			return err;
		page += count;
		pages -= count;
	}
	return 0;
}

int cohmem__pagemap(const void *cpu_addr, size_t size, phys_addr_t *phys_addr)
{
	uintptr_t page = (uintptr_t)cpu_addr / COHMEM_PAGE_SIZE;
	uintptr_t end = ((uintptr_t)cpu_addr + size - 1) / COHMEM_PAGE_SIZE + 1;
	int fd = cohmem__sys.open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t last;
	int err;

	if (fd < 0)
		return cohmem_set_error_text(-errno, "/proc/self/pagemap: %s", strerror(errno));
	err = read_entries(fd, page, end - page, &last);
	close(fd);
	if (!err)
		*phys_addr = (last - (end - page - 1)) * COHMEM_PAGE_SIZE +
			     (uintptr_t)cpu_addr % COHMEM_PAGE_SIZE;
	return err;
}

int cohmem_phys_addr(const void *cpu_addr, size_t size, phys_addr_t *phys_addr)
{
	int err = -EINVAL;

	cohmem__clear_error_text();
	if (cpu_addr && size && phys_addr && size - 1 <= UINTPTR_MAX - (uintptr_t)cpu_addr)
		err = cohmem__pagemap(cpu_addr, size, phys_addr);
	if (err)
		cohmem_report(COHMEM_LOG_ERR, NULL,
			      "cannot find the physical address of %zu bytes: %s", size,
			      cohmem__error_text(strerror(-err)));
	return err;
}
