/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A user's first program: it does not attach generic memory, sets no log function, and itself prints only errno.
 *
 * usage: silent COUNT [drop]: COUNT: number of attempts to allocate; drop: call cohmem_set_log(NULL, NULL)
 */
#include <cohmem/cohmem.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	static struct device dev;
	dma_addr_t dma;

	if (argc > 2)
		cohmem_set_log(NULL, NULL);
	cohmem_device_init(&dev, "vc4");
	for (int i = argc > 1 ? atoi(argv[1]) : 0; i; i--) {
		errno = 0;
		if (dma_alloc_coherent(&dev, 4096, &dma, GFP_KERNEL))
			return 2;
	}
	printf("errno %d\n", errno);
	return 0;
}
