/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The direction of a DMA transfer. */
#ifndef COHMEM_LINUX_DMA_DIRECTION_H
#define COHMEM_LINUX_DMA_DIRECTION_H

#include <cohmem/types.h>

#endif
