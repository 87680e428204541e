/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_SANITIZERS_H
#define PORT_POSIX_SANITIZERS_H

/* Lets AddressSanitizer and valgrind know of free memory, where they are. Before the first area is declared. */
void cohmem__sanitizers_begin(void);

#endif
