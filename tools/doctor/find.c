/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Try each back end, or find out why it cannot be used. */
#include <cohmem/cohmem.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/json_hex.h"
#include "doctor.h"

#define MIB ((size_t)1 << 20)

/* Return true if a device, which attaching returned @err for, can allocate generic memory. Detaches it. */
static bool try_allocation(struct device *dev, int err)
{
	dma_addr_t dma;
	void *cpu;

	if (err)
		return false;
	cpu = dma_alloc_coherent(dev, 4096, &dma, GFP_KERNEL);
	if (cpu)
		dma_free_coherent(dev, 4096, cpu, dma);
	cohmem_detach(dev);
	return cpu;
}

static bool try_ram(char *detail, size_t bytes)
{
	struct device dev;

	snprintf(detail, bytes, "memory of this process, for devices in other processes");
	cohmem_device_init(&dev, "ram");
	return try_allocation(&dev, cohmem_ram_attach(&dev, MIB, MIB));
}

static bool try_huge_pages(char *detail, size_t bytes)
{
	struct device dev;

	snprintf(detail, bytes, "physical addresses of huge pages, for devices without an IOMMU");
	cohmem_device_init(&dev, "huge pages");
	return try_allocation(&dev, cohmem_phys_attach(&dev, 2 * MIB));
}

static bool not_usable(const char *why, char *detail, size_t bytes)
{
	snprintf(detail, bytes, "%s", why);
	return false;
}

/* Count the entries of a folder whose names contain @part, and list those names in @names as far as they fit. */
static unsigned int list_names(const char *folder, const char *part, char *names, size_t bytes)
{
	unsigned int count = 0;
	const struct dirent *entry;
	DIR *dir = opendir(folder);
	size_t length = 0;

	names[0] = '\0';
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || !strstr(entry->d_name, part))
			continue;
		count++;
		if (length + strlen(entry->d_name) + 2 < bytes)
			length += (size_t)snprintf(names + length, bytes - length, "%s%s",
						   length ? " " : "", entry->d_name);
	}
	if (dir)
		closedir(dir);
	return count;
}

static bool try_vfio(char *detail, size_t bytes)
{
	struct cohmem_vfio *vfio;
	char names[256];
	unsigned int groups;

	if (cohmem_vfio_open(&vfio))
		return false;
	cohmem_vfio_close(vfio);
	groups = list_names("/sys/kernel/iommu_groups", "", names, sizeof(names));
	if (!groups)
		return not_usable(
			"no IOMMU group: boot with intel_iommu=on or the like, and enable the IOMMU in the firmware",
			detail, bytes);
	list_names("/sys/bus/pci/drivers/vfio-pci", ":", names, sizeof(names));
	snprintf(detail, bytes, "%u IOMMU groups; bound to vfio-pci: %s", groups,
		 names[0] ? names : "no device");
	return true;
}

static bool try_uio(char *detail, size_t bytes)
{
	char names[256];

	if (!list_names("/sys/class/uio", "", names, sizeof(names)))
		return not_usable(
			"no UIO device: modprobe uio_pci_generic, and bind a device to it", detail,
			bytes);
	snprintf(detail, bytes, "%s", names);
	return true;
}

static bool try_file(const char *path, char *detail, size_t bytes)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		snprintf(detail, bytes, "%s: %s", path, strerror(errno));
		return false;
	}
	close(fd);
	snprintf(detail, bytes, "%s", path);
	return true;
}

static bool try_devmem(char *detail, size_t bytes)
{
	return try_file("/dev/mem", detail, bytes);
}

static bool try_heaps(char *detail, size_t bytes)
{
	struct device dev;
	char names[256];

	if (!list_names("/dev/dma_heap", "", names, sizeof(names)))
		return not_usable(
			"no dma-heap: the kernel has none (CONFIG_DMABUF_HEAPS; CMA: cma= at boot)",
			detail, bytes);
	snprintf(detail, bytes, "%s", names);
	*(strchrnul(names, ' ')) = '\0';
	cohmem_device_init(&dev, "dma-heap");
	if (cohmem_ram_attach_heap(&dev, names, MIB, MIB))
		return false;
	cohmem_detach(&dev);
	return true;
}

static bool try_udmabuf(char *detail, size_t bytes)
{
	char limit[32];
	bool works = try_file("/dev/udmabuf", detail, bytes);

	if (works)
		snprintf(detail, bytes, "dma-bufs of up to %s MiB",
			 doctor_read(limit, sizeof(limit),
				     "/sys/module/udmabuf/parameters/size_limit_mb"));
	return works;
}

static bool try_u_dma_buf(char *detail, size_t bytes)
{
	char names[256];

	if (!list_names("/sys/class/u-dma-buf", "", names, sizeof(names)))
		return not_usable("no u-dma-buf: the module u-dma-buf is not loaded", detail,
				  bytes);
	snprintf(detail, bytes, "%s", names);
	return true;
}

static bool try_pci(char *detail, size_t bytes)
{
	char names[64];
	unsigned int count = list_names("/sys/bus/pci/devices", "", names, sizeof(names));

	snprintf(detail, bytes, count ? "%u devices" : "this machine has no PCI bus", count);
	return count;
}

static const struct {
	const char *name;
	bool (*try)(char *detail, size_t bytes);
} backends[] = {
	{"ram", try_ram},
	{"pci", try_pci},
	{"vfio", try_vfio},
	{"huge pages", try_huge_pages},
	{"uio", try_uio},
	{"/dev/mem", try_devmem},
	{"dma-heap", try_heaps},
	{"udmabuf", try_udmabuf},
	{"u-dma-buf", try_u_dma_buf},
};

json_t *doctor_backends(void)
{
	json_t *found = json_array();

	for (size_t i = 0; i < sizeof(backends) / sizeof(backends[0]); i++) {
		char detail[512] = "";
		bool usable;

		doctor_forget_report();
		usable = backends[i].try(detail, sizeof(detail));
		if (!usable && doctor_last_report()[0])
			snprintf(detail, sizeof(detail), "%s", doctor_last_report());
		json_array_append_new(found, json_pack("{s:s, s:b, s:o}", "name", backends[i].name,
						       "usable", usable, usable ? "detail" : "why",
						       json_name(detail)));
	}
	return found;
}
