/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Pages. */
#ifndef COHMEM_LINUX_MM_H
#define COHMEM_LINUX_MM_H

#include <asm/page.h>
#include <cohmem/coherent.h> /* struct vm_area_struct */
#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/gfp.h>
#include <linux/kernel.h>

#define PAGE_ALIGN(addr)      ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(addr) ALIGN_DOWN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr)    IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)
#define offset_in_page(p)     ((unsigned long)(p) & ~PAGE_MASK)
#define PFN_UP(x)             (((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x)           ((x) >> PAGE_SHIFT)

static inline int get_order(unsigned long size)
{
	return fls64((size - 1) >> PAGE_SHIFT);
}

#endif
