/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_BASE_SYMBOLIZE_H
#define PORT_POSIX_BASE_SYMBOLIZE_H

#include <stddef.h>

/* See struct cohmem_port. */
void cohmem__where(const void *site, char *text, size_t bytes);
void cohmem__where_fork_child(void);

#endif
