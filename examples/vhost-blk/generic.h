/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The generic memory of a vhost-user device: chunks of anonymous memory, each announced to the device when
 * it is allocated (ADD_MEM_REG) and withdrawn before it is freed (REM_MEM_REG).
 */
#ifndef GENERIC_H
#define GENERIC_H

#include <cohmem/cohmem.h>

#define GENERIC_CHUNKS 31 /* the device supports 32 regions; the area is one of them */

struct generic {
	int sock;
	bool taken[GENERIC_CHUNKS];
	unsigned int grown, shrunk;
};

/* Sets @dev->dma_ops. Returns 0 or -errno. */
int generic_attach(struct generic *g, struct device *dev, int sock, size_t chunk_size);
void generic_detach(struct device *dev);

#endif
