/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: cohmem - the public API of libcohmem for drivers
 *
 * mapping.h	dma_alloc_coherent() and its family, which drivers call
 * dmapool.h	pools of small blocks of one size
 * devres.h	managed resources: what is freed when a device is released
 * coherent.h	a device's own areas: declaring them, allocating from them, releasing them
 * region.h	how the CPU reaches physical memory
 * generic.h	generic memory, and cohmem_detach()
 * ram.h	memory of this process as physical memory and as generic memory
 * phys.h	physically addressed memory, for devices without an IOMMU
 * vfio.h	memory that devices reach through the IOMMU
 * pci.h		a PCI device, through VFIO or sysfs: its BARs, its interrupt, memory for it
 * file.h	regions that map /dev/mem, UIO, dma-heaps and other files; blocks as files
 * cpu_access.h	memory that the CPU caches, or sees a copy of
 * debug.h	checks for mistakes in drivers
 * fail.h	injected allocation failures
 * fork.h	what a child process may do with its parent's devices
 * snapshot.h	the use of a device's areas, as JSON text
 * log.h		where reports are sent
 *
 * Not included are
 *
 * * for back ends: backend/chunk_pool.h (generic memory that grows in chunks), backend/dma_map_ops.h,
 *   backend/error_text.h and backend/observe.h
 * * for ports: port.h
 * * runs.h (the allocator alone), recording.h (a file format), sync.h (for firmware), dt.h (libcohmem-dt)
 */
#ifndef COHMEM_COHMEM_H
#define COHMEM_COHMEM_H

#include <cohmem/coherent.h>
#include <cohmem/cpu_access.h>
#include <cohmem/debug.h>
#include <cohmem/device.h>
#include <cohmem/devres.h>
#include <cohmem/dmapool.h>
#include <cohmem/err.h>
#include <cohmem/fail.h>
#include <cohmem/file.h>
#include <cohmem/fork.h>
#include <cohmem/generic.h>
#include <cohmem/log.h>
#include <cohmem/mapping.h>
#include <cohmem/pci.h>
#include <cohmem/phys.h>
#include <cohmem/ram.h>
#include <cohmem/region.h>
#include <cohmem/snapshot.h>
#include <cohmem/types.h>
#include <cohmem/vfio.h>

#endif
