/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The controller: starting it, identifying it, creating its queues, stopping it. */
#include "nvme.h"

#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ADMIN_DEPTH 16u

#define CC_ENABLE      0x1u
#define CC_ENTRY_SIZES (6u << 16 | 4u << 20) /* 64 and 16 bytes */
#define CC_SHUTDOWN    (1u << 14)
#define CSTS_READY     0x1u
#define CSTS_SHUTDOWN  0xcu
#define CSTS_SHUT_DOWN 0x8u

enum {
	CREATE_SQ = 0x01,
	CREATE_CQ = 0x05,
	IDENTIFY = 0x06
};

int bus_read64(struct bus *bus, unsigned int reg, uint64_t *value)
{
	uint32_t high, low;
	int err = bus->ops->read32(bus, reg + 4, &high);

	if (!err)
		err = bus->ops->read32(bus, reg, &low);
	if (!err)
		*value = (uint64_t)high << 32 | low;
	return err;
}

int bus_write64(struct bus *bus, unsigned int reg, uint64_t value)
{
	int err = bus->ops->write32(bus, reg + 4, (uint32_t)(value >> 32));

	return err ? err : bus->ops->write32(bus, reg, (uint32_t)value);
}

static int read_limits(struct nvme *nvme)
{
	uint64_t cap;
	int err = bus_read64(nvme->bus, NVME_CAP, &cap);

	if (err)
		return err;
	nvme->max_depth = (unsigned int)(cap & 0xffff) + 1;
	nvme->timeout_ms = ((unsigned int)(cap >> 24) & 0xff) * 500 + 500;
	nvme->doorbell_stride = 4u << (cap >> 32 & 15);
	return 0;
}

/* Writes CC, and waits until CSTS.RDY is what CC.EN is. */
static int set_enable(struct nvme *nvme, uint32_t cc)
{
	const struct timespec tick = {.tv_nsec = 1000000};
	int err = nvme->bus->ops->write32(nvme->bus, NVME_CC, cc);
	uint32_t status;

	for (unsigned int ms = 0; !err && ms < nvme->timeout_ms; ms++) {
		err = nvme->bus->ops->read32(nvme->bus, NVME_CSTS, &status);
		if (!err && (status & CSTS_READY) == (cc & CC_ENABLE))
			return 0;
		nanosleep(&tick, NULL);
	}
	return err ? err : -ETIMEDOUT;
}

static int start(struct nvme *nvme)
{
	struct bus *bus = nvme->bus;
	unsigned int last = nvme->admin.depth - 1;
	int err = bus->ops->write32(bus, NVME_AQA, last << 16 | last);

	if (!err)
		err = bus_write64(bus, NVME_ASQ, nvme->admin.sq_dma);
	if (!err)
		err = bus_write64(bus, NVME_ACQ, nvme->admin.cq_dma);
	if (!err)
		err = set_enable(nvme, CC_ENTRY_SIZES | CC_ENABLE);
	nvme->started = !err;
	return err;
}

/* @what: 0: namespace 1, 1: the controller */
static int identify(struct nvme *nvme, uint32_t what, unsigned char *page, dma_addr_t dma)
{
	struct nvme_command command = {
		.cdw0 = IDENTIFY, .nsid = what ? 0 : 1, .prp1 = dma, .cdw10 = what};
	int err = nvme_run(&nvme->admin, &command);

	return err ? err : cohmem_begin_cpu_access(nvme->dev, page, NVME_PAGE, DMA_FROM_DEVICE);
}

static void read_controller(struct nvme *nvme, const unsigned char *page)
{
	unsigned int mdts = page[77];

	memcpy(nvme->model, page + 24, 40);
	for (size_t n = 40; n && nvme->model[n - 1] == ' '; n--)
		nvme->model[n - 1] = '\0';
	nvme->max_transfer = mdts ? (size_t)NVME_PAGE << mdts : SIZE_MAX;
}

static int read_namespace(struct nvme *nvme, const unsigned char *page)
{
	unsigned int format = page[26] & 15, shift = page[128 + 4 * format + 2];
	uint64_t blocks;

	memcpy(&blocks, page, sizeof(blocks));
	nvme->blocks = le64toh(blocks);
	if (!nvme->blocks || shift < 9 || shift > 12) {
		fprintf(stderr, "nvme: namespace 1 has no blocks, or blocks of 2^%u bytes\n",
			shift);
		return -EOPNOTSUPP;
	}
	nvme->block_size = 1u << shift;
	return 0;
}

static int ask(struct nvme *nvme)
{
	dma_addr_t dma;
	unsigned char *page = dma_alloc_coherent(nvme->dev, NVME_PAGE, &dma, GFP_KERNEL);
	int err;

	if (!page)
		return -ENOMEM;
	err = identify(nvme, 1, page, dma);
	if (!err) {
		read_controller(nvme, page);
		err = identify(nvme, 0, page, dma);
	}
	if (!err)
		err = read_namespace(nvme, page);
	dma_free_coherent(nvme->dev, NVME_PAGE, page, dma);
	return err;
}

static int create_io_queue(struct nvme *nvme, unsigned int depth)
{
	struct nvme_command command = {.cdw0 = CREATE_CQ, .cdw11 = 1};
	int err = nvme_queue_create(&nvme->io, nvme, 1, depth);

	if (err)
		return err;
	command.prp1 = nvme->io.cq_dma;
	command.cdw10 = (depth - 1) << 16 | 1;
	err = nvme_run(&nvme->admin, &command);
	if (err)
		return err;
	command = (struct nvme_command){.cdw0 = CREATE_SQ, .cdw11 = 1 << 16 | 1};
	command.prp1 = nvme->io.sq_dma;
	command.cdw10 = (depth - 1) << 16 | 1;
	return nvme_run(&nvme->admin, &command);
}

static int open_all(struct nvme *nvme, const struct nvme_options *options)
{
	unsigned int depth = options->depth + 1;
	int err = read_limits(nvme);

	if (!err)
		err = set_enable(nvme, 0);
	if (!err)
		err = nvme_open_area(nvme, options);
	if (!err)
		err = nvme_queue_create(&nvme->admin, nvme, 0, ADMIN_DEPTH);
	if (!err)
		err = start(nvme);
	if (!err)
		err = ask(nvme);
	if (err)
		return err;
	nvme->lists = dma_pool_create("PRP lists", nvme->dev, NVME_PAGE, NVME_PAGE, 0);
	if (!nvme->lists)
		return -ENOMEM;
	return create_io_queue(nvme, depth < nvme->max_depth ? depth : nvme->max_depth);
}

int nvme_open(struct nvme *nvme, struct bus *bus, const struct nvme_options *options)
{
	int err;

	*nvme = (struct nvme){.bus = bus, .dev = bus->dev};
	err = dma_set_mask_and_coherent(nvme->dev, DMA_BIT_MASK(64));
	cohmem_device_init(&nvme->completions, "completions");
	nvme->completions.parent = nvme->dev;
	nvme->completions.coherent_dma_mask = DMA_BIT_MASK(64);
	nvme->completions.dma_ops = nvme->dev->dma_ops;
	nvme->completions.dma_ops_data = nvme->dev->dma_ops_data;
	if (!err)
		err = open_all(nvme, options);
	if (err) {
		fprintf(stderr, "nvme: the controller does not start: %s\n", strerror(-err));
		nvme_close(nvme);
	}
	return err;
}

/* Lets the controller save cached data (section 3.1.5, SHN). If it does not answer, it is disabled anyway. */
static void shut_down(struct nvme *nvme)
{
	const struct timespec tick = {.tv_nsec = 1000000};
	uint32_t status = 0;
	int err = nvme->bus->ops->write32(nvme->bus, NVME_CC,
					  CC_ENTRY_SIZES | CC_ENABLE | CC_SHUTDOWN);

	for (unsigned int ms = 0; !err && ms < nvme->timeout_ms; ms++) {
		err = nvme->bus->ops->read32(nvme->bus, NVME_CSTS, &status);
		if ((status & CSTS_SHUTDOWN) == CSTS_SHUT_DOWN)
			return;
		nanosleep(&tick, NULL);
	}
}

/* The controller is disabled before its queues are freed; if that fails, its DMA is stopped. */
void nvme_close(struct nvme *nvme)
{
	if (nvme->started)
		shut_down(nvme);
	if (set_enable(nvme, 0))
		nvme->bus->ops->stop_dma(nvme->bus);
	dma_pool_destroy(nvme->lists);
	nvme_queue_destroy(&nvme->io);
	nvme_queue_destroy(&nvme->admin);
	nvme_close_area(nvme);
}
