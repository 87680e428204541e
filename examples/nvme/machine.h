/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * QEMU's devices without a guest: the machine is halted, its memory is ours, and registers are read and
 * written over its qtest socket (docs/devel/qtest.rst, QEMU 7.2). So any device that QEMU has does DMA
 * into memory of this process.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <cohmem/cohmem.h>
#include <sys/types.h>

struct machine {
	pid_t pid;
	int sock;
	struct cohmem_region *ram; /* all of its memory, at its physical addresses */
	size_t taken;              /* as much of it has been given to chunks */
	char dir[104], bios[120];
	char *line; /* the line that is sent or received */
};

/*
 * @program: NULL: QEMU of x86; another one does not run its processor at all. @arguments: NULL at the end;
 * the machine's memory is to be the backend "ram". 0 or -errno; machine_stop() in either case.
 */
int machine_start(struct machine *m, const char *program, size_t ram, const char *const *arguments);
void machine_stop(struct machine *m);

/* Generic memory of it for a device: what lies above 1 MiB. Undone by cohmem_detach(). */
int machine_attach(struct machine *m, struct device *dev, size_t chunk_size);

/* Physical addresses; -EIO from all of them once the machine does not answer. */
int machine_read32(struct machine *m, uint64_t addr, uint32_t *value);
int machine_write32(struct machine *m, uint64_t addr, uint32_t value);
int machine_read(struct machine *m, uint64_t addr, void *to, size_t bytes);
int machine_write(struct machine *m, uint64_t addr, const void *from, size_t bytes);

/* Configuration space of a function of bus 0, for -M pc and q35. */
int machine_read_config(struct machine *m, unsigned int devfn, unsigned int reg, uint32_t *value);
int machine_write_config(struct machine *m, unsigned int devfn, unsigned int reg, uint32_t value);

#endif
