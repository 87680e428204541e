/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the test needs from a DMA engine. */
#ifndef TESTS_FIRMWARE_ENGINE_H
#define TESTS_FIRMWARE_ENGINE_H

#include <cohmem.h>

extern const char engine_name[];

/* The address at which the engine sees memory. */
dma_addr_t engine_address(const void *cpu_addr);

/* Size and alignment that suffice for the descriptors of all engines. */
#define ENGINE_DESCRIPTOR_BYTES 32

/* Fill in a descriptor that copies @words of 32 bits and is followed by the one at @next (0: it is the last). */
void engine_describe(void *descriptor, dma_addr_t to, dma_addr_t from, uint32_t words,
		     dma_addr_t next);

/* Start the engine at the list that begins at @descriptor. It raises interrupts if they are enabled. */
void engine_start(const void *descriptor, dma_addr_t dma);

/* Acknowledge the engine's status. True if it has reached the end of the list without an error. */
bool engine_done(void);

#endif
