/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The controller's own memory. The controller memory buffer, CMB (from section 3.1.11 on): a version 1.4
 * controller exposes it only when CMBMSC.CRE is set, and maps it at the address CMBMSC.CBA when
 * CMBMSC.CMSE is set. An older controller exposes it after reset, at the BAR's address. The persistent
 * memory region, PMR (from section 3.1.16 on), is a whole BAR, with PMRMSC instead of CMBMSC.
 */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "nvme.h"

#define CAP_CMBS (1ull << 57)
#define CAP_PMRS (1ull << 56)
#define MSC_CRE  1ull
#define MSC_CMSE 2ull

/* The CMB must support submission queues, PRP lists and data, each without the others. */
#define CMBSZ_WANTED  0x1du
#define CMBLOC_WANTED 0x60u

#define PMRCAP_WANTED    0x18u /* reads and writes */
#define PMRCAP_CMSS      (1u << 24)
#define PMRCTL_ENABLE    1u
#define PMRSTS_NOT_READY 0x100u

/* Device address of the area behind an IOMMU: higher than all addresses of generic memory. */
#define TRANSLATED_ADDRESS 0x4000000000ull

/* Without an IOMMU, the BAR's physical address is free for the area. */
static dma_addr_t choose_address(const struct nvme *nvme)
{
	return nvme->bus->translated ? TRANSLATED_ADDRESS : nvme->area_bar->phys_addr;
}

static int declare(struct nvme *nvme, uint64_t offset, uint64_t bytes, size_t most)
{
	nvme->area_bytes = bytes < most ? (size_t)bytes : most;
	return dma_declare_coherent_memory(nvme->dev, nvme->area_bar->phys_addr + offset,
					   nvme->area_dma, nvme->area_bytes,
					   DMA_MEMORY_MAP | DMA_MEMORY_IO);
}

static int unused(struct nvme *nvme, const char *why)
{
	fprintf(stderr, "nvme: the controller's own memory is not used: %s\n", why);
	nvme_close_area(nvme);
	return 0;
}

/*
 * Before version 1.4 the CMB is always exposed. A later one is exposed already if an
 * earlier driver enabled it, possibly at another address.
 */
static int show_cmb(struct nvme *nvme, uint64_t cap)
{
	uint64_t control = 0;
	uint32_t size;
	int err = nvme->bus->ops->read32(nvme->bus, NVME_CMBSZ, &size);

	if (!err && cap & CAP_CMBS)
		err = bus_read64(nvme->bus, NVME_CMBMSC, &control);
	if (err || !(cap & CAP_CMBS) || (size && !control))
		return err;
	nvme->cmb_enabled = true;
	return bus_write64(nvme->bus, NVME_CMBMSC, MSC_CRE);
}

static int open_cmb(struct nvme *nvme, uint64_t cap, size_t most)
{
	uint32_t location = 0, size = 0;
	uint64_t unit, offset, bytes;
	int err = show_cmb(nvme, cap);

	if (!err)
		err = nvme->bus->ops->read32(nvme->bus, NVME_CMBSZ, &size);
	if (!err)
		err = nvme->bus->ops->read32(nvme->bus, NVME_CMBLOC, &location);
	if (err || size == 0)
		return err;
	if ((size & CMBSZ_WANTED) != CMBSZ_WANTED ||
	    (nvme->cmb_enabled && (location & CMBLOC_WANTED) != CMBLOC_WANTED))
		return unused(nvme, "it does not support queues, lists and data");
	err = nvme->bus->ops->map_bar(nvme->bus, location & 7, &nvme->area_bar);
	if (err)
		return err;
	unit = 4096ull << 4 * (size >> 8 & 15);
	offset = (location >> 12) * unit;
	bytes = (size >> 12) * unit;
	if (offset >= nvme->area_bar->size || bytes > nvme->area_bar->size - offset)
		return unused(nvme, "it extends beyond its BAR");
	nvme->area_dma = nvme->area_bar->phys_addr + offset;
	if (nvme->cmb_enabled) {
		nvme->area_dma = choose_address(nvme) + offset;
		err = bus_write64(nvme->bus, NVME_CMBMSC, nvme->area_dma | MSC_CRE | MSC_CMSE);
	}
	return err ? err : declare(nvme, offset, bytes, most);
}

static int enable_pmr(struct nvme *nvme)
{
	const struct timespec tick = {.tv_nsec = 1000000};
	uint32_t status;
	int err = nvme->bus->ops->write32(nvme->bus, NVME_PMRCTL, PMRCTL_ENABLE);

	nvme->pmr_enabled = true;
	for (unsigned int ms = 0; !err && ms < nvme->timeout_ms; ms++) {
		err = nvme->bus->ops->read32(nvme->bus, NVME_PMRSTS, &status);
		if (!err && !(status & PMRSTS_NOT_READY))
			return 0;
		nanosleep(&tick, NULL);
	}
	return err ? err : -ETIMEDOUT;
}

static int open_pmr(struct nvme *nvme, uint64_t cap, size_t most)
{
	uint32_t capabilities;
	int err;

	if (!(cap & CAP_PMRS))
		return unused(nvme, "the controller has no persistent memory region");
	err = nvme->bus->ops->read32(nvme->bus, NVME_PMRCAP, &capabilities);
	if (err)
		return err;
	if ((capabilities & PMRCAP_WANTED) != PMRCAP_WANTED)
		return unused(nvme, "it does not support reads and writes");
	if (nvme->bus->translated && !(capabilities & PMRCAP_CMSS))
		return unused(nvme, "PMRCAP.CMSS is 0, so it cannot be used behind an IOMMU");
	err = nvme->bus->ops->map_bar(nvme->bus, capabilities >> 5 & 7, &nvme->area_bar);
	if (!err)
		err = enable_pmr(nvme);
	if (err)
		return err;
	nvme->area_dma = choose_address(nvme);
	if (capabilities & PMRCAP_CMSS)
		err = bus_write64(nvme->bus, NVME_PMRMSC, nvme->area_dma | MSC_CMSE);
	return err ? err : declare(nvme, 0, nvme->area_bar->size, most);
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
	nvme->cmb_enabled = nvme->pmr_enabled = false;
}
