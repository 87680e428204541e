/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: fork - what a child process has of its parent's devices
 *
 * A device belongs to the process that set it up, that is, gave it an area, generic memory, a VFIO container. After a
 * fork() that is still the parent, and the parent notices nothing of the child. In the child:
 *
 *  - memory of devices is not mapped (madvise(MADV_DONTFORK), as ibv_fork_init() does for memory that is registered);
 *    a pointer to it must not be used there. cohmem_set_fork_share() leaves it mapped;
 *  - an allocation for such a device returns NULL and reports that the device is the parent's, other calls return
 *    -EPERM or -ENODEV, and its areas, dma_pools and regions cannot be looked at;
 *  - a release does nothing, without a report: so a child may run destructors and exit() as it likes;
 *  - checks of debug.h, those at exit() as well, look at nothing that the parent allocated;
 *  - with COHMEM_TRACE the child's allocations go to a recording of its own, FILE.PID, or, where the parent has exited (a
 *    daemon), on in the parent's.
 *
 * What the child itself sets up works as in any process: its own regions, areas, dma_pools and back ends, for a device that
 * had nothing before the fork(), or after another cohmem_device_init(). So a program that becomes a daemon calls daemon()
 * first, then sets up its devices. (The kernel asks for the same: memory that VFIO has pinned, and mappings of a device, are the
 * opening process's.)
 *
 * Files that back ends opened are closed by exec(), and by the *_close() functions, which may be called in the child; until
 * then a child that goes on after its parent's death keeps a VFIO or UIO device open, so that the kernel does not end
 * its DMA. A process that forks helpers which outlive it must close devices in them.
 *
 * fork() and forkpty() are meant. vfork(), posix_spawn() and clone() run no handlers: a child of theirs must call exec() or
 * _exit() without a call to cohmem.
 */
#ifndef COHMEM_FORK_H
#define COHMEM_FORK_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_set_fork_share() - whether children see memory of devices
 * @share:	true: memory that back ends map from now on stays mapped in children, as other shared memory does (to
 *		work on buffers in several processes). False, as at the start: it does not.
 *
 * Devices are the parent's all the same. Memory that is mapped already stays as it is. Thread context.
 */
void cohmem_set_fork_share(bool share);

#ifdef __cplusplus
}
#endif
#endif
