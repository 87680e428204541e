/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* NUMA nodes. */
#ifndef COHMEM_LINUX_NUMA_H
#define COHMEM_LINUX_NUMA_H

#define NUMA_NO_NODE (-1)

#endif
