/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "transfer.h"

#include <errno.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

volatile sig_atomic_t transfer_interrupted;

static const char *verb(const struct transfer *t)
{
	return t->direction == BLK_WRITE ? "writing" : "reading back";
}

/* Only on a terminal, and only when the percentage changes. */
static void progress(const struct transfer *t, uint64_t done)
{
	unsigned int percent = (unsigned int)(done * 100 / t->size);
	static unsigned int shown = 101;

	if (!isatty(STDERR_FILENO) || percent == shown)
		return;
	shown = percent;
	fprintf(stderr, "\r%s %3u %%%s", verb(t), percent, done == t->size ? "\r\033[K" : "");
}

/* 0, or -errno; -ENODATA when the file has become shorter. */
static int read_exactly(int fd, void *buf, size_t bytes, uint64_t offset)
{
	char *to = buf;

	while (bytes) {
		ssize_t got = pread(fd, to, bytes, (off_t)offset);

		if (got <= 0)
			return got < 0 ? -errno : -ENODATA;
		to += got;
		offset += (uint64_t)got;
		bytes -= (size_t)got;
	}
	return 0;
}

static size_t chunk(const struct transfer *t, uint64_t n)
{
	size_t buffer = t->blk->options.buffer;
	uint64_t left = t->size - n * buffer;

	return left < buffer ? (size_t)left : buffer;
}

static int start(struct transfer *t, uint64_t n, SHA256_CTX *sha)
{
	unsigned int i = (unsigned int)(n % t->blk->options.depth);
	struct blk_slot *slot = &t->blk->slots[i];
	size_t bytes = chunk(t, n);
	int err = 0;

	slot->offset = n * t->blk->options.buffer;
	slot->bytes = (bytes + BLK_SECTOR - 1) / BLK_SECTOR * BLK_SECTOR;
	if (t->direction == BLK_WRITE) {
		err = read_exactly(t->file, slot->buf, bytes, slot->offset);
		memset((char *)slot->buf + bytes, 0, slot->bytes - bytes);
		SHA256Update(sha, slot->buf, bytes);
	} else {
		/* so that bytes that the device does not write are wrong */
		memset(slot->buf, 0xa5, slot->bytes);
	}
	if (!err)
		blk_submit(t->blk, i, t->direction);
	return err;
}

static int finish(struct transfer *t, uint64_t n, SHA256_CTX *sha, void *scratch)
{
	unsigned int i = (unsigned int)(n % t->blk->options.depth);
	struct blk_slot *slot = &t->blk->slots[i];
	size_t bytes = chunk(t, n);
	int err = blk_wait(t->blk, i);

	if (err)
		return err;
	if (blk_in_area(t->blk, slot->buf_dma))
		t->area_bytes += slot->bytes;
	else
		t->generic_bytes += slot->bytes;
	if (t->direction == BLK_WRITE)
		return 0;

	SHA256Update(sha, slot->buf, bytes);
	err = read_exactly(t->file, scratch, bytes, slot->offset);
	if (!err && memcmp(scratch, slot->buf, bytes))
		err = -EILSEQ;
	return err;
}

/* Requests finish in any order. They are checked in the order in which they were started. */
static int pump(struct transfer *t, SHA256_CTX *sha, void *scratch)
{
	size_t buffer = t->blk->options.buffer;
	uint64_t total = (t->size + buffer - 1) / buffer, started = 0, finished = 0;
	int err = 0;

	while (finished < total && !err) {
		if (transfer_interrupted)
			return -EINTR;
		if (started < total && started - finished < t->blk->options.depth) {
			err = start(t, started++, sha);
			continue;
		}
		err = finish(t, finished++, sha, scratch);
		progress(t, finished * buffer < t->size ? finished * buffer : t->size);
	}
	return err;
}

int transfer_run(struct transfer *t)
{
	void *scratch = malloc(t->blk->options.buffer);
	SHA256_CTX sha;
	int err = -ENOMEM;

	SHA256Init(&sha);
	if (scratch)
		err = pump(t, &sha, scratch);
	free(scratch);
	SHA256End(&sha, t->sha256);
	if (err && isatty(STDERR_FILENO))
		fputc('\n', stderr);
	if (err == -EILSEQ)
		fprintf(stderr, "vhost-blk: what was read back differs from the file\n");
	else if (err && err != -EINTR)
		fprintf(stderr, "vhost-blk: %s failed: %s\n", verb(t), strerror(-err));
	return err;
}

int transfer_sha256(int fd, uint64_t size, char hex[SHA256_HEX])
{
	static unsigned char buf[1 << 16];
	SHA256_CTX sha;
	int err = 0;

	SHA256Init(&sha);
	for (uint64_t at = 0; at < size && !err; at += sizeof(buf)) {
		size_t bytes = size - at < sizeof(buf) ? (size_t)(size - at) : sizeof(buf);

		err = read_exactly(fd, buf, bytes, at);
		SHA256Update(&sha, buf, bytes);
	}
	SHA256End(&sha, hex);
	return err;
}
