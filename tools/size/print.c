/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include <inttypes.h>
#include <string.h>

#include "../common/arguments.h"
#include "../common/json_hex.h"
#include "../common/output.h"
#include "size.h"

/* CMA areas are made of pageblocks: 4 MiB on most machines with pages of 4 KiB. */
#define CMA_ALIGNMENT ((uint64_t)4 << 20)

static uint64_t size_round_up(uint64_t bytes, uint64_t to)
{
	return (bytes + to - 1) / to * to;
}

/* Return the size of the pool with the margin, in whole granules. */
static uint64_t with_margin(const struct pool_model *area, uint64_t margin)
{
	uint64_t bytes = demand_bytes(area);

	return size_round_up(bytes + bytes / 100 * margin + bytes % 100 * margin / 100,
			     (uint64_t)1 << area->granule_shift);
}

static json_t *demand_json(const struct demand *d, uint64_t margin)
{
	return json_pack(
		"{s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "device",
		json_name(d->device), "allocations", (json_int_t)d->allocations, "impossible",
		(json_int_t)d->impossible, "live_at_end", (json_int_t)d->live.now, "peak_live",
		(json_int_t)d->live.most, "peak_rounded", (json_int_t)d->rounded.most,
		"smallest_pool", (json_int_t)demand_bytes(&d->kernel), "peak_exact",
		(json_int_t)d->exact.most, "smallest_exact_pool",
		(json_int_t)demand_bytes(&d->kept), "first_ns", (json_int_t)d->first, "last_ns",
		(json_int_t)d->last, "answer", (json_int_t)with_margin(&d->kernel, margin));
}

json_t *size_json(const struct demands *demands, uint64_t margin)
{
	json_t *devices = json_array();

	for (size_t i = 0; i < demands->count; i++)
		json_array_append_new(devices, demand_json(&demands->device[i], margin));
	return json_pack("{s:I, s:I, s:o, s:o}", "granule", (json_int_t)1 << demands->granule_shift,
			 "margin", (json_int_t)margin, "all", demand_json(&demands->all, margin),
			 "devices", devices);
}

static void print_row(json_t *d)
{
	const char *device = json_string_value(json_object_get(d, "device"));

	say("%s\n    at most %s requested at the same time (%" PRIu64
	    " allocations, %s live at the end): no pool can be smaller\n",
	    device ? device : "all in one pool", size_text(json_count(d, "peak_live")).text,
	    json_count(d, "allocations"), size_text(json_count(d, "live_at_end")).text);
	say("    %s by the kernel's rule, of which %s are for rounding up and %s for fragmentation\n",
	    size_text(json_count(d, "smallest_pool")).text,
	    size_text(json_count(d, "peak_rounded") - json_count(d, "peak_live")).text,
	    size_text(json_count(d, "smallest_pool") - json_count(d, "peak_rounded")).text);
	say("    %s if blocks take only what they need (COHMEM_AREA_EXACT)\n",
	    size_text(json_count(d, "smallest_exact_pool")).text);
	if (json_count(d, "impossible"))
		say("    %" PRIu64
		    " requests cannot be served by any pool, and are not in these figures\n",
		    json_count(d, "impossible"));
}

/* Print a name with only characters that are valid in labels and node names. */
static void print_plain(const char *name)
{
	for (; *name; name++) {
		bool good = (*name >= '0' && *name <= '9') || (*name >= 'a' && *name <= 'z') ||
			    (*name >= 'A' && *name <= 'Z');

		say("%c", good ? *name : '_');
	}
}

static void print_node(json_t *d)
{
	const char *device = json_text(d, "device");
	uint64_t bytes = size_round_up(json_count(d, "answer"), 4096);

	say("\t\tpool_");
	print_plain(device);
	say(": pool-");
	print_plain(device);
	say(" {\n\t\t\tcompatible = \"shared-dma-pool\";\n"
	    "\t\t\tsize = <0x%" PRIx64 " 0x%" PRIx64 ">;\n"
	    "\t\t\talignment = <0x0 0x1000>;\n\t\t\tno-map;\n\t\t};\n",
	    bytes >> 32, bytes & 0xffffffff);
}

static void print_forms(json_t *all, json_t *devices)
{
	uint64_t bytes = json_count(all, "answer");
	json_t *d;
	size_t i;

	say("\nOn the kernel's command line, for all devices without a pool of their own:\n"
	    "    cma=%" PRIu64 "M\n",
	    size_round_up(bytes, CMA_ALIGNMENT) >> 20);
	say("    coherent_pool=%" PRIu64 "K    (for those that allocate in atomic context)\n",
	    size_round_up(bytes, 1024) >> 10);
	say("In the device tree, a pool for each device, whose node needs memory-region = <&LABEL>;\n"
	    "/ {\n\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n");
	json_array_foreach(devices, i, d)
		print_node(d);
	say("\t};\n};\n");
}

void size_print(json_t *all)
{
	json_t *devices = json_object_get(all, "devices"), *d;
	size_t i;

	json_array_foreach(devices, i, d)
		print_row(d);
	print_row(json_object_get(all, "all"));
	if (json_count(all, "margin"))
		say("\nWith a margin of %" PRIu64 " %%:", json_count(all, "margin"));
	print_forms(json_object_get(all, "all"), devices);
}
