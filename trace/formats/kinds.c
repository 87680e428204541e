/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "kinds.h"

#include <string.h>

static const struct {
	const char *event;
	enum kind kind;
} events[] = {
	{"dma_alloc", KIND_ALLOC},
	{"dma_free", KIND_FREE},
	{"dma_alloc_pages", KIND_ALLOC},
	{"dma_free_pages", KIND_FREE},
	{"dma_alloc_sgt", KIND_ALLOC},
	{"dma_alloc_sgt_err", KIND_ALLOC},
	{"dma_free_sgt", KIND_FREE},
	{"cma_alloc_finish", KIND_CMA_ALLOC},
	{"cma_release", KIND_CMA_RELEASE},
	{"dma_alloc_attrs", KIND_CALL},
	{"dma_alloc_attrs_ret", KIND_RETURN},
	{"dma_free_attrs", KIND_FREE_CALL},
	{"tracing_mark_write", KIND_MARKER},
	{"print", KIND_MARKER},
};

enum kind kind_of(const char *event, size_t length)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (strlen(events[i].event) == length && !memcmp(events[i].event, event, length))
			return events[i].kind;
	}
	return KIND_OTHER;
}
