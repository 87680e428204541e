/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef CORE_APART_H
#define CORE_APART_H

/* Compiled for size: functions that are called one after the other take the stack of one, if they stay functions. */
#ifdef __OPTIMIZE_SIZE__
#define APART __attribute__((noinline, unused))
#else
#define APART inline
#endif

#endif
