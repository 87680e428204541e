/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A program without debugging code that frees one block twice and never frees another. */
#include <cohmem/cohmem.h>

static struct device dev;

static int use(void)
{
	dma_addr_t a, b;
	void *ring = dma_alloc_coherent(&dev, 4096, &a, GFP_KERNEL);
	void *buf = dma_alloc_coherent(&dev, 8192, &b, GFP_KERNEL); /* never freed */

	if (!ring || !buf)
		return 1;
	dma_free_coherent(&dev, 4096, ring, a);
	dma_free_coherent(&dev, 4096, ring, a); /* twice */
	return 0;
}

int main(void)
{
	cohmem_device_init(&dev, "buggy");
	return cohmem_ram_attach(&dev, 0x80000000, 1 << 20) ? 2 : use();
}
