/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* QEMU's device "edu" (docs/specs/edu.txt in QEMU 7.2), which copies between memory and its internal buffer. */
#ifndef TESTS_VM_EDU_H
#define TESTS_VM_EDU_H

#include <sched.h>
#include <stdint.h>

#define EDU_VENDOR     0x1234
#define EDU_DEVICE     0x11e8
#define EDU_ID         0x00
#define EDU_IRQ_STATUS 0x24
#define EDU_IRQ_RAISE  0x60
#define EDU_IRQ_ACK    0x64
#define EDU_DMA_SRC    0x80
#define EDU_DMA_DST    0x88
#define EDU_DMA_COUNT  0x90
#define EDU_DMA_CMD    0x98
#define EDU_BUFFER     0x40000
#define EDU_RUN        1u
#define EDU_TO_MEMORY  2u
#define EDU_DMA_IRQ    4u
#define EDU_MOST       2048 /* bytes at a time: with 4096, QEMU 7.2 aborts */

static inline uint32_t edu_read(const void *bar, unsigned int reg)
{
	return *(const volatile uint32_t *)((const char *)bar + reg);
}

static inline void edu_write(void *bar, unsigned int reg, uint32_t value)
{
	*(volatile uint32_t *)((char *)bar + reg) = value;
}

static inline void edu_write64(void *bar, unsigned int reg, uint64_t value)
{
	*(volatile uint64_t *)((char *)bar + reg) = value;
}

static inline void edu_start(void *bar, uint64_t src, uint64_t dst, unsigned int bytes,
			     unsigned int cmd)
{
	edu_write64(bar, EDU_DMA_SRC, src);
	edu_write64(bar, EDU_DMA_DST, dst);
	edu_write64(bar, EDU_DMA_COUNT, bytes);
	edu_write64(bar, EDU_DMA_CMD, cmd | EDU_RUN);
}

/* A transfer takes 100 ms of guest time, which may be much longer in real time. */
static inline void edu_wait(void *bar)
{
	while (edu_read(bar, EDU_DMA_CMD) & EDU_RUN)
		sched_yield();
}

static inline void edu_dma(void *bar, uint64_t src, uint64_t dst, unsigned int bytes,
			   unsigned int cmd)
{
	edu_start(bar, src, dst, bytes, cmd);
	edu_wait(bar);
}

/* Copies from memory to memory. @src and @dst are device addresses. */
static inline void edu_copy(void *bar, uint64_t src, uint64_t dst, unsigned int bytes)
{
	edu_dma(bar, src, EDU_BUFFER, bytes, 0);
	edu_dma(bar, EDU_BUFFER, dst, bytes, EDU_TO_MEMORY);
}

#endif
