/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* An anonymous file that is mapped here and that another process can map. */
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
 * Makes @size zeroed bytes; 0 or -errno with nothing left behind, and the words. Nobody can make the
 * file shorter: who maps it need not fear for its memory, and udmabuf takes it.
 */
int cohmem__anon_file_open(struct anon_file *file, size_t size, enum anon_pages pages);
void cohmem__anon_file_close(struct anon_file *file, size_t size);

#endif
