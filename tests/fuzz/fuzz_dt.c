/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Treats arbitrary bytes as a device tree and does everything that cohmem dt does with one, except printing. */
#include <cohmem/coherent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/dt/dt.h"
#include "input.h"

/* Attach a device of the tree; its regions do not exist here. */
static void attach(const void *fdt)
{
	struct device dev;

	cohmem_device_init(&dev, "dsp");
	cohmem_dt_attach(fdt, "/dsp", &dev);
	cohmem_dt_attach(fdt, "/soc/dsp", &dev);
	dma_release_declared_memory(&dev);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Aligned by malloc(), and without a spare byte, so that AddressSanitizer sees reads beyond the end. */
	void *fdt = malloc(size ? size : 1);
	const char *why = NULL;
	struct dt dt;

	memcpy(fdt, data, size);
	if (cohmem_dt_check(fdt, size, &why)) {
		if (!why)
			abort();
	} else {
		if (!dt_begin(&dt, fdt))
			abort();
		json_decref(dt_read(&dt));
		json_decref(dt_findings(&dt));
		attach(fdt);
		dt_end(&dt);
	}
	free(fdt);
	return 0;
}
