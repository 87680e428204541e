/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* /reserved-memory, as Linux 6.1 reads it. */
#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "tree.h"

/*
 * The number of cells in an address and in a size. As in Linux's __reserved_mem_check_root(), both must be the same in
 * /reserved-memory as in the root node.
 */
struct cells {
	unsigned int address, size;
};

/* Read #address-cells or #size-cells of the node itself; 0 if it is missing, ill-formed or more than 2. */
static unsigned int own_cells(const void *fdt, int node, const char *property)
{
	int length;
	const fdt32_t *cells = fdt_getprop(fdt, node, property, &length);

	return cells && length == 4 && fdt32_ld(cells) <= 2 ? fdt32_ld(cells) : 0;
}

/* Read @cells. Returns the reason why Linux ignores the nodes below @parent, or NULL if Linux reads them. */
static const char *unsupported(const void *fdt, int parent, struct cells *cells)
{
	*cells = (struct cells){own_cells(fdt, parent, "#address-cells"),
				own_cells(fdt, parent, "#size-cells")};
	if (!cells->address || cells->address != cohmem_dt_cells(fdt, 0, "#address-cells") ||
	    !cells->size || cells->size != cohmem_dt_cells(fdt, 0, "#size-cells"))
		return "unsupported node format: #address-cells and #size-cells are not the root's";
	if (!cohmem_dt_has(fdt, parent, "ranges"))
		return "unsupported node format: /reserved-memory has no ranges";
	return NULL;
}

static const char *read_ranges(const void *fdt, const char *property, struct cells cells,
			       struct cohmem_dt_pool *pool, const char *wrong)
{
	const size_t bytes = 4 * (cells.address + cells.size);
	int length;
	const char *at = fdt_getprop(fdt, pool->node, property, &length);

	if (!at)
		return NULL;
	if (!length || length % (int)bytes)
		return wrong;
	pool->ranges = (unsigned int)length / (unsigned int)bytes;
	for (unsigned int i = 0; i < pool->ranges && i < COHMEM_DT_RANGES; i++, at += bytes) {
		pool->range[i].base = cohmem_dt_number(at, cells.address);
		pool->range[i].size = cohmem_dt_number(at + 4 * cells.address, cells.size);
	}
	return NULL;
}

/* Like Linux's __reserved_mem_alloc_size(). */
static const char *read_dynamic(const void *fdt, struct cells cells, struct cohmem_dt_pool *pool)
{
	int length;
	const void *size = fdt_getprop(fdt, pool->node, "size", &length), *alignment;

	if (!size)
		return "it has neither reg nor size";
	if (length != (int)(4 * cells.size))
		return "invalid size property";
	pool->dynamic = true;
	pool->size = cohmem_dt_number(size, cells.size);
	alignment = fdt_getprop(fdt, pool->node, "alignment", &length);
	if (alignment && length != (int)(4 * cells.address))
		return "invalid alignment property";
	if (alignment)
		pool->alignment = cohmem_dt_number(alignment, cells.address);
	return read_ranges(fdt, "alloc-ranges", cells, pool, "invalid alloc-ranges property");
}

static bool compatible(const void *fdt, int node, const char *with)
{
	return fdt_node_check_compatible(fdt, node, with) == 0;
}

/* Decide as rmem_dma_setup(), rmem_cma_setup() and rmem_swiotlb_setup() do. */
static enum cohmem_dt_use choose_use(const void *fdt, struct cohmem_dt_pool *pool)
{
	if (compatible(fdt, pool->node, "restricted-dma-pool")) {
		if (!pool->reusable && !pool->cma_default && !pool->dma_default && !pool->no_map)
			return COHMEM_DT_RESTRICTED;
		pool->why = "a restricted-dma-pool must not be reusable, no-map or a default";
		return COHMEM_DT_REFUSED;
	} else if (compatible(fdt, pool->node, "shared-dma-pool")) {
		if (!pool->reusable)
			return COHMEM_DT_DMA_POOL;
		if (!pool->no_map)
			return COHMEM_DT_CMA;
		pool->why = "a shared-dma-pool must not be both reusable and no-map";
		return COHMEM_DT_REFUSED;
	}
	return COHMEM_DT_RESERVED;
}

static void dt_pool_read(const void *fdt, struct cohmem_dt_pool *pool, const char *unread,
			 struct cells cells)
{
	const char *name = fdt_get_name(fdt, pool->node, NULL);

	snprintf(pool->name, sizeof(pool->name), "%s", name ? name : "");
	pool->phandle = fdt_get_phandle(fdt, pool->node);
	pool->no_map = cohmem_dt_has(fdt, pool->node, "no-map");
	pool->reusable = cohmem_dt_has(fdt, pool->node, "reusable");
	pool->dma_default = cohmem_dt_has(fdt, pool->node, "linux,dma-default");
	pool->cma_default = cohmem_dt_has(fdt, pool->node, "linux,cma-default");
	pool->why = unread;
	if (!pool->why && !cohmem_dt_available(fdt, pool->node))
		pool->why = COHMEM_DT_NOT_OKAY;
	if (!pool->why && cohmem_dt_has(fdt, pool->node, "reg"))
		pool->why = read_ranges(fdt, "reg", cells, pool, "invalid reg property");
	else if (!pool->why)
		pool->why = read_dynamic(fdt, cells, pool);
	if (!pool->why)
		pool->use = choose_use(fdt, pool);
}

bool cohmem_dt_next_pool(const void *fdt, struct cohmem_dt_pool *pool)
{
	int parent = pool->node ? pool->parent : fdt_path_offset(fdt, "/reserved-memory");
	int node = pool->node;
	struct cells cells = {1, 1};
	const char *unread;

	if (parent < 0)
		return false;
	node = node ? fdt_next_subnode(fdt, node) : fdt_first_subnode(fdt, parent);
	if (node < 0)
		return false;
	unread = unsupported(fdt, parent, &cells);
	*pool = (struct cohmem_dt_pool){.node = node, .parent = parent};
	dt_pool_read(fdt, pool, unread, cells);
	return true;
}

bool cohmem_dt_find_pool(const void *fdt, uint32_t phandle, struct cohmem_dt_pool *pool)
{
	*pool = (struct cohmem_dt_pool){0};
	while (cohmem_dt_next_pool(fdt, pool)) {
		if (phandle && pool->phandle == phandle)
			return true;
	}
	return false;
}
