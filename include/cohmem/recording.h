/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: recording - the file that COHMEM_TRACE=FILE writes, and cohmem record
 *
 * A program that runs with COHMEM_TRACE=FILE in its environment writes each allocation and release of
 * dma_alloc_attrs() and its kin, and of dma_pool's pages, and the areas it declares, to FILE; cohmem size, cohmem replay and cohmem top read
 * it. Nothing is overwritten: where FILE exists already, and is not empty, the recording goes to FILE.PID, and stderr says so; so
 * each program that is started with the same environment has a recording of its own. A child process (fork()) records to
 * FILE.PID; but where its parent has exited, because the program became a daemon, it goes on in its parent's file. FILE is
 * created for its user alone (mode 0600), and not followed if it is a symbolic link. A setuid program does not read the
 * environment, and the cohmem command never records.
 *
 * Each thread has a buffer of its own, which another thread empties to the file: what does not fit is not
 * recorded, and counted. Names are cut to 63 bytes, and there are 4096 of devices and threads at most.
 *
 * The file: COHMEM_RECORDING_MAGIC, then records of 48 bytes, little-endian, in the order of their times. A name
 * is told before it is used: its record is followed by its bytes, padded to a multiple of 8. So a recording can be
 * read while it is written, and one that was cut off is good up to there.
 */
#ifndef COHMEM_RECORDING_H
#define COHMEM_RECORDING_H

#include <stdint.h>

#define COHMEM_RECORDING_MAGIC      "COHMTRC1"
#define COHMEM_RECORDING_HEAD_BYTES 8
#define COHMEM_RECORDING_NAMES      (1u << 20) /* no name has a greater number */
#define COHMEM_RECORDING_NAME_BYTES 4096u      /* and none is longer */

/** enum cohmem_recorded - what a record tells */
enum cohmem_recorded {
	COHMEM_RECORDED_ALLOC = 1,
	COHMEM_RECORDED_FREE,
	COHMEM_RECORDED_NAME, /* @addr: its number, from 1 on; @size: its length in bytes, which follow */
	COHMEM_RECORDED_LOST, /* @size events were lost here */
	COHMEM_RECORDED_END,  /* the recording was ended, not cut off */
	COHMEM_RECORDED_WHY,  /* the recording failed: @size bytes of why follow */
	COHMEM_RECORDED_AREA, /* @device's, from @addr on */
	COHMEM_RECORDED_AREA_END,
};

#define COHMEM_RECORDED_FAILED 1u /* the allocation gave nothing */

/**
 * struct cohmem_record - one
 * @time:	in ns, of CLOCK_MONOTONIC or what the recording comes from
 * @addr:	device address
 * @size:	in bytes
 * @device:	the number of its name; 0: none
 * @task:	of the thread's, or the task's
 * @caller:	of the place in the code
 * @kind:	&enum cohmem_recorded
 * @flags:	COHMEM_RECORDED_FAILED; of an area its DMA_MEMORY_* and COHMEM_AREA_*
 * @granule_shift: of an area; else 0
 * @reserved:	0
 */
struct cohmem_record {
	uint64_t time;
	uint64_t addr;
	uint64_t size;
	uint32_t device;
	uint32_t task;
	uint32_t caller;
	uint16_t kind;
	uint16_t flags;
	uint32_t granule_shift;
	uint32_t reserved;
};

#endif
