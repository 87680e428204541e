/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_ACCESS_H
#define PORT_POSIX_ACCESS_H

#include <cohmem/port.h>

/* See struct cohmem_port. */
void cohmem_access_report(const void *addr, size_t bytes, enum cohmem_access access);

#endif
