/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Devices with a device tree node. */
#ifndef COHMEM_LINUX_OF_DEVICE_H
#define COHMEM_LINUX_OF_DEVICE_H

#include <linux/of.h>

struct device;

const struct of_device_id *of_match_device(const struct of_device_id *matches,
					   const struct device *dev);
const void *of_device_get_match_data(const struct device *dev);

#endif
