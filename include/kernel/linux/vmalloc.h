/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Large memory that is not for DMA. */
#ifndef COHMEM_LINUX_VMALLOC_H
#define COHMEM_LINUX_VMALLOC_H

#include <linux/slab.h>

#define vmalloc(size) kvmalloc(size, GFP_KERNEL)
#define vzalloc(size) kvzalloc(size, GFP_KERNEL)
#define vfree(p)      kvfree(p)

#endif
