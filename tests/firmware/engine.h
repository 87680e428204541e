/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the test needs from a DMA engine. */
#ifndef TESTS_FIRMWARE_ENGINE_H
#define TESTS_FIRMWARE_ENGINE_H

#include <cohmem.h>

extern const char engine_name[];

/* Where memory is for the engine. */
dma_addr_t engine_address(const void *cpu_addr);

/* No engine here wants more. */
#define ENGINE_DESCRIPTOR_BYTES 32

/* Fills in a descriptor: @words of 32 bits, then the one at @next; 0: this is the last. */
void engine_describe(void *descriptor, dma_addr_t to, dma_addr_t from, uint32_t words,
		     dma_addr_t next);

/* The engine goes through the list that begins at @descriptor; its interrupt comes if they are on. */
void engine_start(const void *descriptor, dma_addr_t dma);

/* Acknowledges what the engine says. It has come to the list's end, and all went well. */
bool engine_done(void);

#endif
