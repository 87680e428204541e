/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TESTS_FIRMWARE_LOG_H
#define TESTS_FIRMWARE_LOG_H

#include <cohmem.h>

#define LOG_OPERATIONS 100000u

/*
 * Run the operations on an empty area at @base, of 64 KiB in granules of 64 bytes, which is empty again afterwards.
 * Returns a hash of all placements.
 */
uint32_t log_run(struct device *dev, dma_addr_t base, uint32_t operations);

#endif
