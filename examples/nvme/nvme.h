/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A driver for NVMe controllers (NVM Express Base Specification 1.4) that uses cohmem. The controller
 * memory buffer, or the persistent memory region, is the device's own area: submission queues, PRP lists
 * and data are allocated there as long as it has room, and then from generic memory. Completion queues
 * are always in generic memory: they are allocated for a child device, which has no area.
 */
#ifndef NVME_H
#define NVME_H

#include "bus.h"

#define NVME_PAGE      4096u
#define NVME_MAX_DEPTH 256u
#define NVME_PATIENCE \
	1800 /* seconds without an answer; removal or reset of the controller is noticed at once */

struct nvme_command {
	uint32_t cdw0; /* opcode, and the identifier, which nvme_submit() fills in */
	uint32_t nsid;
	uint64_t reserved;
	uint64_t metadata;
	uint64_t prp1, prp2;
	uint32_t cdw10, cdw11, cdw12, cdw13, cdw14, cdw15;
};

struct nvme_completion {
	uint32_t result;
	uint32_t reserved;
	uint16_t sq_head, sq_id;
	uint16_t id;
	uint16_t status; /* bit 0: the phase */
};

/* A command in flight. @status: 0, or the status field without the phase bit. */
struct nvme_request {
	void (*done)(void *ctx, uint16_t status);
	void *ctx;
	bool busy;
};

struct nvme_queue {
	struct nvme *nvme;
	unsigned int id, depth;
	struct nvme_command *sq;
	dma_addr_t sq_dma;
	struct nvme_completion *cq;
	dma_addr_t cq_dma;
	unsigned int tail, head, in_flight;
	uint16_t phase;
	struct nvme_request requests[NVME_MAX_DEPTH];
};

struct nvme_options {
	unsigned int depth; /* commands in flight */
	size_t area_bytes;  /* maximum of the controller's memory to use */
	bool pmr;           /* use its persistent memory region, not its memory buffer */
};

struct nvme {
	struct bus *bus;
	struct device *dev;
	struct device completions; /* for memory that is never in the CMB */
	const struct cohmem_region *area_bar;
	dma_addr_t area_dma;
	size_t area_bytes;             /* 0: no area */
	bool cmb_enabled, pmr_enabled; /* by us */
	bool started;
	unsigned int doorbell_stride;
	unsigned int timeout_ms;
	unsigned int max_depth;
	struct nvme_queue admin, io;
	struct dma_pool *lists; /* PRP lists, one page each */
	size_t max_transfer;
	unsigned int block_size;
	uint64_t blocks;
	char model[41];
};

/* Returns 0, or -errno after reporting the reason and releasing everything. */
int nvme_open(struct nvme *nvme, struct bus *bus, const struct nvme_options *options);
void nvme_close(struct nvme *nvme);

/* Returns 0; -EAGAIN if the queue is full; another -errno if the controller cannot be accessed. */
int nvme_submit(struct nvme_queue *queue, struct nvme_command *command,
		void (*done)(void *ctx, uint16_t status), void *ctx);
/* Calls done() for each completed command. Returns their number, or -errno if the controller failed. */
int nvme_poll(struct nvme_queue *queue);
/*
 * Submits a command and waits for it. Returns 0, or -EIO after printing the status of a command that failed.
 * After any other error, such as -ETIMEDOUT, the controller's DMA is stopped.
 */
int nvme_run(struct nvme_queue *queue, struct nvme_command *command);

/* area.c: declares the controller's memory as the device's area. Returns 0 also if it has none. */
int nvme_open_area(struct nvme *nvme, const struct nvme_options *options);
void nvme_close_area(struct nvme *nvme);

/* queue.c */
int nvme_queue_create(struct nvme_queue *queue, struct nvme *nvme, unsigned int id,
		      unsigned int depth);
void nvme_queue_destroy(struct nvme_queue *queue);

/* prp.c: puts the addresses of a buffer into @command. *@list is NULL if no list is needed. */
int nvme_set_prps(struct nvme *nvme, struct nvme_command *command, dma_addr_t buffer, size_t bytes,
		  uint64_t **list, dma_addr_t *list_dma);

/* Registers */
#define NVME_CAP    0x00u
#define NVME_CC     0x14u
#define NVME_CSTS   0x1cu
#define NVME_AQA    0x24u
#define NVME_ASQ    0x28u
#define NVME_ACQ    0x30u
#define NVME_CMBLOC 0x38u
#define NVME_CMBSZ  0x3cu
#define NVME_CMBMSC 0x50u
#define NVME_PMRCAP 0xe00u
#define NVME_PMRCTL 0xe04u
#define NVME_PMRSTS 0xe08u
#define NVME_PMRMSC 0xe14u

#endif
