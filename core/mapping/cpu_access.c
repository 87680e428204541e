/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Memory that is not coherent between the CPU and a device: see cohmem/cpu_access.h. */
#include <cohmem/cpu_access.h>
#include <cohmem/region.h>

#include "../device/device.h"

static int access(struct device *dev, const void *cpu_addr, size_t size,
		  enum dma_data_direction dir, bool begin)
{
	const struct dma_map_ops *ops;
	struct cohmem_region *region;

	if (!dev || !cpu_addr || size == 0 || (unsigned int)dir >= DMA_NONE)
		return -EINVAL;
	if (of_parent(dev))
		return -EPERM;
	region = cohmem_region_find(cpu_addr, size);
	if (region && region->cpu_access)
		return region->cpu_access(region, (uintptr_t)cpu_addr - (uintptr_t)region->cpu_addr,
					  size, dir, begin);
	if (region)
		return 0;
	ops = get_dma_ops(dev);
	return ops && ops->cpu_access ? ops->cpu_access(dev, cpu_addr, size, dir, begin) : 0;
}

int cohmem_begin_cpu_access(struct device *dev, const void *cpu_addr, size_t size,
			    enum dma_data_direction dir)
{
	return access(dev, cpu_addr, size, dir, true);
}

int cohmem_end_cpu_access(struct device *dev, const void *cpu_addr, size_t size,
			  enum dma_data_direction dir)
{
	return access(dev, cpu_addr, size, dir, false);
}
