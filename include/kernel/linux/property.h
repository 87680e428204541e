/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Properties of a device: those of its device tree node. */
#ifndef COHMEM_LINUX_PROPERTY_H
#define COHMEM_LINUX_PROPERTY_H

#include <linux/device.h>
#include <linux/of_device.h>

#define device_property_read_u32(dev, name, out) of_property_read_u32((dev)->of_node, name, out)
#define device_property_read_u64(dev, name, out) of_property_read_u64((dev)->of_node, name, out)
#define device_property_read_string(dev, name, out) \
	of_property_read_string((dev)->of_node, name, out)
#define device_property_read_bool(dev, name) of_property_read_bool((dev)->of_node, name)
#define device_property_present(dev, name)   of_property_read_bool((dev)->of_node, name)
#define device_get_match_data(dev)           of_device_get_match_data(dev)

#endif
