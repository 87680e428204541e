/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The device itself, and the way of a report to whoever listens. */
#include "internal.h"

const char *dev_name(const struct device *dev)
{
	return dev && dev->init_name ? dev->init_name : "(unnamed)";
}

void device_initialize(struct device *dev)
{
	if (!dev)
		return;
	*dev = (struct device){
		.coherent_dma_mask = 0xffffffff,
		.cohmem_dma_mask = 0xffffffff,
	};
	dev->dma_mask = &dev->cohmem_dma_mask;
}

void cohmem_report(int level, const struct device *dev, const char *fmt, ...)
{
	va_list args;

	if (!cohmem_port->report)
		return;
	va_start(args, fmt);
	cohmem_port->report(level, dev, fmt, args);
	va_end(args);
}
