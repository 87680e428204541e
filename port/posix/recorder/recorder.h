/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_RECORDER_RECORDER_H
#define PORT_POSIX_RECORDER_RECORDER_H

/* Record all allocations and frees from now on, until the program exits. A failure is reported on stderr. */
void cohmem__recorder_start(const char *path);

#endif
