/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * QEMU's devices do DMA into memory of this process, without a guest and without privileges: edu, edu behind
 * an IOMMU that this program sets up, and a PL080 that reads descriptors from its own area. Prints TAP.
 */
#include <errno.h>
#include <string.h>

#include "../../examples/nvme/machine.h"
#include "../lib/tap.h"

#define MIB     ((size_t)1 << 20)
#define PAGE    4096u
#define DEVFN   (4u << 3)
#define EDU_BAR 0xf0000000u

static char last_report[512];

static void listen(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level;
	snprintf(last_report, sizeof(last_report), "%s: %s", dev_name(dev), text);
}

static void edu_write64(struct machine *m, unsigned int reg, uint64_t value)
{
	const uint64_t little = value; /* x86 */

	machine_write(m, EDU_BAR + reg, &little, sizeof(little));
}

/* @command: 1: from memory at @src, 3: to memory at @dst */
static bool edu_dma(struct machine *m, uint64_t src, uint64_t dst, uint64_t bytes, uint32_t command)
{
	uint32_t busy = 1;

	edu_write64(m, 0x80, src);
	edu_write64(m, 0x88, dst);
	edu_write64(m, 0x90, bytes);
	edu_write64(m, 0x98, command);
	while (busy & 1) {
		if (machine_read32(m, EDU_BAR + 0x98, &busy))
			return false;
	}
	return true;
}

static bool edu_copy(struct machine *m, uint64_t src, uint64_t dst, uint64_t bytes)
{
	return edu_dma(m, src, 0x40000, bytes, 1) && edu_dma(m, 0x40000, dst, bytes, 3);
}

static bool edu_start(struct machine *m, const char *machine, const char *iommu)
{
	const char *arguments[] = {"-M",      machine,      "-nodefaults",
				   "-device", "edu,addr=4", iommu ? "-device" : NULL,
				   iommu,     NULL};
	uint32_t id = 0;

	return machine_start(m, NULL, 32 * MIB, arguments) == 0 &&
	       machine_write_config(m, DEVFN, 0x10, EDU_BAR) == 0 &&
	       machine_write_config(m, DEVFN, 0x04, 6) == 0 &&
	       machine_read32(m, EDU_BAR, &id) == 0 && id == 0x010000ed;
}

/* Copies within an area and within generic memory; bytes after the copy must not change. */
static void test_edu(void)
{
	struct machine m;
	struct device dev;
	dma_addr_t own, a, b;
	char *in_area, *x, *y;

	CHECK(edu_start(&m, "pc,memory-backend=ram", NULL));
	cohmem_device_init(&dev, "edu");
	CHECK(machine_attach(&m, &dev, MIB) == 0);
	CHECK(dma_set_mask_and_coherent(&dev, DMA_BIT_MASK(28)) == 0);
	CHECK(dma_declare_coherent_memory(&dev, 16 * MIB, 16 * MIB, 2 * PAGE,
					  DMA_MEMORY_EXCLUSIVE) == 0);
	in_area = dma_alloc_coherent(&dev, PAGE, &own, GFP_KERNEL);
	CHECK(in_area && own == 16 * MIB);
	x = dma_alloc_coherent(&dev, PAGE, &a, GFP_KERNEL);
	CHECK(x && a == own + PAGE);
	CHECK(!dma_alloc_coherent(&dev, PAGE, &b, GFP_KERNEL) &&
	      strstr(last_report, "it is exclusive, so generic memory is not used"));
	for (unsigned int i = 0; i < 2048; i++)
		in_area[i] = (char)(i * 11);
	CHECK(edu_copy(&m, own, a, 2048));
	CHECK(!memcmp(in_area, x, 2048) && x[2048] == 0);
	dma_free_coherent(&dev, PAGE, x, a);
	dma_free_coherent(&dev, PAGE, in_area, own);
	dma_release_declared_memory(&dev);

	y = dma_alloc_coherent(&dev, PAGE, &b, GFP_KERNEL);
	CHECK(y && b >= MIB && b < 16 * MIB);
	memset(y, 0x5c, 1024);
	CHECK(edu_copy(&m, b, b + 1024, 1024));
	CHECK(!memcmp(y, y + 1024, 1024) && y[2048] == 0);
	CHECK(dma_set_coherent_mask(&dev, 0xffff) == -EIO);
	dma_free_coherent(&dev, PAGE, y, b);
	CHECK(cohmem_detach(&dev) == 0);
	machine_stop(&m);
}

/* Intel VT-d: registers and bits of table entries (VT-d specification, 9 and 10). */
#define VTD         0xfed90000u
#define VTD_GCMD    0x18u
#define VTD_GSTS    0x1cu
#define VTD_RTADDR  0x20u
#define VTD_CCMD    0x28u
#define VTD_FSTS    0x34u
#define VTD_FRCD    0x220u
#define VTD_PRESENT 1ull
#define VTD_RW      3ull
#define VTD_39_BITS 1ull /* three levels */

struct iommu {
	struct machine *m;
	struct device tables; /* the tables are allocated for it */
	uint64_t *root, *context, *level[3];
	dma_addr_t root_dma, context_dma, level_dma[3];
};

static uint64_t *table(struct iommu *iommu, dma_addr_t *dma)
{
	return dma_alloc_coherent(&iommu->tables, PAGE, dma, GFP_KERNEL);
}

static void vtd_command(struct machine *m, uint32_t bit)
{
	uint32_t status = 0;

	machine_read32(m, VTD + VTD_GSTS, &status);
	machine_write32(m, VTD + VTD_GCMD, status | bit);
}

/* Enable translation for our device on bus 0, in one domain that has no mappings yet. */
static bool iommu_start(struct iommu *iommu, struct machine *m)
{
	*iommu = (struct iommu){.m = m};
	cohmem_device_init(&iommu->tables, "iommu");
	if (machine_attach(m, &iommu->tables, MIB))
		return false;
	iommu->root = table(iommu, &iommu->root_dma);
	iommu->context = table(iommu, &iommu->context_dma);
	for (int i = 0; i < 3; i++)
		iommu->level[i] = table(iommu, &iommu->level_dma[i]);
	iommu->root[0] = iommu->context_dma | VTD_PRESENT;
	iommu->context[2 * DEVFN] = iommu->level_dma[2] | VTD_PRESENT;
	iommu->context[2 * DEVFN + 1] = VTD_39_BITS | 1 << 8;
	machine_write32(m, VTD + VTD_RTADDR + 4, (uint32_t)(iommu->root_dma >> 32));
	machine_write32(m, VTD + VTD_RTADDR, (uint32_t)iommu->root_dma);
	vtd_command(m, 1u << 30);
	vtd_command(m, 1u << 31);
	return true;
}

static void iommu_map(struct iommu *iommu, uint64_t iova, dma_addr_t phys)
{
	iommu->level[2][iova >> 30 & 511] = iommu->level_dma[1] | VTD_RW;
	iommu->level[1][iova >> 21 & 511] = iommu->level_dma[0] | VTD_RW;
	iommu->level[0][iova >> 12 & 511] = phys | VTD_RW;
}

static void iommu_stop(struct iommu *iommu)
{
	for (int i = 0; i < 3; i++)
		dma_free_coherent(&iommu->tables, PAGE, iommu->level[i], iommu->level_dma[i]);
	dma_free_coherent(&iommu->tables, PAGE, iommu->context, iommu->context_dma);
	dma_free_coherent(&iommu->tables, PAGE, iommu->root, iommu->root_dma);
	CHECK(cohmem_detach(&iommu->tables) == 0);
}

/* An area whose device addresses differ from its physical ones; accesses outside it fault. */
static void test_iommu(void)
{
	const dma_addr_t device_addr = 0x7654000;
	struct machine m;
	struct iommu iommu;
	struct device dev;
	dma_addr_t a, b;
	uint32_t status = 0, fault[4] = {0};
	char *x, *y, *all;

	CHECK(edu_start(&m, "q35,memory-backend=ram", "intel-iommu"));
	CHECK(iommu_start(&iommu, &m));
	cohmem_device_init(&dev, "edu");
	CHECK(dma_set_mask_and_coherent(&dev, DMA_BIT_MASK(28)) == 0);
	CHECK(dma_declare_coherent_memory(&dev, 20 * MIB, device_addr, 2 * PAGE,
					  DMA_MEMORY_EXCLUSIVE) == 0);
	iommu_map(&iommu, device_addr, 20 * MIB);
	iommu_map(&iommu, device_addr + PAGE, 20 * MIB + PAGE);
	x = dma_alloc_coherent(&dev, PAGE, &a, GFP_KERNEL);
	y = dma_alloc_coherent(&dev, PAGE, &b, GFP_KERNEL);
	CHECK(x && y && a == device_addr && b == device_addr + PAGE);
	memset(x, 0x3a, 2048);
	CHECK(edu_copy(&m, a, b, 2048));
	CHECK(!memcmp(x, y, 2048) && y[2048] == 0);
	machine_read32(&m, VTD + VTD_FSTS, &status);
	CHECK((status & 2) == 0);

	all = m.ram->cpu_addr;
	CHECK(edu_dma(&m, 0x40000, device_addr + 2 * PAGE, 2048, 3)); /* never handed out */
	machine_read32(&m, VTD + VTD_FSTS, &status);
	CHECK(status & 2);
	for (unsigned int i = 0; i < 4; i++)
		machine_read32(&m, VTD + VTD_FRCD + 4 * i, &fault[i]);
	CHECK(fault[0] == device_addr + 2 * PAGE && fault[3] >> 31 && (fault[2] & 0xffff) == DEVFN);
	CHECK(all[20 * MIB + 2 * PAGE] == 0 && !memcmp(x, y, 2048));
	dma_free_coherent(&dev, PAGE, x, a);
	dma_free_coherent(&dev, PAGE, y, b);
	dma_release_declared_memory(&dev);
	iommu_stop(&iommu);
	machine_stop(&m);
}

/* ARM PrimeCell DMA controller PL080 (DDI 0196): a linked list of items. */
#define PL080        0x10130000u
#define PL080_CONFIG 0x30u
#define PL080_CH0    0x100u
#define PL080_WORDS                       \
	(2u << 18 | 2u << 21 | 1u << 26 | \
	 1u << 27) /* 32-bit transfers; both addresses are incremented */
#define SRAM (32 * MIB)

struct item {
	uint32_t source, destination, next, control;
};

static void pl080_write(struct machine *m, unsigned int reg, uint32_t value)
{
	machine_write32(m, PL080 + reg, value);
}

/* The items, from a dma_pool, and the data are in the engine's own area; the copy has the pieces in reverse order. */
static void test_pl080(void)
{
	/* The board has a sound card, for which QEMU 10 needs an explicit audio back end. */
	const char *arguments[] = {"-M",        "versatilepb,memory-backend=ram",
				   "-audiodev", "none,id=n",
				   "-global",   "pl041.audiodev=n",
				   NULL};
	enum {
		ITEMS = 8,
		BYTES = 512
	};
	struct item *item[ITEMS], first;
	dma_addr_t at[ITEMS], from, to;
	struct dma_pool *pool;
	struct machine m;
	struct device dev;
	unsigned char *source, *destination;
	bool right = true;

	CHECK(machine_start(&m, "qemu-system-arm", 64 * MIB, arguments) == 0);
	cohmem_device_init(&dev, "pl080");
	CHECK(dma_declare_coherent_memory(&dev, SRAM, SRAM, 16 * PAGE, DMA_MEMORY_EXCLUSIVE) == 0);
	pool = dma_pool_create("items", &dev, sizeof(struct item), sizeof(struct item), 0);
	source = dma_alloc_coherent(&dev, ITEMS * BYTES, &from, GFP_KERNEL);
	destination = dma_alloc_coherent(&dev, ITEMS * BYTES, &to, GFP_KERNEL);
	CHECK(pool && source && destination);
	for (unsigned int i = 0; i < ITEMS * BYTES; i++)
		source[i] = (unsigned char)(i * 13 + i / 256);
	for (unsigned int i = 0; i < ITEMS; i++)
		item[i] = dma_pool_alloc(pool, GFP_KERNEL, &at[i]);
	for (unsigned int i = 0; i < ITEMS; i++)
		*item[i] = (struct item){.source = (uint32_t)(from + i * BYTES),
					 .destination = (uint32_t)(to + (ITEMS - 1 - i) * BYTES),
					 .next = i + 1 < ITEMS ? (uint32_t)at[i + 1] : 0,
					 .control = BYTES / 4 | PL080_WORDS};
	first = *item[0];
	pl080_write(&m, PL080_CONFIG, 1);
	pl080_write(&m, PL080_CH0, first.source);
	pl080_write(&m, PL080_CH0 + 4, first.destination);
	pl080_write(&m, PL080_CH0 + 8, first.next);
	pl080_write(&m, PL080_CH0 + 12, first.control);
	pl080_write(&m, PL080_CH0 + 16, 1);
	for (unsigned int i = 0; i < ITEMS; i++)
		right &= !memcmp(destination + (ITEMS - 1 - i) * BYTES, source + i * BYTES, BYTES);
	CHECK(right);
	for (unsigned int i = 0; i < ITEMS; i++)
		dma_pool_free(pool, item[i], at[i]);
	dma_pool_destroy(pool);
	dma_free_coherent(&dev, ITEMS * BYTES, source, from);
	dma_free_coherent(&dev, ITEMS * BYTES, destination, to);
	dma_release_declared_memory(&dev);
	machine_stop(&m);
}

int main(void)
{
	cohmem_set_log(listen, NULL);
	test_edu();
	test_iommu();
	test_pl080();
	return tap_finish();
}
