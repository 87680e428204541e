/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: recording - the file format of COHMEM_TRACE=FILE and of cohmem record
 *
 * A program that runs with COHMEM_TRACE=FILE in its environment writes a recording to FILE. It
 * contains each allocation and free made through dma_alloc_attrs() and its family, each allocation
 * and free of dma_pool pages, and the areas that are declared. cohmem size, cohmem replay and
 * cohmem top read it.
 *
 * Nothing is overwritten. If FILE exists and is a regular file, it is used only if it is empty and
 * belongs to this user. Otherwise the recording goes to FILE.PID, and a message on stderr reports
 * this. Each program that is started with the same environment therefore has its own recording.
 * FILE is created with mode 0600, and a symbolic link is not followed. A setuid program ignores the
 * environment, and the cohmem command never records itself.
 *
 * A child process (fork()) records to FILE.PID. If its parent has exited, because the program
 * became a daemon, the child continues its parent's file instead. If FILE is not a regular file,
 * child processes are not recorded.
 *
 * Each thread has its own buffer, which another thread writes to the file. Events that do not fit
 * into the buffer are lost, and the number of lost events is recorded. Names of devices and threads
 * are cut to 63 bytes, and at most 4096 of them are recorded.
 *
 * The file begins with COHMEM_RECORDING_MAGIC, followed by records of 48 bytes, little-endian, in
 * order of time. A name is defined before it is used. A record of the kind
 * COHMEM_RECORDED_NAME or COHMEM_RECORDED_WHY is followed by its text, padded to a multiple of 8
 * bytes. A recording can be read while it is written, and a recording that was cut off is valid up
 * to that point.
 */
#ifndef COHMEM_RECORDING_H
#define COHMEM_RECORDING_H

#include <stdint.h>

#define COHMEM_RECORDING_MAGIC      "COHMTRC1"
#define COHMEM_RECORDING_HEAD_BYTES 8
#define COHMEM_RECORDING_NAMES      (1u << 20) /* the highest number that a name may have */
#define COHMEM_RECORDING_NAME_BYTES 4096u      /* the length of the longest name */

/** enum cohmem_recorded - kinds of records */
enum cohmem_recorded {
	COHMEM_RECORDED_ALLOC = 1,
	COHMEM_RECORDED_FREE,
	COHMEM_RECORDED_NAME, /* @addr: number of the name, starting at 1; @size: bytes of the name that follows */
	COHMEM_RECORDED_LOST, /* @size events were lost here */
	COHMEM_RECORDED_END,  /* the recording is complete, not cut off */
	COHMEM_RECORDED_WHY,  /* the recording failed: the reason follows, @size bytes of text */
	COHMEM_RECORDED_AREA, /* an area of @device was declared, at @addr */
	COHMEM_RECORDED_AREA_END,
};

#define COHMEM_RECORDED_FAILED 1u /* the allocation failed */

/**
 * struct cohmem_record - one record
 * @time:	in nanoseconds, by CLOCK_MONOTONIC or by the clock of the trace that was converted
 * @addr:	device address, or the CPU address if a converted kernel trace has no other
 * @size:	in bytes
 * @device:	number of the device's name; 0: no name
 * @task:	number of the thread's or task's name; 0: no name
 * @caller:	number of the name of the calling place in the code; 0: no name
 * @kind:	&enum cohmem_recorded
 * @flags:	COHMEM_RECORDED_FAILED; for an area, its DMA_MEMORY_* and COHMEM_AREA_* flags
 * @granule_shift: log2 of the granule of an area; 0 in other records
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
