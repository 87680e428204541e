/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "tree.h"

#include <errno.h>
#include <libfdt.h>
#include <string.h>

#define OLDEST_VERSION 16u /* of 2005 */

int cohmem_dt_check(const void *fdt, size_t bytes, const char **why)
{
	int err;

	if (!fdt || bytes < sizeof(struct fdt_header))
		err = -FDT_ERR_TRUNCATED;
	else if (fdt_magic(fdt) == FDT_MAGIC && fdt_version(fdt) < OLDEST_VERSION)
		err = -FDT_ERR_BADVERSION; /* libfdt 1.6 reads them, and falls over some */
	else
		err = fdt_check_full(fdt, bytes);
	if (err && why)
		*why = fdt_strerror(err);
	return err ? -EINVAL : 0;
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
