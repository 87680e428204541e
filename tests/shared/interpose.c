/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A program that is linked with the shared library and defines functions with the names of some of the library's: the
 * library must still call its own. Prints TAP.
 */
#include <stdint.h>

#include "../lib/tap.h"

/* As in cohmem's headers, which cannot be included: they declare dev_name(). */
void cohmem_device_init(void *dev, const char *name);
int cohmem_ram_attach(void *dev, uint64_t dma_base, size_t chunk_size);
void *dma_alloc_attrs(void *dev, size_t size, uint64_t *dma, unsigned int gfp, unsigned long attrs);
void cohmem_set_log(void (*log)(void *ctx, int level, const void *dev, const char *text),
		    void *ctx);
int cohmem_fork_count(void);

static unsigned int called, reports;

const char *dev_name(int number);
void cohmem_report(int level);
void *cohmem__chunk_pool_alloc(void);
int dma_alloc_from_coherent(void);

const char *dev_name(int number)
{
	called++;
	return number ? "a name" : "";
}

void cohmem_report(int level)
{
	called += 1 + (unsigned int)level;
}

void *cohmem__chunk_pool_alloc(void)
{
	called++;
	return NULL;
}

int dma_alloc_from_coherent(void)
{
	called++;
	return 1;
}

static void listen(void *ctx, int level, const void *dev, const char *text)
{
	(void)ctx, (void)level, (void)dev, (void)text;
	reports++;
}

int main(void)
{
	static char dev[1024] __attribute__((aligned(64)));
	uint64_t dma;

	cohmem_set_log(listen, NULL);
	cohmem_device_init(dev, "engine");
	CHECK(cohmem_ram_attach(dev, 0x100000, 1 << 20) == 0);
	CHECK(dma_alloc_attrs(dev, 64, &dma, 0, 0) != NULL);
	CHECK(dma_alloc_attrs(dev, 0, &dma, 0, 0) == NULL);
	CHECK(reports == 1);
	CHECK(called == 0);
	return tap_finish();
}
