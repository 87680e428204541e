/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Allocation flags, and pages. */
#ifndef COHMEM_LINUX_GFP_H
#define COHMEM_LINUX_GFP_H

#include <linux/types.h>

/* Flags that the allocators ignore: there is one kind of memory, and no code runs in interrupt context. */
#define GFP_NOWAIT          0x0100u
#define GFP_NOIO            0x0u
#define GFP_NOFS            0x0u
#define GFP_USER            0x0u
#define GFP_HIGHUSER        0x0u
#define GFP_DMA             0x0200u
#define GFP_DMA32           0x0400u
#define __GFP_DMA           GFP_DMA
#define __GFP_DMA32         GFP_DMA32
#define __GFP_NORETRY       0x0800u
#define __GFP_RETRY_MAYFAIL 0x1000u
#define __GFP_NOFAIL        0x2000u
#define __GFP_COMP          0x4000u
#define __GFP_HIGHMEM       0x8000u
#define __GFP_NOMEMALLOC    0x10000u
#define __GFP_HIGH          0x20000u
#define __GFP_THISNODE      0x40000u
#define GFP_KERNEL_ACCOUNT  GFP_KERNEL

static inline bool gfpflags_allow_blocking(const gfp_t flags)
{
	return !(flags & (GFP_ATOMIC | GFP_NOWAIT));
}

#define MAX_PAGE_ORDER 10

unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
unsigned long get_zeroed_page(gfp_t gfp);
void free_pages(unsigned long addr, unsigned int order);

#define __get_free_page(gfp) __get_free_pages(gfp, 0)
#define free_page(addr)      free_pages(addr, 0)

#endif
