/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the test needs from a board besides port/baremetal/board.h: its DMA engine. */
#ifndef TESTS_FIRMWARE_ENGINE_H
#define TESTS_FIRMWARE_ENGINE_H

#include <cohmem/types.h>

extern const char engine_name[];

/* Where the area is, for the CPU and for the engine. */
extern unsigned char engine_area[];
dma_addr_t engine_address(const void *cpu_addr);

/* Copies @words of 32 bits; returns when the engine says that it is done, or never will be. */
bool engine_copy(dma_addr_t to, dma_addr_t from, uint32_t words);

#endif
