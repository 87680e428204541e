/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_FORK_H
#define PORT_POSIX_FORK_H

/* Install the handlers of fork(). Called once, when the program starts. */
void cohmem__fork_begin(void);

#endif
