/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Small blocks of DMA memory. */
#ifndef COHMEM_LINUX_DMAPOOL_H
#define COHMEM_LINUX_DMAPOOL_H

#include <cohmem/dmapool.h>
#include <linux/gfp.h>

#endif
