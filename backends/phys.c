/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Generic memory for devices without an IOMMU: huge pages, which devices access by physical address. */
#include <cohmem/phys.h>
#include <cohmem/port.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "chunks/internal.h"
#include "common/anon_file.h"
#include "common/error_text.h"
#include "common/pagemap.h"

/* How many pieces are tried. Those that lie beyond the device's limit are held until the search ends. */
#define TRIES 64

/* The memory of a chunk. @size is the size of the chunk, rounded up to whole huge pages. */
struct piece {
	struct anon_file file;
	size_t size;
	phys_addr_t phys;
};

static int phys_round_up(size_t size, size_t page, size_t *rounded)
{
	if (__builtin_add_overflow(size, page - 1, rounded))
		return cohmem_set_error_text(
			-ENOMEM, "%zu bytes in huge pages are more than this process can address",
			size);
	*rounded = *rounded / page * page;
	return 0;
}

static void piece_close(const struct piece *piece)
{
	struct anon_file file = piece->file;

	cohmem__anon_file_close(&file, piece->size);
}

/* Allocate huge pages of one size. Each is touched, so that it is present and has a physical address. */
static int open_huge(struct piece *piece, size_t size, enum anon_pages pages)
{
	const size_t page = cohmem__anon_page_bytes[pages];
	int err = phys_round_up(size, page, &piece->size);

	if (err)
		return err;
	err = cohmem__anon_file_open(&piece->file, piece->size, pages);
	if (err)
		return err;
	for (size_t at = 0; at < piece->size; at += page)
		((volatile char *)piece->file.addr)[at] = 0;
	return 0;
}

static int open_piece(struct piece *piece, size_t size, enum anon_pages pages)
{
	int err = open_huge(piece, size, pages);

	if (err)
		return err;
	err = cohmem__pagemap(piece->file.addr, size, &piece->phys);
	if (err)
		piece_close(piece);
	return err;
}

static int check_reach(const struct piece *piece, size_t size, uint64_t limit)
{
	if (piece->phys <= limit && limit - piece->phys >= size - 1)
		return 0;
	return cohmem_set_error_text(
		-ENOSPC, "all huge pages that were tried lie beyond the device's limit %#llx",
		(unsigned long long)limit);
}

/* Pieces beyond @limit are held until the search ends, because the kernel would return the same ones again. */
static int find_piece(struct piece *piece, size_t size, enum anon_pages pages, uint64_t limit)
{
	struct piece held[TRIES];
	size_t count = 0;
	int err, far = 0;

	do {
		err = open_piece(piece, size, pages);
		if (err)
			break;
		far = check_reach(piece, size, limit);
		if (far)
			held[count++] = *piece;
	} while (far && count < TRIES);
	while (count)
		piece_close(&held[--count]);
	return far ? check_reach(piece, size, limit) : err; /* sets the error text again */
}

static int phys_grow(void *ctx, struct cohmem_chunk *chunk, uint64_t limit)
{
	struct piece piece, *kept;
	int err = find_piece(&piece, chunk->size, ANON_HUGE, limit);

	(void)ctx;
	if (err && chunk->size > cohmem__anon_page_bytes[ANON_HUGE])
		err = find_piece(&piece, chunk->size, ANON_GIGANTIC, limit);
	if (err)
		return err;
	kept = cohmem_port->alloc(sizeof(*kept));
	if (!kept) {
		piece_close(&piece);
		return -ENOMEM;
	}
	*kept = piece;
	chunk_fill(chunk, &piece.file, piece.phys, kept);
	return 0;
}

static void phys_shrink(void *ctx, struct cohmem_chunk *chunk)
{
	(void)ctx;
	piece_close(chunk->priv);
	cohmem_port->free(chunk->priv, sizeof(struct piece));
}

static const struct cohmem_chunk_ops phys_chunk_ops = {.grow = phys_grow, .shrink = phys_shrink};

int cohmem_phys_attach(struct device *dev, size_t chunk_size)
{
	int err = cohmem_chunk_pool_attach(dev, &phys_chunk_ops, NULL, chunk_size, 0);

	if (err)
		cohmem_report(COHMEM_LOG_ERR, dev, "cannot attach generic memory of huge pages: %s",
			      strerror(-err));
	return err;
}
