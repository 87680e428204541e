/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* An anonymous file that is mapped here and that another process can map. */
#ifndef BACKENDS_ANON_FILE_H
#define BACKENDS_ANON_FILE_H

#include <stddef.h>
#include <sys/types.h>

struct anon_file {
	int fd;
	void *addr;
};

/* Makes @size zeroed bytes, of 2 MiB pages if @huge; 0 or -errno with nothing left behind. */
int cohmem_anon_file_open(struct anon_file *file, size_t size, int huge);
void cohmem_anon_file_close(struct anon_file *file, size_t size);

#endif
