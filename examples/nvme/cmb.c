/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The controller memory buffer (section 3.1.11 and on). A controller of version 1.4 shows it only when
 * CMBMSC.CRE is set, and then at the device address that CMBMSC.CBA says; an older one at the BAR's.
 */
#include <errno.h>
#include <stdio.h>

#include "nvme.h"

#define CAP_CMBS (1ull << 57)
#define MSC_CRE  1ull
#define MSC_CMSE 2ull

/* Where we let the controller see its buffer: above all memory that it could mean. */
#define CMB_DEVICE_ADDRESS 0x4000000000ull

enum {
	CMB_QUEUES = 1,
	CMB_LISTS = 4,
	CMB_READS = 8,
	CMB_WRITES = 16
};

static int enable(struct nvme *nvme)
{
	int err = bus_write64(nvme->bus, NVME_CMBMSC, CMB_DEVICE_ADDRESS | MSC_CRE | MSC_CMSE);

	nvme->cmb_enabled = !err;
	nvme->cmb_dma = CMB_DEVICE_ADDRESS;
	return err;
}

/* Whether it may hold all that the driver puts there; a buffer that may not is left alone. */
static bool suits(uint32_t size)
{
	const uint32_t wanted = CMB_QUEUES | CMB_LISTS | CMB_READS | CMB_WRITES;

	if ((size & wanted) == wanted)
		return true;
	fprintf(stderr,
		"nvme: the controller memory buffer (CMBSZ %#x) is not for queues, lists "
		"and data: unused\n",
		size);
	return false;
}

static int map(struct nvme *nvme, uint32_t location, uint32_t size, size_t most)
{
	const uint64_t unit = 4096ull << 4 * (size >> 8 & 15);
	uint64_t offset = (location >> 12) * unit, bytes = (size >> 12) * unit;
	int err = nvme->bus->ops->map_bar(nvme->bus, location & 7, &nvme->cmb_bar);

	if (err)
		return err;
	if (offset >= nvme->cmb_bar->size || bytes > nvme->cmb_bar->size - offset) {
		fprintf(stderr, "nvme: the controller memory buffer reaches beyond its BAR\n");
		return -EIO;
	}
	nvme->cmb_bytes = bytes < most ? (size_t)bytes : most;
	nvme->cmb_phys = nvme->cmb_bar->phys_addr + offset;
	if (!nvme->cmb_enabled)
		nvme->cmb_dma = nvme->cmb_phys;
	return dma_declare_coherent_memory(nvme->dev, nvme->cmb_phys, nvme->cmb_dma,
					   nvme->cmb_bytes, DMA_MEMORY_MAP | DMA_MEMORY_IO);
}

int nvme_open_cmb(struct nvme *nvme, size_t most)
{
	uint32_t location, size;
	uint64_t cap;
	int err = bus_read64(nvme->bus, NVME_CAP, &cap);

	if (err || most < NVME_PAGE)
		return err;
	if (cap & CAP_CMBS)
		err = enable(nvme);
	if (!err)
		err = nvme->bus->ops->read32(nvme->bus, NVME_CMBSZ, &size);
	if (!err)
		err = nvme->bus->ops->read32(nvme->bus, NVME_CMBLOC, &location);
	if (err || size == 0 || !suits(size))
		return err;
	return map(nvme, location, size, most);
}

void nvme_close_cmb(struct nvme *nvme)
{
	dma_release_declared_memory(nvme->dev);
	if (nvme->cmb_enabled)
		bus_write64(nvme->bus, NVME_CMBMSC, 0);
}
