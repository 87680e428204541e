/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The generic memory of a vhost-user device: chunks of anonymous memory, each
 * announced to the device when it comes (ADD_MEM_REG) and taken back when it goes (REM_MEM_REG).
 */
#ifndef GENERIC_H
#define GENERIC_H

#include <cohmem/cohmem.h>

#define GENERIC_CHUNKS 31 /* the device has 32 places for regions; the area has one of them */

struct generic {
	int sock;
	bool taken[GENERIC_CHUNKS];
	unsigned int grown, shrunk;
};

/* Sets @dev->dma_ops. 0 or -errno. */
int generic_attach(struct generic *g, struct device *dev, int sock, size_t chunk_size);
void generic_detach(struct device *dev);

#endif
