/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The controller's own memory. The controller memory buffer (section 3.1.11 and on): a controller of version 1.4 shows it only when
 * CMBMSC.CRE is set, and then at the device address that CMBMSC.CBA says; an older one at the BAR's.
 */
#include <errno.h>
#include <stdio.h>

#include "nvme.h"

#define CAP_CMBS (1ull << 57)
#define CAP_PMRS (1ull << 56)
#define MSC_CRE  1ull
#define MSC_CMSE 2ull

#define PMRCTL_ENABLE    1u
#define PMRSTS_NOT_READY 0x100u

/* Where we let the controller see its buffer: above all memory that it could mean. */
#define CMB_DEVICE_ADDRESS 0x4000000000ull

enum {
	CMB_QUEUES = 1,
	CMB_LISTS = 4,
	CMB_READS = 8,
	CMB_WRITES = 16
};

static int enable_cmb(struct nvme *nvme)
{
	int err = bus_write64(nvme->bus, NVME_CMBMSC, CMB_DEVICE_ADDRESS | MSC_CRE | MSC_CMSE);

	nvme->cmb_enabled = !err;
	nvme->area_dma = CMB_DEVICE_ADDRESS;
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

static int declare(struct nvme *nvme, unsigned int bar, uint64_t offset, uint64_t bytes,
		   size_t most)
{
	int err = nvme->bus->ops->map_bar(nvme->bus, bar, &nvme->area_bar);

	if (err)
		return err;
	if (offset >= nvme->area_bar->size || bytes > nvme->area_bar->size - offset) {
		fprintf(stderr, "nvme: the controller's memory reaches beyond its BAR\n");
		return -EIO;
	}
	nvme->area_bytes = bytes < most ? (size_t)bytes : most;
	if (!nvme->cmb_enabled)
		nvme->area_dma = nvme->area_bar->phys_addr + offset;
	return dma_declare_coherent_memory(nvme->dev, nvme->area_bar->phys_addr + offset,
					   nvme->area_dma, nvme->area_bytes,
					   DMA_MEMORY_MAP | DMA_MEMORY_IO);
}

/*
 * Before 1.4 the buffer is there without being asked for. One that CMBMSC enables may be there, too, from
 * who had the controller before us, and at another address.
 */
static int open_cmb(struct nvme *nvme, uint64_t cap, size_t most)
{
	uint32_t location, size;
	uint64_t unit, control = 0;
	int err = nvme->bus->ops->read32(nvme->bus, NVME_CMBSZ, &size);

	if (!err && cap & CAP_CMBS)
		err = bus_read64(nvme->bus, NVME_CMBMSC, &control);
	if (!err && cap & CAP_CMBS && (size == 0 || control)) {
		err = enable_cmb(nvme);
		if (!err)
			err = nvme->bus->ops->read32(nvme->bus, NVME_CMBSZ, &size);
	}
	if (!err)
		err = nvme->bus->ops->read32(nvme->bus, NVME_CMBLOC, &location);
	if (err || size == 0 || !suits(size))
		return err;
	unit = 4096ull << 4 * (size >> 8 & 15);
	return declare(nvme, location & 7, (location >> 12) * unit, (size >> 12) * unit, most);
}

/* The whole BAR is the region (section 3.1.16 and on). */
static int open_pmr(struct nvme *nvme, uint64_t cap, size_t most)
{
	uint32_t capabilities, status = PMRSTS_NOT_READY;
	unsigned int bar;
	int err;

	if (!(cap & CAP_PMRS)) {
		fprintf(stderr, "nvme: the controller has no persistent memory region\n");
		return 0;
	}
	err = nvme->bus->ops->read32(nvme->bus, NVME_PMRCAP, &capabilities);
	if (!err)
		err = nvme->bus->ops->write32(nvme->bus, NVME_PMRCTL, PMRCTL_ENABLE);
	nvme->pmr_enabled = !err;
	for (int tries = 0; !err && status & PMRSTS_NOT_READY; tries++)
		err = tries < 1000 ? nvme->bus->ops->read32(nvme->bus, NVME_PMRSTS, &status)
				   : -ETIMEDOUT;
	bar = capabilities >> 5 & 7;
	if (!err)
		err = nvme->bus->ops->map_bar(nvme->bus, bar, &nvme->area_bar);
	return err ? err : declare(nvme, bar, 0, nvme->area_bar->size, most);
}

int nvme_open_area(struct nvme *nvme, const struct nvme_options *options)
{
	uint64_t cap;
	int err = bus_read64(nvme->bus, NVME_CAP, &cap);

	if (err || options->area_bytes < NVME_PAGE)
		return err;
	return options->pmr ? open_pmr(nvme, cap, options->area_bytes)
			    : open_cmb(nvme, cap, options->area_bytes);
}

void nvme_close_area(struct nvme *nvme)
{
	dma_release_declared_memory(nvme->dev);
	if (nvme->cmb_enabled)
		bus_write64(nvme->bus, NVME_CMBMSC, 0);
	if (nvme->pmr_enabled)
		nvme->bus->ops->write32(nvme->bus, NVME_PMRCTL, 0);
}
