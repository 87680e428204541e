/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Device memory: memory of regions (cohmem/region.h). */
#ifndef COHMEM_LINUX_IO_H
#define COHMEM_LINUX_IO_H

#include <asm/barrier.h>
#include <asm/byteorder.h>
#include <linux/err.h>
#include <linux/types.h>

struct device;
struct resource;

/* NULL if no region contains the whole range. */
void *ioremap(phys_addr_t offset, size_t size);
void iounmap(volatile void __iomem *addr);
void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);
void *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size);
/* Requests the range, then maps it. Returns the address, or ERR_PTR() of -EINVAL, -EBUSY or -ENOMEM. */
void *devm_ioremap_resource(struct device *dev, const struct resource *res);
void *devm_memremap(struct device *dev, resource_size_t offset, size_t size, unsigned long flags);

#define ioremap_wc(offset, size)           ioremap(offset, size)
#define ioremap_np(offset, size)           ioremap(offset, size)
#define ioremap_cache(offset, size)        ioremap(offset, size)
#define devm_ioremap_wc(dev, offset, size) devm_ioremap(dev, offset, size)
#define devm_ioremap_resource_wc(dev, res) devm_ioremap_resource(dev, res)

#define MEMREMAP_WB 0x1UL
#define MEMREMAP_WT 0x2UL
#define MEMREMAP_WC 0x4UL

/*
 * Each function makes one access. Without _relaxed, a read is ordered before later reads of DMA
 * memory, and a write after earlier writes to it.
 */
#define COHMEM_READ_(name, type, to_cpu)                                     \
	static inline type name##_relaxed(const volatile void __iomem *addr) \
	{                                                                    \
		return to_cpu(*(const volatile type *)addr);                 \
	}                                                                    \
	static inline type name(const volatile void __iomem *addr)           \
	{                                                                    \
		type value = name##_relaxed(addr);                           \
                                                                             \
		rmb();                                                       \
		return value;                                                \
	}
#define COHMEM_WRITE_(name, type, from_cpu)                                        \
	static inline void name##_relaxed(type value, volatile void __iomem *addr) \
	{                                                                          \
		*(volatile type *)addr = from_cpu(value);                          \
	}                                                                          \
	static inline void name(type value, volatile void __iomem *addr)           \
	{                                                                          \
		wmb();                                                             \
		name##_relaxed(value, addr);                                       \
	}
#define COHMEM_AS_IT_IS_(value) (value)

COHMEM_READ_(readb, u8, COHMEM_AS_IT_IS_)
COHMEM_READ_(readw, u16, le16_to_cpu)
COHMEM_READ_(readl, u32, le32_to_cpu)
COHMEM_READ_(readq, u64, le64_to_cpu)
COHMEM_WRITE_(writeb, u8, COHMEM_AS_IT_IS_)
COHMEM_WRITE_(writew, u16, cpu_to_le16)
COHMEM_WRITE_(writel, u32, cpu_to_le32)
COHMEM_WRITE_(writeq, u64, cpu_to_le64)

#define ioread8(addr)          readb(addr)
#define ioread16(addr)         readw(addr)
#define ioread32(addr)         readl(addr)
#define iowrite8(value, addr)  writeb(value, addr)
#define iowrite16(value, addr) writew(value, addr)
#define iowrite32(value, addr) writel(value, addr)

void memcpy_fromio(void *dst, const volatile void __iomem *src, size_t bytes);
void memcpy_toio(volatile void __iomem *dst, const void *src, size_t bytes);
void memset_io(volatile void __iomem *dst, int value, size_t bytes);

#endif
