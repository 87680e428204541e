/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * QEMU's devices without a guest: the CPU is halted, the machine's memory is memory of this process, and
 * registers are accessed over the qtest socket (docs/devel/qtest.rst, QEMU 7.2). Any device that QEMU has
 * can thus do DMA to memory of this process.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <cohmem/cohmem.h>
#include <sys/types.h>

struct machine {
	pid_t pid;
	int sock;
	struct cohmem_region *ram; /* all of its memory, at its physical addresses */
	size_t taken;              /* end of the part that is used for chunks */
	char dir[104], bios[120];
	char *line; /* the line that is sent or received */
};

/*
 * @program: the QEMU to run; NULL: qemu-system-x86_64. Any other one starts with its CPU stopped.
 * @arguments: end with NULL; the machine's memory must be the memory backend "ram". Returns 0 or -errno;
 * machine_stop() must be called in both cases.
 */
int machine_start(struct machine *m, const char *program, size_t ram, const char *const *arguments);
void machine_stop(struct machine *m);

/* Makes the machine's memory above 1 MiB the generic memory of @dev. Undone by cohmem_detach(). */
int machine_attach(struct machine *m, struct device *dev, size_t chunk_size);

/* @addr is a physical address. All of them return -EIO if the machine does not answer. */
int machine_read32(struct machine *m, uint64_t addr, uint32_t *value);
int machine_write32(struct machine *m, uint64_t addr, uint32_t value);
int machine_read(struct machine *m, uint64_t addr, void *to, size_t bytes);
int machine_write(struct machine *m, uint64_t addr, const void *from, size_t bytes);

/* Configuration space of a function of bus 0, for -M pc and q35. */
int machine_read_config(struct machine *m, unsigned int devfn, unsigned int reg, uint32_t *value);
int machine_write_config(struct machine *m, unsigned int devfn, unsigned int reg, uint32_t value);

#endif
