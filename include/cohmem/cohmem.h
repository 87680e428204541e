/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: cohmem - the whole public API
 *
 * mapping.h	dma_alloc_coherent() and its kin: what a driver calls
 * dmapool.h	small blocks of one size
 * devres.h	what a device's release gives back by itself
 * coherent.h	a device's own areas: declared, asked first, released
 * region.h	how the CPU reaches physical memory
 * cpu_access.h	for memory that the CPU caches, or sees a copy of
 * pci.h		a PCI device, through VFIO or sysfs: its BARs, its interrupt, memory for it
 * vfio.h	memory that devices reach through the IOMMU
 * phys.h	memory by its physical address, where there is no IOMMU
 * file.h	regions onto /dev/mem, UIO, dma-heaps and other files; blocks as files
 * ram.h	memory of this process as physical and generic memory
 * chunks.h	generic memory that grows in pieces, to write a back end with
 * runs.h	the allocator under all of it
 * debug.h	what a driver does wrong
 * fail.h	allocations that fail on purpose
 * fork.h	what a child process has of its parent's devices
 * snapshot.h	who fills a device's areas, as JSON text
 * log.h, port.h	where reports go; what the core needs from its surroundings
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
