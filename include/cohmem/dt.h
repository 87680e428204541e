/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: dt - what a device tree says of memory for DMA
 *
 * The nodes of /reserved-memory, what Linux makes of each (drivers/of/of_reserved_mem.c,
 * kernel/dma/coherent.c, contiguous.c and swiotlb.c of 6.1), and which devices refer to them. The tree is a
 * flattened one in memory (Devicetree Specification 0.4, chapter 5), read in place. A library of its own:
 * libcohmem-dt, which needs libfdt. All functions: any thread; the tree must not change meanwhile.
 */
#ifndef COHMEM_DT_H
#define COHMEM_DT_H

#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How many ranges of a pool are told; @ranges may be more. */
#define COHMEM_DT_RANGES 8

/* Why Linux does without a node on purpose. */
#define COHMEM_DT_NOT_OKAY "its status is not okay"

/** enum cohmem_dt_use - what Linux makes of a node of /reserved-memory */
enum cohmem_dt_use {
	COHMEM_DT_IGNORED,    /* nothing: it is not available, or ill-formed */
	COHMEM_DT_RESERVED,   /* memory that it does not use itself */
	COHMEM_DT_DMA_POOL,   /* coherent memory of the devices that refer to it: an area */
	COHMEM_DT_CMA,        /* contiguous memory, lent to others meanwhile: no area */
	COHMEM_DT_RESTRICTED, /* bounce buffers of the devices that refer to it */
	COHMEM_DT_REFUSED, /* its properties exclude each other: Linux uses the memory as any other */
};

/**
 * struct cohmem_dt_range - some physical addresses
 * @base:	the first
 * @size:	in bytes
 */
struct cohmem_dt_range {
	uint64_t base;
	uint64_t size;
};

/**
 * struct cohmem_dt_pool - a node of /reserved-memory
 * @node:	its offset in the tree
 * @phandle:	0: none, so nobody can refer to it
 * @name:	of the node, cut to 63 characters
 * @use:	what Linux makes of it
 * @why:	why it is ignored, or not what its compatible says; NULL
 * @no_map:	it is not mapped by Linux
 * @reusable:	Linux may use it meanwhile
 * @dma_default: it is to serve devices without one of their own
 * @cma_default: it is to be the CMA of devices without one
 * @dynamic:	its place is the boot's choice
 * @size:	in bytes, of a dynamic one
 * @alignment:	of a dynamic one, 0: the boot's
 * @ranges:	how many there are: of memory, or of places where a dynamic one may be
 * @range:	the first of them; Linux's pool is the first one alone
 * @parent:	the walk's own
 */
struct cohmem_dt_pool {
	int node;
	uint32_t phandle;
	char name[64];
	enum cohmem_dt_use use;
	const char *why;
	bool no_map;
	bool reusable;
	bool dma_default;
	bool cma_default;
	bool dynamic;
	uint64_t size;
	uint64_t alignment;
	unsigned int ranges;
	struct cohmem_dt_range range[COHMEM_DT_RANGES];
	int parent;
};

/**
 * struct cohmem_dt_user - a reference of a device to such a node
 * @node:	the device's offset in the tree
 * @index:	which of its references
 * @phandle:	as it is written
 * @name:	of the reference (memory-region-names), or NULL
 * @available:	whether the device is (its status)
 * @begun:	the walk's own
 */
struct cohmem_dt_user {
	int node;
	unsigned int index;
	uint32_t phandle;
	const char *name;
	bool available;
	bool begun;
};

/**
 * cohmem_dt_check() - whether it is a device tree, all of it
 * @fdt:	the tree, 8-byte aligned
 * @bytes:	as many are readable
 * @why:	filled with a sentence where it is none; may be NULL
 *
 * The other functions want a tree that was checked. Returns 0; -EINVAL, also for versions before 16, and for nodes
 * nested more than 64 deep, which Linux does not take.
 */
int cohmem_dt_check(const void *fdt, size_t bytes, const char **why);

/**
 * cohmem_dt_next_pool() - walk over the nodes of /reserved-memory
 * @fdt:	the tree
 * @pool:	zeroed for the first one; filled with the next
 *
 * Returns false at the end.
 */
bool cohmem_dt_next_pool(const void *fdt, struct cohmem_dt_pool *pool);

/**
 * cohmem_dt_find_pool() - the node of /reserved-memory that somebody refers to
 * @fdt:	the tree
 * @phandle:	as the reference has it
 * @pool:	filled
 *
 * Returns false when it is none of them.
 */
bool cohmem_dt_find_pool(const void *fdt, uint32_t phandle, struct cohmem_dt_pool *pool);

/**
 * cohmem_dt_next_user() - walk over the references to such nodes
 * @fdt:	the tree
 * @user:	zeroed for the first one; filled with the next
 *
 * In the order of the tree, and of the references of a device. Returns false at the end.
 */
bool cohmem_dt_next_user(const void *fdt, struct cohmem_dt_user *user);

/**
 * struct cohmem_dt_dma_range - a piece of memory as a device sees it
 * @device:	first device address
 * @cpu:	physical address of the same byte
 * @size:	in bytes
 */
struct cohmem_dt_dma_range {
	uint64_t device;
	uint64_t cpu;
	uint64_t size;
};

/**
 * cohmem_dt_dma_ranges() - how a device sees memory
 * @fdt:	the tree
 * @node:	the device's offset in it
 * @ranges:	filled
 * @room:	how many there is room for
 *
 * From the dma-ranges of the buses above it, translated up to the root; entries that continue each other are one.
 * An entry whose device addresses do not all fit in 64 bits leads nowhere (Linux translates nothing by it, and gives
 * a device below it a limit that it cannot meet), nor does one that the buses above translate to no 64-bit address.
 *
 * Returns how many there are, more than @room perhaps; 0 when nothing is said, so that device addresses are
 * physical ones (as in Linux also where a bus between others has no dma-ranges); -EINVAL when it is ill-formed, or
 * no entry leads anywhere. Source: of_dma_get_range(), drivers/of/address.c, Linux 6.1.
 */
int cohmem_dt_dma_ranges(const void *fdt, int node, struct cohmem_dt_dma_range *ranges,
			 unsigned int room);

/**
 * cohmem_dt_to_dma() - where a device sees some memory
 * @fdt:	the tree
 * @node:	the device's offset in it
 * @memory:	physical addresses
 * @device:	filled with the device address of the first
 *
 * Returns 0; -ERANGE when no entry of the first 16 dma-ranges reaches all of it; -EINVAL when dma-ranges are
 * ill-formed. Source: phys_to_dma(), include/linux/dma-direct.h, Linux 6.1.
 */
int cohmem_dt_to_dma(const void *fdt, int node, const struct cohmem_dt_range *memory,
		     uint64_t *device);

/**
 * cohmem_dt_dma_coherent() - whether a device sees what caches hold
 * @fdt:	the tree
 * @node:	the device's offset in it
 *
 * Returns true when it, or the nearest node above that says something of it, has dma-coherent, not
 * dma-noncoherent. Source: of_dma_is_coherent(), drivers/of/address.c, Linux 6.1.
 */
bool cohmem_dt_dma_coherent(const void *fdt, int node);

/**
 * cohmem_dt_memory() - what memory the machine has
 * @fdt:	the tree
 * @ranges:	filled
 * @room:	how many there is room for
 *
 * Returns how many there are, more than @room perhaps; 0 where who boots fills them in.
 * Source: early_init_dt_scan_memory(), drivers/of/fdt.c, Linux 6.1.
 */
unsigned int cohmem_dt_memory(const void *fdt, struct cohmem_dt_range *ranges, unsigned int room);

/**
 * cohmem_dt_overlap() - whether two ranges have an address in common
 * @a:		one
 * @b:		the other
 */
static inline bool cohmem_dt_overlap(const struct cohmem_dt_range *a,
				     const struct cohmem_dt_range *b)
{
	return a->size && b->size &&
	       (a->base < b->base ? b->base - a->base < a->size : a->base - b->base < b->size);
}

/**
 * cohmem_dt_attach() - declare a device's areas as its node says
 * @fdt:	the tree
 * @path:	of the device's node
 * @dev:	the device, which has no areas yet
 *
 * Each memory-region that is a coherent pool becomes an area of the device, at the device address that
 * the dma-ranges above give it, in their order, and exclusive: there is no generic memory when they are
 * full, as in Linux. Regions reach their physical addresses already. (Linux takes one for each call of
 * of_reserved_mem_device_init_by_idx().) The bus's limit goes to dev->bus_dma_limit and the masks. Other
 * regions are left to others.
 *
 * Returns 0; or with the reason reported (but for NULL, and areas that @dev has), and no area: -EINVAL when an
 * argument is NULL, a reference is to a node that Linux ignores as ill-formed or refuses, or to something else than
 * /reserved-memory, the pool lies in /memory and has no no-map, or dma-ranges are ill-formed (Linux goes on with
 * physical addresses then) or lead nowhere; -ENODEV when a reference is to nothing; -EBUSY when @dev has areas, or an area lies in
 * the pool already (in Linux devices share a pool; here it is the first one's); -ENOENT when there is no such
 * node; -ENXIO when only the boot knows where the pool is; -ERANGE when the bus does not reach it; or as
 * dma_declare_coherent_memory(), -ENXIO when no region reaches it among them. Thread context.
 * Source: of_dma_configure_id() and rmem_dma_device_init(), Linux 6.1.
 */
int cohmem_dt_attach(const void *fdt, const char *path, struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
