/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_ENVIRONMENT_H
#define PORT_POSIX_ENVIRONMENT_H

/* Called once, when the program starts: installs handlers of fork(), detects sanitizers and applies the environment. */
void cohmem__environment_begin(void);

#endif
