/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Device tree nodes: created by the program or by dt/, read by drivers. */
#ifndef COHMEM_LINUX_OF_H
#define COHMEM_LINUX_OF_H

#include <asm/byteorder.h>
#include <linux/err.h>
#include <linux/mod_devicetable.h>
#include <linux/types.h>

typedef u32 phandle;

struct property {
	char *name;
	int length;
	void *value;
	struct property *next;
};

struct cohmem_region;

struct device_node {
	const char *name;
	phandle phandle;
	const char *full_name;
	struct property *properties;
	struct device_node *parent;
	struct device_node *child;
	struct device_node *sibling;
	struct cohmem_region *cohmem_regions; /* cohmem_reserve_memory() */
};

struct property *of_find_property(const struct device_node *np, const char *name, int *lenp);
const void *of_get_property(const struct device_node *np, const char *name, int *lenp);
/*
 * Return 0; -EINVAL: no such property; -ENODATA: no value, or no string @index; -EOVERFLOW: the value is
 * too short; -EILSEQ: a string is not terminated.
 */
int of_property_read_u32_index(const struct device_node *np, const char *name, u32 index, u32 *out);
int of_property_read_u32_array(const struct device_node *np, const char *name, u32 *out,
			       size_t count);
int of_property_read_u64(const struct device_node *np, const char *name, u64 *out);
int of_property_read_string(const struct device_node *np, const char *name, const char **out);
int of_property_read_string_index(const struct device_node *np, const char *name, int index,
				  const char **out);
/* Returns the index of @string in a list of strings, or -ENODATA if it is not one of them. */
int of_property_match_string(const struct device_node *np, const char *name, const char *string);
int of_device_is_compatible(const struct device_node *np, const char *compatible);
const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *np);

static inline int of_property_read_u32(const struct device_node *np, const char *name, u32 *out)
{
	return of_property_read_u32_array(np, name, out, 1);
}

static inline bool of_property_read_bool(const struct device_node *np, const char *name)
{
	return of_find_property(np, name, NULL) != NULL;
}

/* Nodes have no reference count: whoever created them decides when to free them. */
static inline struct device_node *of_node_get(struct device_node *np)
{
	return np;
}

static inline void of_node_put(struct device_node *np)
{
	(void)np;
}

#define for_each_child_of_node(parent, np) for ((np) = (parent)->child; (np); (np) = (np)->sibling)
#define of_match_ptr(table)                (table)

#endif
