/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "generic.h"

#include <cohmem/backend/chunk_pool.h>
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vhost_user.h"

/* Chunk i lies at BASE + i * SPAN for the device: far from the area and from any CPU address. */
#define BASE 0x2000000000ULL
#define SPAN 0x100000000ULL

static unsigned int free_place(const struct generic *g)
{
	unsigned int i = 0;

	while (i < GENERIC_CHUNKS && g->taken[i])
		i++;
	return i;
}

static int grow(void *ctx, struct cohmem_chunk *chunk, uint64_t limit)
{
	struct generic *g = ctx;
	unsigned int place = free_place(g);
	int err;

	chunk->dma_addr = BASE + place * SPAN;
	if (place == GENERIC_CHUNKS)
		return cohmem_set_error_text(-ENOMEM,
					     "all %d memory regions of the connection are in use",
					     GENERIC_CHUNKS);
	if ((uint64_t)chunk->size - 1 >= SPAN || limit < chunk->size - 1 ||
	    chunk->dma_addr > limit - (chunk->size - 1))
		return cohmem_set_error_text(
			-ENOMEM, "%zu bytes at device address %#llx are beyond the mask, %#llx",
			chunk->size, (unsigned long long)chunk->dma_addr,
			(unsigned long long)limit);

	chunk->fd = memfd_create("generic", MFD_CLOEXEC);
	if (chunk->fd < 0)
		return -errno;
	err = -ENOMEM;
	if (ftruncate(chunk->fd, (off_t)chunk->size))
		goto close_fd;
	chunk->cpu_addr = mmap(NULL, chunk->size, PROT_READ | PROT_WRITE, MAP_SHARED, chunk->fd, 0);
	if (chunk->cpu_addr == MAP_FAILED)
		goto close_fd;
	err = vhost_user_add_region(g->sock, chunk->dma_addr, chunk->size, chunk->fd, 0);
	if (err)
		goto unmap;
	g->taken[place] = true;
	g->grown++;
	return 0;

unmap:
	munmap(chunk->cpu_addr, chunk->size);
close_fd:
	close(chunk->fd);
	return err;
}

/* Errors are ignored: if the device is gone, so is its mapping. */
static void shrink(void *ctx, struct cohmem_chunk *chunk)
{
	struct generic *g = ctx;

	(void)vhost_user_remove_region(g->sock, chunk->dma_addr, chunk->size);
	munmap(chunk->cpu_addr, chunk->size);
	close(chunk->fd);
	g->taken[(chunk->dma_addr - BASE) / SPAN] = false;
	g->shrunk++;
}

static const struct cohmem_chunk_ops chunk_ops = {.grow = grow, .shrink = shrink};

int generic_attach(struct generic *g, struct device *dev, int sock, size_t chunk_size)
{
	*g = (struct generic){.sock = sock};
	return cohmem_chunk_pool_attach(dev, &chunk_ops, g, chunk_size, BASE);
}

void generic_detach(struct device *dev)
{
	cohmem_detach(dev);
}
