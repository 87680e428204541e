/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#define _GNU_SOURCE
#include "fixtures.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

static const char *pci_address = "0000:00:04.0"; /* QEMU's edu device */
static unsigned int pci_bar = 0;
static phys_addr_t carve_out = 0x8000000;

void makers_init(int argc, char **argv)
{
	for (int i = 1; i < argc - 1; i++) {
		if (!strcmp(argv[i], "--pci"))
			pci_address = argv[++i];
		else if (!strcmp(argv[i], "--bar"))
			pci_bar = (unsigned int)strtoul(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "--carve-out"))
			carve_out = strtoull(argv[++i], NULL, 0);
	}
}

bool makers_wanted(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], name))
			return true;
	}
	return false;
}

bool makers_allowed(const char *name, bool foreign, int argc, char **argv)
{
	return !foreign || makers_wanted(name, argc, argv) || makers_wanted("--all", argc, argv);
}

static struct device own;

static int ram_open(struct device **dev)
{
	cohmem_device_init(&own, "ram");
	*dev = &own;
	return cohmem_ram_attach(&own, 0x100000, 1 * MIB);
}

static int ram_all_open(struct device **dev)
{
	cohmem_device_init(&own, "ram-all");
	*dev = &own;
	return cohmem_ram_attach_all(0x100000, 1 * MIB);
}

static int ram_all_close(struct device *dev)
{
	(void)dev;
	return cohmem_ram_detach_all();
}

static int huge_open(struct device **dev)
{
	cohmem_device_init(&own, "huge pages");
	*dev = &own;
	return cohmem_phys_attach(&own, 2 * MIB);
}

static int heap_open(struct device **dev)
{
	cohmem_device_init(&own, "dma-heap");
	*dev = &own;
	return cohmem_ram_attach_heap(&own, "system", 0x100000, MIB);
}

/* The driver that the device is bound to decides whether it is used through VFIO or sysfs. */
static struct cohmem_pci *pci;

static int pci_open(struct device **dev, bool vfio)
{
	struct cohmem_pci_info info;
	int err = cohmem_pci_open(pci_address, NULL, &pci);

	if (err)
		return err;
	cohmem_pci_get_info(pci, &info);
	if (!info.vfio == vfio) {
		cohmem_pci_close(pci);
		return cohmem_report(COHMEM_LOG_WARN, NULL, "bound to another driver"), -ENODEV;
	}
	*dev = cohmem_pci_dev(pci);
	return 0;
}

void makers_exercise(struct device *dev)
{
	static char page[4096] __attribute__((aligned(4096)));
	const struct cohmem_region *region;
	dma_addr_t dma;

	if (!pci || cohmem_pci_dev(pci) != dev)
		return;
	cohmem_pci_map_bar(pci, pci_bar, &region);
	if (cohmem_pci_irq_open(pci) >= 0)
		cohmem_pci_irq_wait(pci, 0);
	if (cohmem_pci_map(pci, page, sizeof(page), &dma) == 0)
		cohmem_pci_unmap(pci, dma);
	cohmem_pci_set_master(pci, true);
	cohmem_pci_reset(pci);
}

static int vfio_open(struct device **dev)
{
	return pci_open(dev, true);
}

static int sysfs_open(struct device **dev)
{
	return pci_open(dev, false);
}

static int pci_close(struct device *dev)
{
	int err = cohmem_pci_close(pci);

	(void)dev;
	if (!err)
		pci = NULL;
	return err;
}

const struct maker makers[] = {
	{"ram", ram_open, cohmem_detach, false},
	{"ram-all", ram_all_open, ram_all_close, false},
	{"huge-pages", huge_open, cohmem_detach, false},
	{"dma-heap", heap_open, cohmem_detach, false},
	{"vfio", vfio_open, pci_close, true},
	{"sysfs", sysfs_open, pci_close, true},
	{NULL, NULL, NULL, false},
};

static int ram_region(struct cohmem_region **region)
{
	return cohmem_ram_region_create(0x40000000, 1 * MIB, 0, region);
}

static int file_region(struct cohmem_region **region)
{
	int fd = memfd_create("conform", 0), err;

	if (fd < 0 || ftruncate(fd, 2 * MIB))
		return -errno;
	err = cohmem_file_region_create(fd, MIB, 0x50000000, MIB, 0, region);
	close(fd);
	return err;
}

static int devmem_region(struct cohmem_region **region)
{
	return cohmem_devmem_region_create(carve_out, 1 * MIB, region);
}

static int heap_region(struct cohmem_region **region)
{
	return cohmem_heap_region_create("system", 0x70000000, MIB, region);
}

static int u_dma_buf_region(struct cohmem_region **region)
{
	return cohmem_u_dma_buf_region_create("udmabuf0", region);
}

static int uio_region(struct cohmem_region **region)
{
	return cohmem_uio_region_create("uio0", 0, region);
}

/* A dma-buf made with udmabuf, as if another process had passed it. */
static int udmabuf_region(struct cohmem_region **region)
{
	struct device dev;
	dma_addr_t dma;
	void *cpu;
	int err, fd;

	cohmem_device_init(&dev, "exporter");
	err = cohmem_ram_attach(&dev, 0x100000, MIB);
	if (err)
		return err;
	cpu = dma_alloc_coherent(&dev, MIB / 2, &dma, GFP_KERNEL);
	fd = cohmem_export_dma_buf(&dev, cpu, MIB / 2);
	err = fd < 0 ? fd
		     : cohmem_file_region_create(fd, 0, 0x60000000, MIB / 2, COHMEM_FILE_DMA_BUF,
						 region);
	if (fd >= 0)
		close(fd);
	dma_free_coherent(&dev, MIB / 2, cpu, dma);
	cohmem_detach(&dev);
	return err;
}

static int bar_region(struct cohmem_region **region)
{
	const struct cohmem_region *bar;
	int err = cohmem_pci_open(pci_address, NULL, &pci);

	if (err)
		return err;
	err = cohmem_pci_map_bar(pci, pci_bar, &bar);
	if (err)
		cohmem_pci_close(pci);
	*region = (struct cohmem_region *)bar;
	return err;
}

static int bar_close(struct cohmem_region *region)
{
	(void)region;
	return cohmem_pci_close(pci);
}

const struct region_maker region_makers[] = {
	{"ram-region", ram_region, cohmem_region_destroy, 0, false},
	{"file-region", file_region, cohmem_region_destroy, 0, false},
	{"devmem-region", devmem_region, cohmem_region_destroy, 0, true},
	{"dma-heap-region", heap_region, cohmem_region_destroy, 0, false},
	{"udmabuf-region", udmabuf_region, cohmem_region_destroy, 0, false},
	{"u-dma-buf-region", u_dma_buf_region, cohmem_region_destroy, 0, true},
	{"uio-region", uio_region, cohmem_region_destroy, 0, true},
	{"bar-region", bar_region, bar_close, DMA_MEMORY_IO, true},
	{NULL, NULL, NULL, 0, false},
};
