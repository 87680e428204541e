/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* raspi2b: four Cortex-A7, of which one is used. Source: BCM2835 ARM Peripherals. */
#define ENGINE_NAME "BCM2835 DMA on raspi2b"
#define ENGINE_BASE 0x3f007000u
#define CORES       4
