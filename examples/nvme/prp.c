/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Physical region pages (section 4.3): where a buffer is, page by page. */
#include <errno.h>

#include "nvme.h"

int nvme_set_prps(struct nvme *nvme, struct nvme_command *command, dma_addr_t buffer, size_t bytes,
		  uint64_t **list, dma_addr_t *list_dma)
{
	dma_addr_t next = (buffer & ~(dma_addr_t)(NVME_PAGE - 1)) + NVME_PAGE;
	dma_addr_t end = buffer + bytes;
	size_t entries = end > next ? (size_t)((end - next - 1) / NVME_PAGE + 1) : 0;

	*list = NULL;
	command->prp1 = buffer;
	command->prp2 = next;
	if (entries == 0)
		command->prp2 = 0;
	if (entries < 2)
		return 0;
	if (entries > NVME_PAGE / sizeof(**list))
		return -EINVAL; /* a second list would be needed */
	*list = dma_pool_alloc(nvme->lists, GFP_KERNEL, list_dma);
	if (!*list)
		return -ENOMEM;
	for (size_t i = 0; i < entries; i++)
		((volatile uint64_t *)*list)[i] = next + i * NVME_PAGE;
	command->prp2 = *list_dma;
	return cohmem_end_cpu_access(nvme->dev, *list, entries * sizeof(**list), DMA_TO_DEVICE);
}
