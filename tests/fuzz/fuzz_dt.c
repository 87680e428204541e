/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Any bytes as a device tree: all that cohmem dt does with it, but for printing. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/dt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* As malloc() aligns it, and not a byte more. */
	void *fdt = malloc(size ? size : 1);
	const char *why = NULL;
	json_t *read;

	memcpy(fdt, data, size);
	if (cohmem_dt_check(fdt, size, &why)) {
		if (!why)
			abort();
	} else {
		read = dt_read(fdt);
		json_decref(dt_findings(fdt, read));
		json_decref(read);
	}
	free(fdt);
	return 0;
}
