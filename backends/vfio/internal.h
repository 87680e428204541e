/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A container, as container.c (groups) and mappings.c see it. */
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
	pthread_mutex_t mutex; /* guards all that follows */
	struct vfio_group *groups;
	struct iova_range range[COHMEM_VFIO_RANGES];
	struct iova_space space;
	uint64_t page_sizes;
	unsigned int mapped;
	unsigned long map_calls;
};

/*
 * A device's file; its group joins the container where it has not yet. -errno, with the words. The file
 * is given back by cohmem__vfio_close_device().
 */
int cohmem__vfio_open_device(struct cohmem_vfio *vfio, const char *group, const char *name);
void cohmem__vfio_close_device(struct cohmem_vfio *vfio, const char *group, int fd);

/* cohmem_vfio_open() and cohmem_vfio_map() with the words instead of a report. */
int cohmem__vfio_new(struct cohmem_vfio **vfio);
int cohmem__vfio_map_words(struct cohmem_vfio *vfio, void *cpu_addr, size_t size, uint64_t limit,
			   dma_addr_t *dma_handle);

/* mappings.c: what the IOMMU and the groups leave; under the mutex. 0 or -errno, with the words. */
int cohmem__vfio_read_info(struct cohmem_vfio *vfio, unsigned int *left);

#endif
