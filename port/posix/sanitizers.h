/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_SANITIZERS_H
#define PORT_POSIX_SANITIZERS_H

/* Mark free memory for AddressSanitizer and valgrind if they are present. Call before the first area is declared. */
void cohmem__sanitizers_begin(void);

#endif
