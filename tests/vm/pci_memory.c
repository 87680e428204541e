/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Memory of all kinds for a device, and its limits. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pci.h"

/* Attach another device, for example one queue, to the same container. */
static void use_container(struct cohmem_vfio *vfio)
{
	struct device other;
	dma_addr_t dma;
	void *cpu;

	cohmem_device_init(&other, "queue");
	CHECK(cohmem_vfio_attach(vfio, &other, 2 << 20) == 0);
	cpu = dma_alloc_coherent(&other, 4096, &dma, GFP_KERNEL);
	CHECK(cpu);
	dma_free_coherent(&other, 4096, cpu, dma);
	CHECK(cohmem_detach(&other) == 0 && !other.dma_ops);
}

/* Fewer than 100 MAP_DMA calls serve blocks of mixed sizes, and no mapping is left. */
void test_many(const char *address)
{
	enum {
		CALLS = 200000,
		SLOTS = 256
	};
	static struct {
		void *cpu;
		dma_addr_t dma;
		size_t size;
	} slot[SLOTS];
	struct cohmem_vfio *vfio;
	struct cohmem_vfio_info info;
	struct edu edu;
	uint64_t random = 88172645463325252u;
	bool all = true;

	CHECK(cohmem_vfio_open(&vfio) == 0);
	CHECK(edu_open(&edu, address, vfio));
	for (unsigned int i = 0; i < CALLS; i++) {
		unsigned int s;

		random ^= random << 13, random ^= random >> 7, random ^= random << 17;
		s = random % SLOTS;
		if (slot[s].cpu) {
			dma_free_coherent(edu.dev, slot[s].size, slot[s].cpu, slot[s].dma);
			slot[s].cpu = NULL;
			continue;
		}
		slot[s].size = (size_t)4096 << (random >> 32) % 5;
		slot[s].cpu = dma_alloc_coherent(edu.dev, slot[s].size, &slot[s].dma, GFP_KERNEL);
		all &= slot[s].cpu && slot[s].dma + slot[s].size <= 1 << 28;
	}
	CHECK(all);
	use_container(vfio);
	CHECK(cohmem_vfio_get_info(vfio, &info) == 0);
	printf("# %d allocations and frees: %lu MAP_DMA calls, %u mapped, %u more allowed\n", CALLS,
	       info.map_calls, info.mapped, info.left);
	CHECK(info.map_calls < 100 && info.left > 60000);
	for (unsigned int s = 0; s < SLOTS; s++) {
		if (slot[s].cpu)
			dma_free_coherent(edu.dev, slot[s].size, slot[s].cpu, slot[s].dma);
	}
	CHECK(cohmem_vfio_close(vfio) == -EBUSY);
	CHECK(cohmem_pci_close(edu.pci) == 0);
	CHECK(cohmem_vfio_get_info(vfio, &info) == 0 && info.mapped == 0);
	CHECK(cohmem_vfio_close(vfio) == 0);
}

/* Export a block as a dma-buf (udmabuf): the device's writes are visible through it. */
void test_dma_buf(struct edu *edu)
{
	struct cohmem_region *region;
	dma_addr_t dma;
	char *cpu = dma_alloc_coherent(edu->dev, 4096, &dma, GFP_KERNEL);
	int fd;

	CHECK(cohmem_export_dma_buf(edu->dev, cpu, 100) == -EINVAL);
	fd = cohmem_export_dma_buf(edu->dev, cpu, 4096);
	if (access("/dev/udmabuf", F_OK)) {
		CHECK(fd == -ENOENT && strstr(last_report, "/dev/udmabuf"));
	} else if (CHECK(fd >= 0)) {
		CHECK(cohmem_file_region_create(fd, 0, 0x7000000000, 4096, COHMEM_FILE_DMA_BUF,
						&region) == 0);
		close(fd);
		memset(cpu, 0x29, 2048);
		edu_copy(edu->bar, dma, dma + 2048, EDU_MOST);
		CHECK(region->cpu_access(region, 0, 4096, DMA_FROM_DEVICE, true) == 0);
		CHECK(((char *)region->cpu_addr)[2048] == 0x29 &&
		      ((char *)region->cpu_addr)[4095] == 0x29);
		CHECK(region->cpu_access(region, 0, 4096, DMA_FROM_DEVICE, false) == 0);
		CHECK(cohmem_region_destroy(region) == 0);
	}
	dma_free_coherent(edu->dev, 4096, cpu, dma);
}

/* Declare the region as an area at its physical address, and let the device copy within it. */
static void copy_in_region(struct edu *edu, const struct cohmem_region *region)
{
	const phys_addr_t phys = region->phys_addr;
	dma_addr_t a, b;
	char *x, *y;

	CHECK(dma_declare_coherent_memory(edu->dev, phys, phys, region->size,
					  (int)DMA_MEMORY_EXCLUSIVE) == 0);
	x = dma_alloc_coherent(edu->dev, 4096, &a, GFP_KERNEL);
	y = dma_alloc_coherent(edu->dev, 4096, &b, GFP_KERNEL);
	CHECK(x == region->cpu_addr && a == phys && b == phys + 4096);
	memset(x, 0x61, 2048);
	edu_copy(edu->bar, a, b, EDU_MOST);
	CHECK(!memcmp(x, y, 2048) && y[2048] == 0);
	dma_free_coherent(edu->dev, 4096, x, a);
	dma_free_coherent(edu->dev, 4096, y, b);
	dma_release_declared_memory(edu->dev);
}

/* An area in memory that Linux does not use (memmap=1M$0x8000000), through /dev/mem. */
void test_carve_out(struct edu *edu)
{
	struct cohmem_region *region;

	if (!CHECK(cohmem_devmem_region_create(0x8000000, 1 << 20, &region) == 0))
		return;
	copy_in_region(edu, region);
	CHECK(cohmem_region_destroy(region) == 0);
	CHECK(cohmem_devmem_region_create(1 << 20, 4096, &region) == -EPERM);
	CHECK(strstr(last_report, "reserve it"));
}

/* Copies are tested only if the guest has a module that provides u-dma-buf memory (u_dma_buf.c). */
void test_u_dma_buf(struct edu *edu)
{
	struct cohmem_region *region;

	CHECK(cohmem_u_dma_buf_region_create("udmabuf1", &region) == -ENOENT);
	if (access("/sys/class/u-dma-buf/udmabuf0", F_OK))
		return;
	if (!CHECK(cohmem_u_dma_buf_region_create("udmabuf0", &region) == 0))
		return;
	CHECK(region->size == 1 << 20 && region->phys_addr < 1 << 28);
	copy_in_region(edu, region);
	CHECK(cohmem_region_destroy(region) == 0);
}

static void set_entry_limit(const char *limit)
{
	int fd = open("/sys/module/vfio_iommu_type1/parameters/dma_entry_limit", O_WRONLY);

	CHECK(fd >= 0 && write(fd, limit, strlen(limit)) > 0);
	close(fd);
}

/* Reaching the kernel's limit on mappings (65,535 by default) is reported; existing mappings remain valid. */
void test_mapping_limit(const char *address)
{
	static char memory[8][4096] __attribute__((aligned(4096)));
	dma_addr_t dma[8] = {0};
	struct cohmem_vfio_info info;
	struct cohmem_vfio *vfio;
	struct edu edu;

	set_entry_limit("4");
	CHECK(cohmem_vfio_open(&vfio) == 0);
	CHECK(cohmem_vfio_map(vfio, memory[0], 4096, UINT64_MAX, &dma[0]) == -EINVAL);
	CHECK(strstr(last_report, "no device is open"));
	CHECK(edu_open(&edu, address, vfio));
	for (int i = 0; i < 4; i++)
		CHECK(cohmem_vfio_map(vfio, memory[i], 4096, UINT64_MAX, &dma[i]) == 0);
	CHECK(cohmem_vfio_map(vfio, memory[4], 4096, UINT64_MAX, &dma[4]) == -ENOSPC);
	CHECK(strstr(last_report, "no mapping left"));
	CHECK(cohmem_vfio_get_info(vfio, &info) == 0 && info.mapped == 4 && info.left == 0);
	CHECK(cohmem_vfio_unmap(vfio, dma[1]) == 0);
	CHECK(cohmem_vfio_map(vfio, memory[4], 4096, UINT64_MAX, &dma[4]) == 0);
	CHECK(dma[4] == dma[1]); /* the unmapped address is reused */
	CHECK(cohmem_vfio_map(vfio, memory[5], 4096, 0xfffff, &dma[5]) == -ENOSPC);
	CHECK(cohmem_vfio_map(vfio, memory[5] + 1, 4096, UINT64_MAX, &dma[5]) == -EINVAL);
	CHECK(strstr(last_report, "must be multiples of the page size"));
	for (int i = 0; i < 5; i++)
		CHECK(cohmem_vfio_unmap(vfio, dma[i]) == (i == 1 ? 0 : i == 4 ? -ENOENT : 0));
	/* Closing the last device removes the remaining mappings. */
	CHECK(cohmem_vfio_map(vfio, memory[6], 4096, UINT64_MAX, &dma[6]) == 0);
	CHECK(cohmem_pci_close(edu.pci) == 0);
	CHECK(cohmem_vfio_get_info(vfio, &info) == 0 && info.mapped == 0);
	CHECK(cohmem_vfio_unmap(vfio, dma[6]) == -ENOENT);
	CHECK(cohmem_vfio_close(vfio) == 0);
	set_entry_limit("65535");
}
