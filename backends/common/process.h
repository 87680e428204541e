/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What a back end owns belongs to one process, not to its children: <cohmem/fork.h>. */
#ifndef BACKENDS_COMMON_PROCESS_H
#define BACKENDS_COMMON_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Map memory of a device, readable and writable. It is shared with every process that has the file, except children of
 * this one, unless cohmem_set_fork_share() says so. MAP_FAILED and errno on failure.
 */
void *cohmem__map_memory(size_t size, int fd, uint64_t offset);
/* Undo cohmem__map_memory(). */
void cohmem__unmap_memory(void *addr, size_t size);

/*
 * Return true if this process opened what was opened when cohmem_fork_count() was @forks. Otherwise set the error text;
 * the caller must touch nothing of it then: a lock may be held for ever, memory is not mapped, files are shared.
 */
bool cohmem__opened_here(unsigned int forks);

#endif
