/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Resources of a device. */
#ifndef COHMEM_LINUX_IOPORT_H
#define COHMEM_LINUX_IOPORT_H

#include <linux/types.h>

struct resource {
	resource_size_t start;
	resource_size_t end; /* inclusive */
	const char *name;
	unsigned long flags;
};

#define IORESOURCE_IO  0x00000100
#define IORESOURCE_MEM 0x00000200
#define IORESOURCE_REG 0x00000300
#define IORESOURCE_IRQ 0x00000400
#define IORESOURCE_DMA 0x00000800

#define DEFINE_RES_NAMED(from, bytes, label, kind)                                           \
	{                                                                                    \
		.start = (from), .end = (from) + (bytes)-1, .name = (label), .flags = (kind) \
	}
#define DEFINE_RES_MEM(from, bytes) DEFINE_RES_NAMED(from, bytes, NULL, IORESOURCE_MEM)
#define DEFINE_RES_MEM_NAMED(from, bytes, label) \
	DEFINE_RES_NAMED(from, bytes, label, IORESOURCE_MEM)
#define DEFINE_RES_IRQ(irq)              DEFINE_RES_NAMED(irq, 1, NULL, IORESOURCE_IRQ)
#define DEFINE_RES_IRQ_NAMED(irq, label) DEFINE_RES_NAMED(irq, 1, label, IORESOURCE_IRQ)

static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & 0x1f00;
}

struct device;

/* Reserves a range of memory for a driver; NULL if a part of it is already reserved. */
struct resource *request_mem_region(resource_size_t start, resource_size_t n, const char *name);
void release_mem_region(resource_size_t start, resource_size_t n);
struct resource *devm_request_mem_region(struct device *dev, resource_size_t start,
					 resource_size_t n, const char *name);

#endif
