/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* VFIO containers: what container.c (groups), mappings.c and pci/via_vfio.c share. */
#ifndef BACKENDS_VFIO_INTERNAL_H
#define BACKENDS_VFIO_INTERNAL_H

#include <cohmem/vfio.h>
#include <pthread.h>

#include "../common/iova.h"

struct vfio_group {
	struct vfio_group *next;
	char name[16]; /* its number */
	int fd;
	unsigned int devices;
};

struct cohmem_vfio {
	int fd;
	unsigned int forks;    /* cohmem_fork_count() of the process that opened it */
	pthread_mutex_t mutex; /* protects all members below */
	struct vfio_group *groups;
	struct iova_range range[COHMEM_VFIO_RANGES];
	struct iova_space space;
	uint64_t page_sizes;
	unsigned int mapped;
	unsigned long map_calls;
};

/*
 * Open a device. Its group joins the container if it has not done so yet. Returns the device's file, which
 * cohmem__vfio_close_device() closes, or -errno with the error text set.
 */
int cohmem__vfio_open_device(struct cohmem_vfio *vfio, const char *group, const char *name);
void cohmem__vfio_close_device(struct cohmem_vfio *vfio, const char *group, int fd);

/* cohmem_vfio_open() and cohmem_vfio_map() for valid arguments. Set the error text instead of making a report. */
int cohmem__vfio_new(struct cohmem_vfio **vfio);
int cohmem__vfio_map(struct cohmem_vfio *vfio, void *cpu_addr, size_t size, uint64_t limit,
		     dma_addr_t *dma_handle);

/*
 * mappings.c: update the usable ranges of device addresses and the page sizes, and get the number of mappings that the
 * kernel still allows. Under the mutex. Returns 0, or -errno with the error text set.
 */
int cohmem__vfio_read_info(struct cohmem_vfio *vfio, unsigned int *left);

/* Check the arguments of cohmem_vfio_map() and cohmem_pci_map(). Returns 0, or -EINVAL with the error text set. */
int cohmem__vfio_check_memory(const void *cpu_addr, size_t size, const dma_addr_t *dma_handle);

#endif
