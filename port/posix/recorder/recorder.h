/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_RECORDER_RECORDER_H
#define PORT_POSIX_RECORDER_RECORDER_H

/* Records all that is allocated and released from now on, until the program ends; else stderr tells why not. */
void cohmem__recorder_start(const char *path);

#endif
