/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem doctor: show which DMA memory this machine offers, and try to allocate some for a device. */
#include "doctor.h"

#include <argp.h>
#include <cohmem/cohmem.h>
#include <cohmem/port.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/arguments.h"
#include "../common/commands.h"
#include "../common/json_hex.h"
#include "../common/output.h"

static const char doc[] =
	"Show which DMA memory this machine offers: which back ends work, and why the others do not. With --device, the device is opened, and memory is allocated for it and freed; it does no DMA.\vExample: cohmem doctor --device 0000:01:00.0 --size 4M --mask 32\n\nExit status: 0 on success, 1 if no memory could be allocated for the device, 2 if an argument is invalid.";

struct options {
	const char *device;
	uint64_t size;
	uint64_t mask;
	bool json;
};

static const struct argp_option option_list[] = {
	{"device", 'd', "ADDRESS", 0, "try to allocate memory for this PCI device", 0},
	{"size", 's', "SIZE", 0, "how much, in bytes or with K, M, G (default 4K)", 0},
	{"mask", 'm', "BITS", 0, "number of address bits of the device (default 32)", 0},
	{"json", 'j', NULL, 0, "print JSON", 0},
	{0},
};

static error_t doctor_parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'd':
		options->device = arg;
		for (const char *c = arg; *c; c++) {
			if (*c < ' ' || *c > '~')
				refuse(state, "that is not a PCI address such as 0000:01:00.0");
		}
		return 0;
	case 's':
		options->size = parse_size(arg, state);
		if (options->size > SIZE_MAX)
			refuse(state, "'%s' is more than this program can address", arg);
		return 0;
	case 'm':
		options->mask = parse_mask(arg, state);
		return 0;
	case 'j':
		options->json = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static json_t *iova_ranges(struct cohmem_vfio *vfio)
{
	struct cohmem_vfio_info info = {0};
	json_t *list = json_array();

	if (vfio)
		cohmem_vfio_get_info(vfio, &info);
	for (unsigned int i = 0; i < info.ranges; i++)
		json_array_append_new(list, json_pack("{s:o, s:o}", "first",
						      json_hex(info.range[i].first), "last",
						      json_hex(info.range[i].last)));
	return list;
}

/* Allocate memory and free it. Return -1, with a report, on failure. */
static int try_memory(struct device *dev, const struct options *options, json_t *result)
{
	dma_addr_t dma;
	void *cpu;

	if (dma_set_mask_and_coherent(dev, options->mask)) {
		doctor_keep_report(NULL, COHMEM_LOG_ERR, dev,
				   "the mask is below the lowest device address that is used");
		return -1;
	}
	cpu = dma_alloc_coherent(dev, (size_t)options->size, &dma, GFP_KERNEL);
	if (!cpu)
		return -1;
	json_object_set_new(result, "address", json_hex(dma));
	dma_free_coherent(dev, (size_t)options->size, cpu, dma);
	return 0;
}

static json_t *try_device(const struct options *options)
{
	json_t *result;
	struct cohmem_pci_info info;
	struct cohmem_pci *pci;
	int err;

	result = json_pack("{s:s, s:o, s:o}", "device", options->device, "size",
			   json_number(options->size), "mask", json_hex(options->mask));
	doctor_forget_report();
	err = cohmem_pci_open(options->device, NULL, &pci);
	if (!err) {
		cohmem_pci_get_info(pci, &info);
		json_object_set_new(
			result, "way",
			json_string(info.vfio ? "through VFIO" : "by its physical address"));
		json_object_set_new(result, "iova_ranges", iova_ranges(info.vfio));
		err = try_memory(cohmem_pci_dev(pci), options, result);
		cohmem_pci_close(pci);
	}
	json_object_set_new(result, "succeeds", json_boolean(!err));
	if (err)
		json_object_set_new(result, "why", json_name(doctor_last_report()));
	return result;
}

int cohmem_doctor(int argc, char **argv)
{
	const struct argp argp = {option_list, doctor_parse, NULL, doc, NULL, NULL, NULL};
	struct options options = {.size = 4096, .mask = DMA_BIT_MASK(32)};
	int status = STATUS_DONE;
	json_t *found;

	parse_arguments(&argp, argc, argv, 0, &options);
	cohmem_set_log(doctor_keep_report, NULL);
	found = json_pack("{s:o, s:o, s:o, s:o, s:o}", "backends", doctor_backends(), "limits",
			  doctor_limits(), "huge_pages", doctor_huge_pages(), "iommu_groups",
			  doctor_iommu_groups(), "reserved_memory", doctor_reserved_memory());
	if (options.device) {
		json_t *device = try_device(&options);

		json_object_set_new(found, "device", device);
		if (!json_is_true(json_object_get(device, "succeeds")))
			status = STATUS_NO;
	}
	if (options.json) {
		say_json(found);
	} else {
		doctor_print(found);
	}
	json_decref(found);
	return end_output("doctor", status);
}
