/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The memory and files of a back end belong to one process, not to its children: see <cohmem/fork.h>. */
#ifndef BACKENDS_COMMON_PROCESS_H
#define BACKENDS_COMMON_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Map memory of a device, readable, writable and shared. Children of this process do not inherit the mapping, unless
 * cohmem_set_fork_share(true) was called. Returns MAP_FAILED with errno set on failure.
 */
void *cohmem__map_memory(size_t size, int fd, uint64_t offset);
/* Undo cohmem__map_memory(). */
void cohmem__unmap_memory(void *addr, size_t size);

/*
 * Return true if an object that was opened when cohmem_fork_count() was @forks belongs to this process. Otherwise set
 * the error text. The caller must then not use the object: its lock may be held for ever, its memory is not mapped, and
 * its files are shared with the parent.
 */
bool cohmem__opened_here(unsigned int forks);

#endif
