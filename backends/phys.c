/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Generic memory by physical address: huge pages, or the memory of a dma-heap. */
#include <cohmem/phys.h>
#include <cohmem/port.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "anon_file.h"
#include "generic.h"
#include "heap.h"
#include "pagemap.h"
#include "sys.h"

#define MIB           ((size_t)1 << 20)
#define HUGE_PAGE     (2 * MIB)
#define GIGANTIC_PAGE (1024 * MIB)
/* How many pieces that are out of reach are held back while others are asked for. */
#define TRIES 64

struct phys {
	struct generic generic;
	char heap[64]; /* "": huge pages */
};

/* Memory of a chunk; @size may be more than the chunk's. */
struct piece {
	struct anon_file file;
	size_t size;
	phys_addr_t phys;
};

static size_t round_up(size_t size, size_t page)
{
	return (size + page - 1) / page * page;
}

static void piece_close(const struct piece *piece)
{
	struct anon_file file = piece->file;

	cohmem_anon_file_close(&file, piece->size);
}

/* Huge pages of one size, all of them there: touching them takes them from the reserve. */
static int open_huge(struct piece *piece, size_t size, size_t page)
{
	int err;

	piece->size = round_up(size, page);
	err = cohmem_anon_file_open(&piece->file, piece->size,
				    page == HUGE_PAGE ? ANON_HUGE : ANON_GIGANTIC);
	if (err)
		return err;
	for (size_t at = 0; at < piece->size; at += page)
		((volatile char *)piece->file.addr)[at] = 0;
	return 0;
}

static int open_piece(const struct phys *phys, struct piece *piece, size_t size)
{
	int err;

	if (phys->heap[0]) {
		piece->size = size;
		err = cohmem_heap_open(phys->heap, size, &piece->file);
	} else {
		err = open_huge(piece, size, HUGE_PAGE);
	}
	if (err)
		return err;
	err = cohmem_pagemap(piece->file.addr, size, &piece->phys);
	if (err)
		piece_close(piece);
	return err;
}

static int check_reach(const struct piece *piece, size_t size, uint64_t limit)
{
	if (piece->phys <= limit && limit - piece->phys >= size - 1)
		return 0;
	return cohmem_why(-ENOSPC, "none of the memory tried lies below the device's limit %#llx",
			  (unsigned long long)limit);
}

/* Pieces that are no good are held until another one is found, or they would be given again. */
static int find_piece(const struct phys *phys, struct piece *piece, size_t size, uint64_t limit)
{
	struct piece held[TRIES];
	size_t count = 0;
	int err, bad = 0;

	do {
		err = open_piece(phys, piece, size);
		if (err)
			break;
		bad = check_reach(piece, size, limit);
		if (bad)
			held[count++] = *piece;
	} while (bad && count < TRIES);
	while (count)
		piece_close(&held[--count]);
	if (bad)
		return check_reach(piece, size, limit); /* says it again */
	return err;
}

static int find_gigantic(struct piece *piece, size_t size, uint64_t limit)
{
	int err = open_huge(piece, size, GIGANTIC_PAGE);

	if (err)
		return err;
	err = cohmem_pagemap(piece->file.addr, size, &piece->phys);
	if (!err)
		err = check_reach(piece, size, limit);
	if (err)
		piece_close(piece);
	return err;
}

static int phys_grow(void *ctx, struct cohmem_chunk *chunk, uint64_t limit)
{
	const struct phys *phys = ctx;
	struct piece piece, *kept;
	int err = find_piece(phys, &piece, chunk->size, limit);

	if (err && !phys->heap[0] && chunk->size > HUGE_PAGE)
		err = find_gigantic(&piece, chunk->size, limit);
	if (err)
		return err;
	kept = cohmem_port->alloc(sizeof(*kept));
	if (!kept) {
		piece_close(&piece);
		return -ENOMEM;
	}
	*kept = piece;
	chunk->cpu_addr = piece.file.addr;
	chunk->fd = piece.file.fd;
	chunk->dma_addr = piece.phys;
	chunk->priv = kept;
	return 0;
}

static void phys_shrink(void *ctx, struct cohmem_chunk *chunk)
{
	(void)ctx;
	piece_close(chunk->priv);
	cohmem_port->free(chunk->priv, sizeof(struct piece));
}

static int phys_cpu_access(void *ctx, struct cohmem_chunk *chunk, uint64_t offset, size_t size,
			   enum dma_data_direction dir, bool begin)
{
	const struct phys *phys = ctx;

	(void)offset, (void)size; /* a dma-buf is synced as a whole */
	return phys->heap[0] ? cohmem_dma_buf_sync(chunk->fd, dir, begin) : 0;
}

static const struct cohmem_chunk_ops phys_chunk_ops = {phys_grow, phys_shrink, phys_cpu_access};

static int attach(struct device *dev, const char *heap, size_t chunk_size)
{
	struct phys *phys;
	int err;

	if (!dev || (heap && (!heap[0] || strlen(heap) >= sizeof(phys->heap))))
		return -EINVAL;
	if (dev->dma_ops)
		return cohmem_why(-EBUSY, "it has dma_ops already");
	if (heap && (err = cohmem_heap_check(heap)))
		return err;
	phys = cohmem_port->alloc(sizeof(*phys));
	if (!phys)
		return -ENOMEM;
	snprintf(phys->heap, sizeof(phys->heap), "%s", heap ? heap : "");
	err = cohmem_generic_init(&phys->generic, &phys_chunk_ops, chunk_size, 0);
	if (err)
		cohmem_port->free(phys, sizeof(*phys));
	return err ? err : cohmem_generic_attach(dev, &phys->generic);
}

int cohmem_phys_attach(struct device *dev, const char *heap, size_t chunk_size)
{
	int err;

	cohmem_why_clear();
	err = attach(dev, heap, chunk_size);
	if (err)
		cohmem_report(COHMEM_LOG_ERR, dev, "no memory by physical address for it: %s",
			      cohmem_why_text(strerror(-err)));
	return err;
}

int cohmem_phys_detach(struct device *dev)
{
	struct generic *generic;
	int err = cohmem_generic_detach(dev, &phys_chunk_ops, &generic);

	if (!err)
		cohmem_port->free(generic, sizeof(struct phys));
	return err;
}
