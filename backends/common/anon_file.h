/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* An anonymous file that is mapped in this process, and that other processes can map. */
#ifndef BACKENDS_COMMON_ANON_FILE_H
#define BACKENDS_COMMON_ANON_FILE_H

#include <stddef.h>

struct anon_file {
	int fd;
	void *addr;
};

enum anon_pages {
	ANON_SMALL,
	ANON_HUGE,     /* of 2 MiB */
	ANON_GIGANTIC, /* of 1 GiB */
	ANON_PAGES,
};
extern const size_t cohmem__anon_page_bytes[ANON_PAGES];

/*
 * Create and map a file of @size zeroed bytes. Returns 0, or -errno with the error text set and nothing left behind.
 * The file is sealed: it cannot be truncated under a process that maps it, so udmabuf accepts it.
 */
int cohmem__anon_file_open(struct anon_file *file, size_t size, enum anon_pages pages);
void cohmem__anon_file_close(struct anon_file *file, size_t size);

#endif
