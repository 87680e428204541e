/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The dma_map_ops of a device. */
#ifndef COHMEM_LINUX_DMA_MAP_OPS_H
#define COHMEM_LINUX_DMA_MAP_OPS_H

#include <cohmem/backend/dma_map_ops.h>
#include <linux/dma-mapping.h>
#include <linux/slab.h>

static inline const struct dma_map_ops *get_dma_ops(struct device *dev)
{
	return dev->dma_ops ? dev->dma_ops : cohmem_arch_dma_ops;
}

static inline void set_dma_ops(struct device *dev, const struct dma_map_ops *dma_ops)
{
	dev->dma_ops = dma_ops;
}

#endif
