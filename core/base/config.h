/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

/* Built with COHMEM_NO_GLOBAL there is no area for devices without one, and global.c is left out. */
#ifdef COHMEM_NO_GLOBAL
#define GLOBAL 0
#else
#define GLOBAL 1
#endif

/* Built with COHMEM_NO_STATS requests are not counted: struct cohmem_area_stats and cohmem_device_stats stay 0. */
#ifdef COHMEM_NO_STATS
#define STATS 0
#else
#define STATS 1
#endif

/* Built with COHMEM_NO_REPORTS nothing is said, and no words are in the program. */
#ifdef COHMEM_NO_REPORTS
#define REPORTS 0
#else
#define REPORTS 1
#endif

#endif
