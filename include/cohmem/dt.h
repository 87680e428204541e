/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: dt - memory for DMA as a device tree describes it
 *
 * These functions list the nodes of /reserved-memory, and find out what Linux uses each of them for
 * (drivers/of/of_reserved_mem.c, kernel/dma/coherent.c, contiguous.c and swiotlb.c of 6.1) and
 * which devices refer to them. The tree is a flattened device tree (Devicetree Specification 0.4,
 * chapter 5) in memory, and is read in place. The functions are in a separate library,
 * libcohmem-dt, which needs libfdt.
 *
 * For example::
 *
 *	struct cohmem_dt_pool pool = {0};
 *
 *	if (cohmem_dt_check(fdt, bytes, &why))
 *		return -EINVAL;
 *	while (cohmem_dt_next_pool(fdt, &pool))
 *		printf("%s: %u ranges\n", pool.name, pool.ranges);
 *
 * All functions may be called by any thread. All except cohmem_dt_check() need a tree that passed
 * cohmem_dt_check(). The tree must not change while they run.
 */
#ifndef COHMEM_DT_H
#define COHMEM_DT_H

#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The maximum number of ranges stored for a pool. Its @ranges may be higher. */
#define COHMEM_DT_RANGES 8

/* @why of a node that its status property disables. All other values mean that a node is faulty. */
#define COHMEM_DT_NOT_OKAY "its status is not okay"

/** enum cohmem_dt_use - what Linux uses a node of /reserved-memory for */
enum cohmem_dt_use {
	COHMEM_DT_IGNORED,    /* nothing: it is not available, or ill-formed */
	COHMEM_DT_RESERVED,   /* memory that Linux does not use itself */
	COHMEM_DT_DMA_POOL,   /* coherent memory of the devices that refer to it: an area */
	COHMEM_DT_CMA,        /* contiguous memory that Linux may use, too: not an area */
	COHMEM_DT_RESTRICTED, /* bounce buffers of the devices that refer to it */
	COHMEM_DT_REFUSED,    /* contradictory properties: Linux uses the memory like any other */
};

/**
 * struct cohmem_dt_range - a range of physical addresses
 * @base:	the first address
 * @size:	in bytes
 */
struct cohmem_dt_range {
	uint64_t base;
	uint64_t size;
};

/**
 * struct cohmem_dt_pool - a node of /reserved-memory
 * @node:	offset of the node in the tree
 * @phandle:	phandle of the node; 0: it has no phandle, so no device can refer to it
 * @name:	name of the node, cut to 63 characters
 * @use:	what Linux uses the memory for
 * @why:	why Linux ignores or refuses the node; NULL: it does neither
 * @no_map:	Linux does not map the memory
 * @reusable:	Linux may use it as long as no device does
 * @dma_default: it serves devices that have no pool of their own
 * @cma_default: it is the CMA of devices that have no CMA of their own
 * @dynamic:	its address is chosen at boot
 * @size:	size of a dynamic pool, in bytes
 * @alignment:	alignment of a dynamic pool, in bytes; 0: chosen at boot
 * @ranges:	number of ranges that the memory consists of, or that a dynamic pool may lie in
 * @range:	the first COHMEM_DT_RANGES of them. Unless it is dynamic, Linux's pool consists of
 *		the first range only.
 * @parent:	private to cohmem_dt_next_pool()
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
 * struct cohmem_dt_user - a reference of a device to a node of /reserved-memory
 * @node:	offset of the device's node in the tree
 * @index:	index of the reference in the device's memory-region property
 * @phandle:	phandle that the device refers to
 * @name:	name of the reference (from memory-region-names), or NULL
 * @available:	the device is available, according to its status
 * @begun:	private to cohmem_dt_next_user()
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
 * cohmem_dt_check() - check that memory contains a complete, well-formed device tree
 * @fdt:	the tree, 8-byte aligned
 * @bytes:	number of readable bytes at @fdt
 * @why:	filled with a text that gives the reason if the check fails; may be NULL
 *
 * Return:
 * * 0: success
 * * -EINVAL: @fdt is not a device tree, or is incomplete or ill-formed
 * * -EINVAL: the version of the tree is below 16
 * * -EINVAL: nodes are nested more than 64 deep, which Linux does not accept
 * Context: Any thread.
 */
int cohmem_dt_check(const void *fdt, size_t bytes, const char **why);

/**
 * cohmem_dt_next_pool() - iterate over the nodes of /reserved-memory
 * @fdt:	the tree
 * @pool:	zeroed before the first call; filled with the next node
 *
 * Return: true if @pool was filled, false at the end.
 * Context: Any thread.
 */
bool cohmem_dt_next_pool(const void *fdt, struct cohmem_dt_pool *pool);

/**
 * cohmem_dt_find_pool() - find the node of /reserved-memory that a reference points to
 * @fdt:	the tree
 * @phandle:	phandle of the node
 * @pool:	filled with the node
 *
 * Return: true if @pool was filled, false if no node of /reserved-memory has this phandle.
 * Context: Any thread.
 */
bool cohmem_dt_find_pool(const void *fdt, uint32_t phandle, struct cohmem_dt_pool *pool);

/**
 * cohmem_dt_next_user() - iterate over the references in memory-region properties
 * @fdt:	the tree
 * @user:	zeroed before the first call; filled with the next reference
 *
 * The order is that of the nodes in the tree, and of the references in a node.
 *
 * Return: true if @user was filled, false at the end.
 * Context: Any thread.
 */
bool cohmem_dt_next_user(const void *fdt, struct cohmem_dt_user *user);

/**
 * struct cohmem_dt_dma_range - a range of memory as a device sees it
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
 * cohmem_dt_dma_ranges() - find out at which addresses a device sees memory
 * @fdt:	the tree
 * @node:	offset of the device's node in the tree
 * @ranges:	filled
 * @room:	number of elements of @ranges
 *
 * The ranges come from the dma-ranges properties of the buses above the device, translated up to
 * the root. Entries that continue each other are joined.
 *
 * An entry is ignored if its device addresses do not all fit in 64 bits. (Linux translates no
 * address with such an entry, and gives the device a limit that it cannot meet.) An entry is
 * also ignored if the buses above do not translate it to a 64-bit address.
 *
 * Return:
 * * > 0: the number of ranges, which may be more than @room
 * * 0: device addresses are physical addresses, because the tree has no dma-ranges for the device.
 *   As in Linux this is also the result if a bus in between has no dma-ranges property.
 * * -EINVAL: a dma-ranges property is ill-formed, or all of its entries are ignored
 * Context: Any thread.
 * Source: of_dma_get_range(), drivers/of/address.c, Linux 6.1.
 */
int cohmem_dt_dma_ranges(const void *fdt, int node, struct cohmem_dt_dma_range *ranges,
			 unsigned int room);

/**
 * cohmem_dt_to_dma() - translate physical addresses to device addresses
 * @fdt:	the tree
 * @node:	offset of the device's node in the tree
 * @memory:	physical addresses
 * @device:	filled with the device address of the first byte
 *
 * Return:
 * * 0: success
 * * -ERANGE: none of the device's first 16 DMA ranges contains all of @memory
 * * -EINVAL: a dma-ranges property is ill-formed, or all of its entries are ignored
 * Context: Any thread.
 * Source: phys_to_dma(), include/linux/dma-direct.h, Linux 6.1.
 */
int cohmem_dt_to_dma(const void *fdt, int node, const struct cohmem_dt_range *memory,
		     uint64_t *device);

/**
 * cohmem_dt_dma_coherent() - check whether a device's DMA is coherent with the CPU's caches
 * @fdt:	the tree
 * @node:	offset of the device's node in the tree
 *
 * The first node from @node up to the root that has one of the properties dma-coherent and
 * dma-noncoherent decides.
 *
 * Return: true if there is such a node and it has dma-coherent.
 * Context: Any thread.
 * Source: of_dma_is_coherent(), drivers/of/address.c, Linux 6.1.
 */
bool cohmem_dt_dma_coherent(const void *fdt, int node);

/**
 * cohmem_dt_memory() - list the memory of the machine
 * @fdt:	the tree
 * @ranges:	filled
 * @room:	number of elements of @ranges
 *
 * Return:
 * * > 0: the number of ranges, which may be more than @room
 * * 0: the tree lists no memory; the boot loader is expected to fill it in
 * Context: Any thread.
 * Source: early_init_dt_scan_memory(), drivers/of/fdt.c, Linux 6.1.
 */
unsigned int cohmem_dt_memory(const void *fdt, struct cohmem_dt_range *ranges, unsigned int room);

/**
 * cohmem_dt_overlap() - check whether two ranges overlap
 * @a:		a range
 * @b:		another range
 *
 * Return: true if the ranges have an address in common.
 * Context: Any thread.
 */
static inline bool cohmem_dt_overlap(const struct cohmem_dt_range *a,
				     const struct cohmem_dt_range *b)
{
	return a->size && b->size &&
	       (a->base < b->base ? b->base - a->base < a->size : a->base - b->base < b->size);
}

/**
 * cohmem_dt_attach() - declare a device's areas as its node describes them
 * @fdt:	the tree
 * @path:	path of the device's node
 * @dev:	the device, which has no areas yet
 *
 * Each memory-region that is a coherent pool becomes an area of the device, in the order of the
 * references, at the device address that the dma-ranges properties of the buses above give it.
 * (Linux declares one for each call of of_reserved_mem_device_init_by_idx().) The areas are
 * exclusive: when they are full, allocations fail instead of using generic memory, as in Linux.
 * Regions (region.h) must already cover their physical addresses. Memory-regions for other uses,
 * and those whose status is not okay, are skipped. The limit of the bus is stored in
 * dev->bus_dma_limit and applied to the masks.
 *
 * On failure no area is declared. The reason is reported, except when an argument is NULL or @dev
 * already has areas.
 *
 * Return:
 * * 0: success
 * * -EINVAL: an argument is NULL
 * * -EINVAL: a reference is to a node that Linux refuses, or ignores because it is ill-formed
 * * -EINVAL: a reference is to a node outside /reserved-memory
 * * -EINVAL: a pool lies in /memory and has no no-map property
 * * -EINVAL: a dma-ranges property is ill-formed (Linux then goes on with physical addresses), or
 *   all of its entries are ignored
 * * -ENODEV: a reference is to a node that does not exist
 * * -ENOENT: there is no node at @path
 * * -ENXIO: a pool's address is chosen at boot
 * * -ENXIO: no region covers a pool
 * * -ERANGE: the bus does not reach a pool, or it is larger than the process can address
 * * -EBUSY: @dev already has areas
 * * -EBUSY: an area already lies in a pool. (In Linux, devices can share a pool. Here it belongs to
 *   the first device that declares it.)
 * * -EPERM: @dev belongs to the parent process (<cohmem/fork.h>)
 * * another negative errno: from dma_declare_coherent_memory()
 * Context: Thread context.
 * Source: of_dma_configure_id() and rmem_dma_device_init(), Linux 6.1.
 */
int cohmem_dt_attach(const void *fdt, const char *path, struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
