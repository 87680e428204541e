/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: mapping - dma_alloc_coherent() and its kin
 *
 * Linux's prototypes and results (include/linux/dma-mapping.h, kernel/dma/mapping.c of 6.1). A
 * request goes to the device's own areas, then (for devices without any) to the global area, then
 * to the device's dma_map_ops; to these also when the global area is full, unlike Linux 6.1, where a
 * global pool is the end of the way.
 */
#ifndef COHMEM_MAPPING_H
#define COHMEM_MAPPING_H

#include <cohmem/coherent.h>
#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DMA_ATTR_NO_WARN (1UL << 8)

/**
 * struct dma_map_ops - generic memory for a device, the seam that back ends fill
 * @alloc:	@size bytes (> 0), in whole pages, of zeroed memory whose device addresses all lie within the
 *		device's masks; the CPU address and *@dma_handle, or NULL, with the reason reported unless
 *		@attrs have DMA_ATTR_NO_WARN
 * @free:	take such a block back; it checks what it is given and reports what is wrong
 * @mmap:	map the block at @cpu_addr to @vma; 0 or -errno. NULL: -ENXIO.
 * @dma_supported: whether the device can work with @mask; NULL: with any but 0
 * @announces_reuse: the back end calls cohmem_memory_reused() before it hands out or unmaps freed memory; debugging
 *		may read freed blocks until then
 * @cpu_access:	as &struct cohmem_region's, of a part of a block; NULL: the memory is coherent
 *
 * Called without any lock held, from as many threads as use the device.
 */
struct dma_map_ops {
	void *(*alloc)(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		       unsigned long attrs);
	void (*free)(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle,
		     unsigned long attrs);
	int (*mmap)(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		    dma_addr_t dma_handle, size_t size, unsigned long attrs);
	int (*dma_supported)(struct device *dev, unsigned long long mask);
	bool announces_reuse;
	int (*cpu_access)(struct device *dev, const void *cpu_addr, size_t size,
			  enum dma_data_direction dir, bool begin);
};

/**
 * cohmem_arch_dma_ops - generic memory for devices that have no dma_ops
 *
 * NULL at the start: there is none. Change it only while no other thread uses cohmem.
 * Source: get_arch_dma_ops(), arch/x86/include/asm/dma-mapping.h, Linux 6.1.
 */
extern const struct dma_map_ops *cohmem_arch_dma_ops;

/**
 * dma_alloc_attrs() - allocate coherent memory for a device
 * @dev:	the device
 * @size:	in bytes
 * @dma_handle:	filled with the address that the device uses
 * @flag:	__GFP_NOWARN: do not report failure
 * @attrs:	DMA_ATTR_NO_WARN: likewise
 *
 * Returns the CPU address of @size zeroed bytes, or NULL, with the reason reported: an argument
 * is NULL, @size is 0, the device's exclusive area is full, there is no generic memory
 * (neither dev->dma_ops nor &cohmem_arch_dma_ops), or it is exhausted. *@dma_handle is then untouched.
 * Context: that of dma_alloc_from_coherent() and of the back end.
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t flag,
		      unsigned long attrs);

/**
 * dma_free_attrs() - free what dma_alloc_attrs() gave
 * @dev:	the same device
 * @size:	the same size, in bytes
 * @cpu_addr:	what it returned; NULL does nothing
 * @dma_handle:	the device address it filled in
 * @attrs:	the same
 *
 * A wrong release (twice, inside a block, a size of another order) is refused and reported.
 * Context as dma_alloc_attrs(). Source: kernel/dma/mapping.c, Linux 6.1.
 */
void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle,
		    unsigned long attrs);

/** dma_alloc_coherent() - dma_alloc_attrs() without attributes, as in Linux */
COHMEM_WRAPPER void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma_handle,
					gfp_t gfp)
{
	void *cpu_addr = dma_alloc_attrs(dev, size, dma_handle, gfp,
					 (gfp & __GFP_NOWARN) ? DMA_ATTR_NO_WARN : 0);

	COHMEM_WRAPPED;
	return cpu_addr;
}

/** dma_free_coherent() - dma_free_attrs() without attributes, as in Linux */
COHMEM_WRAPPER void dma_free_coherent(struct device *dev, size_t size, void *cpu_addr,
				      dma_addr_t dma_handle)
{
	dma_free_attrs(dev, size, cpu_addr, dma_handle, 0);
	COHMEM_WRAPPED;
}

/**
 * dma_mmap_attrs() - map an allocated block a second time
 * @dev:	the device
 * @vma:	where to
 * @cpu_addr:	as from dma_alloc_attrs()
 * @dma_handle:	likewise
 * @size:	in bytes
 * @attrs:	as for the allocation
 *
 * Returns 0; -EINVAL when @dev or @vma is NULL; otherwise as dma_mmap_from_coherent()'s *ret, or
 * what the back end says. Thread context. Source: kernel/dma/mapping.c, Linux 6.1.
 */
int dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		   dma_addr_t dma_handle, size_t size, unsigned long attrs);

/** dma_mmap_coherent() - dma_mmap_attrs() without attributes, as in Linux */
COHMEM_WRAPPER int dma_mmap_coherent(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
				     dma_addr_t dma_handle, size_t size)
{
	return dma_mmap_attrs(dev, vma, cpu_addr, dma_handle, size, 0);
}

/**
 * dma_set_mask() - say what the device's streaming DMA reaches
 * @dev:	the device
 * @mask:	highest address, DMA_BIT_MASK(n)
 *
 * Returns 0; -EIO when @dev is NULL, has no dma_mask, or cannot work with @mask. Thread context; not while another thread
 * allocates or maps memory for @dev, since masks are read without a lock (a driver sets them in its probe()).
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
int dma_set_mask(struct device *dev, unsigned long long mask);

/**
 * dma_set_coherent_mask() - say what the device reaches of coherent memory
 * @dev:	the device
 * @mask:	highest address, DMA_BIT_MASK(n)
 *
 * Blocks that were already allocated remain valid. Returns 0; -EIO when @dev is NULL or cannot work with @mask. Thread context;
 * not while another thread allocates or maps memory for @dev, since masks are read without a lock (a driver sets them in its
 * probe()). Source: kernel/dma/mapping.c, Linux 6.1.
 */
int dma_set_coherent_mask(struct device *dev, unsigned long long mask);

/**
 * dma_set_mask_and_coherent() - both masks at once
 * @dev:	the device
 * @mask:	highest address, DMA_BIT_MASK(n)
 *
 * Returns as dma_set_mask(). Thread context; not while another thread allocates or maps memory for @dev. Source:
 * include/linux/dma-mapping.h, Linux 6.1.
 */
int dma_set_mask_and_coherent(struct device *dev, unsigned long long mask);

/**
 * cohmem_map_file() - map a block of @size bytes that lies in a file
 * @vma:	where to, and which pages of the block
 * @fd:		the file, -1 for none
 * @offset:	of the block in @fd
 * @size:	of the block, in bytes
 *
 * Returns 0; -EINVAL when @vma or @offset is not page-aligned; -ENXIO when @vma is empty or reaches
 * beyond the block, or there is no file or no port that maps; or the port's -errno. For back
 * ends' @mmap. Thread context. Source: dma_common_mmap() in kernel/dma/ops_helpers.c, Linux 6.1.
 */
int cohmem_map_file(const struct vm_area_struct *vma, int fd, uint64_t offset, size_t size);

/**
 * cohmem_dma_limit() - the highest device address @dev may be given
 * @dev:	the device
 *
 * Returns the smaller of coherent_dma_mask and (unless 0) bus_dma_limit. For back ends.
 * Any context. Source: min_not_zero() in kernel/dma/direct.c, Linux 6.1.
 */
uint64_t cohmem_dma_limit(const struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
