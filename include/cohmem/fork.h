/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: fork - what a child process can do with its parent's devices
 *
 * A device belongs to the process that set it up, that is, gave it an area, generic memory or a
 * VFIO container. After a fork() it still belongs to the parent, which is not affected by what the
 * child does. In the child:
 *
 *  - Memory of devices is not mapped (madvise(MADV_DONTFORK), as ibv_fork_init() does for
 *    registered memory). A pointer to it must not be used. cohmem_set_fork_share() leaves the
 *    memory mapped.
 *  - An allocation for such a device returns NULL and reports that the device belongs to the
 *    parent. Other calls return an error, in most cases -EPERM or -ENODEV. Its areas, dma_pools and
 *    regions cannot be inspected.
 *  - A free does nothing and reports nothing, so a child may run destructors and exit().
 *  - The checks of debug.h, including those at exit(), ignore everything that the parent allocated.
 *  - With COHMEM_TRACE=FILE the child's allocations are recorded in a separate file, FILE.PID. If
 *    the parent has exited because the program became a daemon, the child continues the parent's
 *    file instead. FILE must be a regular file.
 *
 * What the child itself sets up works as in any process: its own regions, areas, dma_pools and back
 * ends. They may be for a device that was not set up before the fork(), or that the child passes to
 * cohmem_device_init() again. A program that becomes a daemon should call daemon() first, then set
 * up its devices. (The kernel requires the same: memory pinned by VFIO and mappings of a device
 * belong to the process that opened it.)
 *
 * Files that back ends opened are closed by exec() and by the functions *_close(), which the child
 * may call. Until then a child that outlives its parent keeps a VFIO or UIO device open, so the
 * kernel does not stop the device's DMA. A child that is meant to outlive its parent must therefore
 * close its parent's devices.
 *
 * All of this applies to fork() and forkpty(). vfork(), posix_spawn() and clone() do not run
 * cohmem's fork handlers, so their children must not call cohmem before they call exec() or _exit().
 */
#ifndef COHMEM_FORK_H
#define COHMEM_FORK_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_set_fork_share() - choose whether children can access memory of devices
 * @share:	true: memory that back ends map from now on stays mapped in children, as other
 *		shared memory does, so that several processes can work on buffers. false (the
 *		default): it is not mapped in children.
 *
 * In either case devices belong to the parent. Memory that is already mapped is not affected.
 *
 * Context: Thread context.
 */
void cohmem_set_fork_share(bool share);

#ifdef __cplusplus
}
#endif
#endif
