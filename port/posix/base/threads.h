/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_BASE_THREADS_H
#define PORT_POSIX_BASE_THREADS_H

#include <cohmem/port.h>

/* See struct cohmem_port. */
extern struct cohmem_thread cohmem__threads[COHMEM_THREADS];
int cohmem_thread(void);
void cohmem__threads_fork_child(void);

#endif
