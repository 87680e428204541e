/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A first program: it has forgotten generic memory, sets no log, and prints nothing of its own but errno.
 *
 * usage: silent COUNT [drop]: how often it tries; drop: cohmem_set_log(NULL)
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
