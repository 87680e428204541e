/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* An NVMe controller whose memory buffer is its coherent area: see --help, and nvme.h for the driver. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "transfer.h"

#define MIB ((size_t)1 << 20)

struct options {
	const char *address;
	struct nvme_options nvme;
	struct bus_machine machine;
	size_t buffer, area, depth;
	uint64_t bytes;
};

static const struct argp_option table[] = {
	{"depth", 'd', "N", 0, "commands in flight, 1 to 255 (default 32)", 0},
	{"cmb", 'c', "SIZE", 0,
	 "bytes of the controller memory buffer to use (default all; 0: none); QEMU's controller gets a buffer of this size, rounded up to 1M (default 1M)",
	 0},
	{"buffer", 'b', "SIZE", 0, "bytes per command, a multiple of 4K up to 1M (default 64K)", 0},
	{"bytes", 'n', "SIZE", 0, "bytes to write and read, a multiple of 4K (default all)", 0},
	{"pmr", 'p', NULL, 0, "use the persistent memory region instead of the buffer", 0},
	{"legacy-cmb", 'l', NULL, 0, "QEMU's buffer is exposed as before version 1.4", 0},
	{0},
};

/* A number with an optional K, M or G. */
static size_t parse_size(const char *what, const char *text, struct argp_state *state)
{
	static const char units[] = "KMG";
	unsigned long long n;
	const char *unit;
	char *end;

	errno = 0;
	n = strtoull(text, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (unit && n <= SIZE_MAX >> 30) {
		n <<= 10 * (unit - units + 1);
		end++;
	}
	if (errno || *end || text[0] < '0' || text[0] > '9')
		argp_error(state, "%s '%s' is not a size", what, text);
	return (size_t)n;
}

static void check(struct options *o, struct argp_state *state)
{
	if (o->depth < 1 || o->depth > NVME_MAX_DEPTH - 1)
		argp_error(state, "the depth is not a number from 1 to %u", NVME_MAX_DEPTH - 1);
	if (!o->buffer || o->buffer % NVME_PAGE || o->buffer > MIB)
		argp_error(state, "the buffer is not a multiple of 4K up to 1M");
	if (o->bytes % NVME_PAGE)
		argp_error(state, "the bytes are not a multiple of 4K");
	if (o->area != SIZE_MAX && (o->area % NVME_PAGE || o->area > 16 * MIB))
		argp_error(state, "the controller memory buffer is not a multiple of 4K up to 16M");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'd':
		o->depth = parse_size("the depth", arg, state);
		return 0;
	case 'c':
		o->area = parse_size("the controller memory buffer", arg, state);
		return 0;
	case 'b':
		o->buffer = parse_size("the buffer", arg, state);
		return 0;
	case 'n':
		o->bytes = parse_size("the bytes", arg, state);
		return 0;
	case 'p':
		o->nvme.pmr = true;
		return 0;
	case 'l':
		o->machine.legacy_cmb = true;
		return 0;
	case ARGP_KEY_ARG:
		if (o->address)
			argp_error(state, "more than one controller: '%s' is the second", arg);
		o->address = arg;
		return 0;
	case ARGP_KEY_END:
		check(o, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void parse_options(struct options *o, int argc, char **argv)
{
	static const struct argp argp = {
		.options = table,
		.parser = parse,
		.args_doc = "[ADDRESS]",
		.doc = "Writes namespace 1 of the NVMe controller at PCI address ADDRESS and reads it back: ALL DATA ON IT WILL BE LOST.  Without ADDRESS, QEMU is started and its controller is used.  Submission queues, PRP lists and data lie in the controller memory buffer as long as it has room.\vExample: nvme --depth 64 --cmb 256K\n         nvme 0000:01:00.0",
	};

	*o = (struct options){
		.depth = 32, .machine = {.disk_mib = 64}, .buffer = 64 << 10, .area = SIZE_MAX};
	argp_err_exit_status = 2;
	argp_parse(&argp, argc, argv, 0, NULL, o);
	o->nvme.depth = (unsigned int)o->depth;
	o->nvme.area_bytes = o->area;
	*(o->nvme.pmr ? &o->machine.pmr_mib : &o->machine.cmb_mib) =
		o->area == SIZE_MAX ? 1 : (unsigned int)((o->area + MIB - 1) / MIB);
}

static void print_report(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level;
	fprintf(stderr, "%s: %s\n", dev ? dev_name(dev) : "cohmem", text);
}

static void print_result(const struct nvme *nvme, const struct transfer *t)
{
	const char *area =
		nvme->pmr_enabled ? "persistent memory region" : "controller memory buffer";
	bool in_area = nvme->area_bytes && cohmem_region_find(nvme->io.sq, 1) == nvme->area_bar;
	struct cohmem_device_stats stats;

	cohmem_device_get_stats(nvme->dev, &stats);
	printf("%s: %" PRIu64 " bytes written and read back without a difference\n", nvme->model,
	       t->bytes);
	printf("  %" PRIu64 " bytes of data went through the %s\n", t->area_bytes, area);
	printf("  %" PRIu64 " bytes of data went through generic memory\n", t->generic_bytes);
	printf("  submission queue of %u in %s, %" PRIu64 " of %" PRIu64 " PRP lists in the %s\n",
	       nvme->io.depth, in_area ? area : "generic memory", t->lists_in_area, t->lists, area);
	if (nvme->area_bytes)
		printf("  the %s: %zu KiB at device address %#llx; %lu requests found no room\n",
		       area, nvme->area_bytes >> 10, nvme->area_dma, stats.fell_through);
}

static int move(struct nvme *nvme, const struct options *o)
{
	uint64_t size = nvme->blocks * nvme->block_size;
	struct transfer t = {
		.nvme = nvme, .bytes = o->bytes ? o->bytes : size, .buffer = o->buffer, .seed = 1};
	int err;

	t.bytes -= t.bytes % NVME_PAGE;
	if (t.bytes > size) {
		fprintf(stderr, "nvme: the namespace has only %" PRIu64 " bytes\n", size);
		return 2;
	}
	if (t.buffer > nvme->max_transfer)
		t.buffer = nvme->max_transfer;
	err = transfer_run(&t);
	if (!err)
		print_result(nvme, &t);
	return err ? 1 : 0;
}

int main(int argc, char **argv)
{
	static struct nvme nvme;
	struct options o;
	struct bus bus;
	int status = 1;

	parse_options(&o, argc, argv);
	cohmem_set_log(print_report, NULL);
	if (o.address ? bus_open_pci(&bus, o.address) : bus_open_machine(&bus, &o.machine))
		return 1;
	if (nvme_open(&nvme, &bus, &o.nvme) == 0) {
		status = move(&nvme, &o);
		nvme_close(&nvme);
	}
	bus.ops->close(&bus);
	return status;
}
