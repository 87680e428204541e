/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Mappings of a VFIO container: chunks of generic memory, and memory that the user maps. */
#include <cohmem/port.h>
#include <limits.h>
#include <linux/vfio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../chunks/internal.h"
#include "../common/anon_file.h"
#include "../common/error_text.h"
#include "../common/process.h"
#include "../common/syscalls.h"
#include "internal.h"

/* The lowest device address handed out. 0 is avoided because many devices take it for "no address". */
#define FIRST_IOVA ((uint64_t)1 << 20)

/* The kernel's answer, with room for more ranges than keep_ranges() keeps, and for the other, small capabilities. */
union info {
	struct vfio_iommu_type1_info info;
	char bytes[4096];
};

static const struct vfio_info_cap_header *capability(const union info *answer, uint16_t id)
{
	uint32_t at = answer->info.flags & VFIO_IOMMU_INFO_CAPS ? answer->info.cap_offset : 0;

	while (at >= sizeof(answer->info) &&
	       at + sizeof(struct vfio_info_cap_header) <= sizeof(*answer)) {
		const struct vfio_info_cap_header *header = (const void *)(answer->bytes + at);

		if (header->id == id)
			return header;
		if (header->next <= at)
			return NULL;
		at = header->next;
	}
	return NULL;
}

static size_t keep_ranges(const union info *answer, struct iova_range *range)
{
	const struct vfio_iommu_type1_info_cap_iova_range *cap =
		(const void *)capability(answer, VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE);
	size_t count = 0;

	if (!cap) { /* before Linux 5.4: assume what every type 1 IOMMU supports */
		range[0] = (struct iova_range){FIRST_IOVA, ((uint64_t)1 << 39) - 1};
		return 1;
	}
	for (uint32_t i = 0; i < cap->nr_iovas && count < COHMEM_VFIO_RANGES; i++) {
		uint64_t first = cap->iova_ranges[i].start;

		if (cap->iova_ranges[i].end < FIRST_IOVA)
			continue;
		range[count++] = (struct iova_range){first < FIRST_IOVA ? FIRST_IOVA : first,
						     cap->iova_ranges[i].end};
	}
	return count;
}

int cohmem__vfio_read_info(struct cohmem_vfio *vfio, unsigned int *left)
{
	const struct vfio_iommu_type1_info_dma_avail *avail;
	union info answer = {.info.argsz = sizeof(answer)};

	if (cohmem__sys.ioctl(vfio->fd, VFIO_IOMMU_GET_INFO, &answer))
		return cohmem_set_error_text(-errno, "cannot read the IOMMU's address ranges: %s",
					     strerror(errno));
	vfio->page_sizes = answer.info.iova_pgsizes;
	vfio->space.ranges = keep_ranges(&answer, vfio->range);
	avail = (const void *)capability(&answer, VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL);
	*left = avail ? avail->avail : UINT_MAX;
	return 0;
}

static int map_failed(int err, size_t size)
{
	struct rlimit limit = {0};

	if (err == ENOSPC)
		return cohmem_set_error_text(
			-ENOSPC,
			"the container has no mapping left: raise vfio_iommu_type1's dma_entry_limit, or map larger pieces");
	if (err != ENOMEM)
		return cohmem_set_error_text(-err, "the IOMMU cannot map %zu bytes: %s", size,
					     strerror(err));
	getrlimit(RLIMIT_MEMLOCK, &limit);
	if (limit.rlim_cur == RLIM_INFINITY || geteuid() == 0)
		return cohmem_set_error_text(-ENOMEM, "the kernel has no memory to map %zu bytes",
					     size);
	return cohmem_set_error_text(
		-ENOMEM,
		"RLIMIT_MEMLOCK is %llu KiB, %zu KiB more are needed (ulimit -l, or LimitMEMLOCK= of the service)",
		(unsigned long long)limit.rlim_cur >> 10, size >> 10);
}

/* Under the mutex. */
static int map_locked(struct cohmem_vfio *vfio, void *cpu_addr, size_t size, uint64_t limit,
		      bool users, struct iova_alloc **taken)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)cpu_addr,
		.size = size,
	};
	const size_t huge = cohmem__anon_page_bytes[ANON_HUGE];
	uint64_t align = size % huge ? COHMEM_PAGE_SIZE : huge;
	int err;

	if (!vfio->groups)
		return cohmem_set_error_text(-EINVAL, "no device is open in the container");
	err = cohmem__alloc_iova(&vfio->space, size, align, limit, taken);
	if (err)
		return err;
	map.iova = (*taken)->addr;
	vfio->map_calls++;
	if (cohmem__sys.ioctl(vfio->fd, VFIO_IOMMU_MAP_DMA, &map)) {
		err = map_failed(errno, size);
		cohmem__free_iova(&vfio->space, *taken);
		return err;
	}
	(*taken)->users = users;
	vfio->mapped++;
	return 0;
}

static int container_map(struct cohmem_vfio *vfio, void *cpu_addr, size_t size, uint64_t limit,
			 bool users, struct iova_alloc **taken)
{
	int err;

	if (!cohmem__opened_here(vfio->forks))
		return -EPERM;
	pthread_mutex_lock(&vfio->mutex);
	err = map_locked(vfio, cpu_addr, size, limit, users, taken);
	pthread_mutex_unlock(&vfio->mutex);
	return err;
}

/* Under the mutex. Device addresses remain allocated if the kernel has not unmapped all of them. */
static int unmap_locked(struct cohmem_vfio *vfio, struct iova_alloc *taken)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = taken->addr, .size = taken->size};
	int err = cohmem__sys.ioctl(vfio->fd, VFIO_IOMMU_UNMAP_DMA, &unmap) ? -errno : 0;

	vfio->mapped--;
	taken->users = false;
	if (err || unmap.size != taken->size)
		return cohmem_set_error_text(
			-EIO,
			"VFIO unmapped %llu of %zu bytes at device %#llx (%s): these addresses are not reused",
			err ? 0 : (unsigned long long)unmap.size, taken->size,
			(unsigned long long)taken->addr, strerror(-err));
	cohmem__free_iova(&vfio->space, taken);
	return 0;
}

/* Unmap @taken or, if it is NULL, the mapping that the user made at device address @addr. */
static int unmap(struct cohmem_vfio *vfio, struct iova_alloc *taken, dma_addr_t addr)
{
	int err = -ENOENT;

	if (!cohmem__opened_here(vfio->forks))
		return -EPERM;
	pthread_mutex_lock(&vfio->mutex);
	for (struct iova_alloc *t = vfio->space.first; t && !taken; t = t->next) {
		if (t->addr == addr && t->users)
			taken = t;
	}
	if (taken)
		err = unmap_locked(vfio, taken);
	pthread_mutex_unlock(&vfio->mutex);
	if (err == -EIO)
		cohmem_report(COHMEM_LOG_ERR, NULL, "%s", cohmem__error_text("partial unmap"));
	return err;
}

int cohmem__vfio_map(struct cohmem_vfio *vfio, void *cpu_addr, size_t size, uint64_t limit,
		     dma_addr_t *dma_handle)
{
	struct iova_alloc *taken;
	int err = container_map(vfio, cpu_addr, size, limit, true, &taken);

	if (!err)
		*dma_handle = taken->addr;
	return err;
}

int cohmem__vfio_check_memory(const void *cpu_addr, size_t size, const dma_addr_t *dma_handle)
{
	if (!cpu_addr || !dma_handle || !size)
		return cohmem_set_error_text(-EINVAL,
					     "cpu_addr or dma_handle is NULL, or size is 0");
	if (((uintptr_t)cpu_addr | size) % COHMEM_PAGE_SIZE)
		return cohmem_set_error_text(
			-EINVAL, "cpu_addr %#llx and size %zu must be multiples of the page size",
			(unsigned long long)(uintptr_t)cpu_addr, size);
	return 0;
}

int cohmem_vfio_map(struct cohmem_vfio *vfio, void *cpu_addr, size_t size, uint64_t limit,
		    dma_addr_t *dma_handle)
{
	int err;

	cohmem__clear_error_text();
	err = vfio ? cohmem__vfio_check_memory(cpu_addr, size, dma_handle)
		   : cohmem_set_error_text(-EINVAL, "vfio is NULL");
	if (!err)
		err = cohmem__vfio_map(vfio, cpu_addr, size, limit, dma_handle);
	if (err)
		cohmem_report(COHMEM_LOG_ERR, NULL, "cannot map %zu bytes: %s", size,
			      cohmem__error_text(strerror(-err)));
	return err;
}

int cohmem_vfio_unmap(struct cohmem_vfio *vfio, dma_addr_t dma_handle)
{
	return vfio ? unmap(vfio, NULL, dma_handle) : -ENOENT;
}

/* Allocate huge pages if possible, else small ones. */
static int container_open_memory(struct anon_file *file, size_t size)
{
	if (size % cohmem__anon_page_bytes[ANON_HUGE] == 0 &&
	    cohmem__anon_file_open(file, size, ANON_HUGE) == 0)
		return 0;
	cohmem__clear_error_text();
	return cohmem__anon_file_open(file, size, ANON_SMALL);
}

static int vfio_grow(void *ctx, struct cohmem_chunk *chunk, uint64_t limit)
{
	struct iova_alloc *taken;
	struct anon_file file;
	int err = container_open_memory(&file, chunk->size);

	if (err)
		return err;
	err = container_map(ctx, file.addr, chunk->size, limit, false, &taken);
	if (err) {
		cohmem__anon_file_close(&file, chunk->size);
		return err;
	}
	chunk_fill(chunk, &file, taken->addr, taken);
	return 0;
}

static void vfio_shrink(void *ctx, struct cohmem_chunk *chunk)
{
	struct anon_file file = {.fd = chunk->fd, .addr = chunk->cpu_addr};

	/* If unmapping fails, the kernel keeps the pages that are still mapped, so closing the memory is safe. */
	unmap(ctx, chunk->priv, chunk->dma_addr);
	cohmem__anon_file_close(&file, chunk->size);
}

static const struct cohmem_chunk_ops vfio_chunk_ops = {.grow = vfio_grow, .shrink = vfio_shrink};

int cohmem_vfio_attach(struct cohmem_vfio *vfio, struct device *dev, size_t chunk_size)
{
	return vfio ? cohmem_chunk_pool_attach(dev, &vfio_chunk_ops, vfio, chunk_size, FIRST_IOVA)
		    : -EINVAL;
}

int cohmem_vfio_get_info(struct cohmem_vfio *vfio, struct cohmem_vfio_info *info)
{
	if (!vfio || !info)
		return -EINVAL;
	if (!cohmem__opened_here(vfio->forks))
		return -EPERM;
	pthread_mutex_lock(&vfio->mutex);
	*info = (struct cohmem_vfio_info){.left = UINT_MAX};
	if (vfio->groups)
		cohmem__vfio_read_info(vfio, &info->left);
	info->mapped = vfio->mapped;
	info->map_calls = vfio->map_calls;
	info->page_sizes = vfio->page_sizes;
	info->ranges = (unsigned int)vfio->space.ranges;
	for (unsigned int i = 0; i < info->ranges; i++)
		info->range[i] =
			(struct cohmem_vfio_range){vfio->range[i].first, vfio->range[i].last};
	pthread_mutex_unlock(&vfio->mutex);
	return 0;
}
