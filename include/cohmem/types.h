/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: the few types that every part of cohmem shares
 *
 * Names and meanings are those of Linux (include/linux/types.h). Device addresses and physical
 * addresses are 64 bits wide everywhere, even where a CPU pointer has 32 bits.
 */
#ifndef COHMEM_TYPES_H
#define COHMEM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if __STDC_HOSTED__
#include <sys/types.h> /* ssize_t */
#else
typedef ptrdiff_t ssize_t;
#endif

typedef unsigned long long dma_addr_t; /* as in Linux, even where uint64_t is another type */
#ifdef COHMEM_KERNEL_TYPES
typedef unsigned long long phys_addr_t; /* as in Linux, for <linux/...> */
#else
typedef uint64_t phys_addr_t; /* as in DPDK, which also defines this name */
#endif
typedef unsigned int gfp_t;

#define GFP_KERNEL   0x0u
#define GFP_ATOMIC   0x1u
#define __GFP_NOWARN 0x2u
#define __GFP_ZERO   0x4u

/* The direction of a transfer. Source: include/linux/dma-direction.h, Linux 6.1. */
enum dma_data_direction {
	DMA_BIDIRECTIONAL = 0,
	DMA_TO_DEVICE = 1,
	DMA_FROM_DEVICE = 2,
	DMA_NONE = 3,
};

/* log2 of the page size, which is also the default granule of an area. */
#define COHMEM_PAGE_SHIFT 12
#define COHMEM_PAGE_SIZE  ((size_t)1 << COHMEM_PAGE_SHIFT)

#define DMA_BIT_MASK(n) (((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))

/*
 * A function that only calls another one. It is always inlined, so the call lies in the driver.
 * COHMEM_WRAPPED after the call keeps it from becoming a tail call, so that its return address lies
 * in the driver, too: reports name the driver's source line by that address.
 */
#define COHMEM_WRAPPER static inline __attribute__((always_inline))
#define COHMEM_WRAPPED __asm__ volatile("")

/**
 * struct cohmem_lock - a lock of one word, which the port implements
 * @word:	0 while the lock is free; other values are private to the port
 *
 * A zero-initialised lock is free. See &struct cohmem_port.
 */
struct cohmem_lock {
	uint32_t word;
};

#endif
