/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "tree.h"

#include <errno.h>
#include <libfdt.h>
#include <string.h>

#define OLDEST_VERSION 16u /* from 2005 */
#define MOST_DEPTH     64  /* Linux's FDT_MAX_DEPTH */

/* The number of bytes that a node's name takes, with its NUL and padding. */
static size_t name_bytes(const char *name, size_t left)
{
	const char *end = memchr(name, 0, left);

	return ((end ? (size_t)(end - name) : left) + 4) & ~(size_t)3;
}

/*
 * Find faults that libfdt 1.6 does not handle. It does not check sums of lengths for overflow: a length near 2^32 makes
 * it go backwards, and fdt_check_full() never returns. Its time also grows with the square of the depth of nesting.
 */
static const char *structure_fault(const char *fdt, size_t bytes)
{
	size_t at = fdt_off_dt_struct(fdt);
	uint32_t tag = FDT_NOP;
	int depth = 0;

	/* The specification (5.1) and ARM's instructions require alignment; newer releases of libfdt check it, too. */
	if (fdt_off_mem_rsvmap(fdt) % 8 || at % 4)
		return "the memory reservations or the structure are not aligned";
	while (tag != FDT_END && at <= bytes && bytes - at >= 4) {
		tag = fdt32_ld((const fdt32_t *)(fdt + at));
		at += 4;
		if (tag == FDT_BEGIN_NODE) {
			at += name_bytes(fdt + at, bytes - at);
			depth++;
		} else if (tag == FDT_PROP && bytes - at >= 8) {
			uint32_t length = fdt32_ld((const fdt32_t *)(fdt + at));

			if (length > bytes - at - 8)
				return "a property is longer than the tree";
			at += 8 + (((size_t)length + 3) & ~(size_t)3);
		}
		depth -= tag == FDT_END_NODE;
		if (depth > MOST_DEPTH)
			return "nodes are nested more than 64 deep, which Linux does not accept";
	}
	return NULL; /* libfdt finds all other faults */
}

static const char *fault(const void *fdt, size_t bytes)
{
	const char *why = NULL;
	int err = 0;

	if (!fdt || bytes < sizeof(struct fdt_header))
		err = -FDT_ERR_TRUNCATED;
	else if (fdt_magic(fdt) == FDT_MAGIC && fdt_version(fdt) < OLDEST_VERSION)
		err = -FDT_ERR_BADVERSION; /* libfdt 1.6 reads older versions, and crashes on some trees */
	else if (fdt_magic(fdt) == FDT_MAGIC)
		why = structure_fault(fdt, bytes);
	if (!err && !why)
		err = fdt_check_full(fdt, bytes);
	if (!err && !why && fdt_next_node(fdt, -1, NULL) != 0)
		why = "it has no root";
	return err ? fdt_strerror(err) : why;
}

int cohmem_dt_check(const void *fdt, size_t bytes, const char **why)
{
	const char *what = fault(fdt, bytes);

	if (what && why)
		*why = what;
	return what ? -EINVAL : 0;
}

uint64_t cohmem_dt_number(const void *at, unsigned int cells)
{
	uint64_t number = 0;

	for (unsigned int i = 0; i < cells; i++)
		number = number << 32 | fdt32_ld((const fdt32_t *)at + i);
	return number;
}

bool cohmem_dt_has(const void *fdt, int node, const char *property)
{
	return fdt_getprop(fdt, node, property, NULL) != NULL;
}

bool cohmem_dt_available(const void *fdt, int node)
{
	int length;
	const char *status = fdt_getprop(fdt, node, "status", &length);

	return !status || (length > 0 && (!strcmp(status, "okay") || !strcmp(status, "ok")));
}

unsigned int cohmem_dt_cells(const void *fdt, int node, const char *property)
{
	int length;

	for (; node >= 0; node = fdt_parent_offset(fdt, node)) {
		const fdt32_t *cells = fdt_getprop(fdt, node, property, &length);

		if (cells && length >= 4)
			return fdt32_ld(cells);
	}
	return 1;
}
