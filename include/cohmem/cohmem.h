/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: cohmem - the whole public API of libcohmem for drivers and back ends
 *
 * mapping.h	dma_alloc_coherent() and its family, which drivers call
 * dmapool.h	pools of small blocks of one size
 * devres.h	managed resources: what is freed when a device is released
 * coherent.h	a device's own areas: declaring them, allocating from them, releasing them
 * region.h	how the CPU reaches physical memory
 * cpu_access.h	memory that the CPU caches, or sees a copy of
 * pci.h		a PCI device, through VFIO or sysfs: its BARs, its interrupt, memory for it
 * vfio.h	memory that devices reach through the IOMMU
 * phys.h	physically addressed memory, for devices without an IOMMU
 * file.h	regions that map /dev/mem, UIO, dma-heaps and other files; blocks as files
 * ram.h	memory of this process as physical memory and as generic memory
 * chunks.h	generic memory that grows in chunks, for writing a back end
 * runs.h	the allocator of areas and of generic memory
 * debug.h	checks for mistakes in drivers
 * fail.h	injected allocation failures
 * fork.h	what a child process may do with its parent's devices
 * snapshot.h	the use of a device's areas, as JSON text
 * log.h		where reports are sent
 * port.h	what the core needs from its environment
 *
 * Not included are observe.h (for debugging and recorders), recording.h (a file format), sync.h
 * (for firmware) and dt.h (libcohmem-dt).
 */
#ifndef COHMEM_COHMEM_H
#define COHMEM_COHMEM_H

#include <cohmem/chunks.h>
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
#include <cohmem/log.h>
#include <cohmem/mapping.h>
#include <cohmem/pci.h>
#include <cohmem/phys.h>
#include <cohmem/port.h>
#include <cohmem/ram.h>
#include <cohmem/region.h>
#include <cohmem/runs.h>
#include <cohmem/snapshot.h>
#include <cohmem/types.h>
#include <cohmem/vfio.h>

#endif
