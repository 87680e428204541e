/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_ENVIRONMENT_H
#define PORT_POSIX_ENVIRONMENT_H

/* What begins with the program: what the environment asks for, and handlers of fork(). */
void cohmem__environment_begin(void);

#endif
