/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The bytes of a file, packed or not. */
#include <errno.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include "internal.h"

#define PIECE ((size_t)1 << 16)

struct source {
	const struct packing *packing;
	FILE *file;
	const char *why;
	uint64_t done, of;
	bool ended;  /* the end of the file was reached */
	bool inside; /* the current packed stream has not ended yet */
	uint8_t piece[PIECE];
	size_t from, to;
	z_stream gzip;
	lzma_stream xz;
	ZSTD_DStream *zstd;
};

/*
 * A packing format. @unpack unpacks from source->piece to @to, and returns the number of bytes in @to; negative: see
 * source->why.
 */
struct packing {
	const char *magic;
	size_t bytes;
	bool (*start)(struct source *source);
	long (*unpack)(struct source *source, void *to, size_t bytes);
	void (*stop)(struct source *source);
};

static bool source_fill(struct source *s)
{
	if (s->from < s->to || s->ended)
		return s->from < s->to;
	s->from = 0;
	s->to = fread(s->piece, 1, PIECE, s->file);
	s->done += s->to;
	s->ended = s->to == 0;
	if (s->ended && ferror(s->file))
		s->why = strerror(errno);
	return s->to > 0;
}

static bool start_plain(struct source *s)
{
	(void)s;
	return true;
}

static void stop_plain(struct source *s)
{
	(void)s;
}

static long unpack_plain(struct source *s, void *to, size_t bytes)
{
	size_t count = s->to - s->from < bytes ? s->to - s->from : bytes;

	memcpy(to, s->piece + s->from, count);
	s->from += count;
	return (long)count;
}

static bool start_gzip(struct source *s)
{
	return inflateInit2(&s->gzip, 15 + 16) == Z_OK;
}

static long unpack_gzip(struct source *s, void *to, size_t bytes)
{
	int err;

	s->gzip.next_in = s->piece + s->from;
	s->gzip.avail_in = (unsigned int)(s->to - s->from);
	s->gzip.next_out = to;
	s->gzip.avail_out = (unsigned int)bytes;
	err = inflate(&s->gzip, Z_NO_FLUSH);
	s->from = s->to - s->gzip.avail_in;
	s->inside = err != Z_STREAM_END;
	if (err == Z_STREAM_END)
		inflateReset(&s->gzip); /* another stream may follow */
	else if (err != Z_OK && err != Z_BUF_ERROR)
		return s->why = "the gzip data is damaged", -EINVAL;
	return (long)(bytes - s->gzip.avail_out);
}

static void stop_gzip(struct source *s)
{
	inflateEnd(&s->gzip);
}

static bool start_xz(struct source *s)
{
	return lzma_stream_decoder(&s->xz, UINT64_MAX, LZMA_CONCATENATED) == LZMA_OK;
}

static long unpack_xz(struct source *s, void *to, size_t bytes)
{
	lzma_ret err;

	s->xz.next_in = s->piece + s->from;
	s->xz.avail_in = s->to - s->from;
	s->xz.next_out = to;
	s->xz.avail_out = bytes;
	err = lzma_code(&s->xz, s->ended ? LZMA_FINISH : LZMA_RUN);
	s->from = s->to - s->xz.avail_in;
	s->inside = err != LZMA_STREAM_END;
	if (err != LZMA_OK && err != LZMA_STREAM_END && err != LZMA_BUF_ERROR)
		return s->why = "the xz data is damaged", -EINVAL;
	return (long)(bytes - s->xz.avail_out);
}

static void stop_xz(struct source *s)
{
	lzma_end(&s->xz);
}

static bool start_zstd(struct source *s)
{
	s->zstd = ZSTD_createDStream();
	return s->zstd != NULL;
}

static long unpack_zstd(struct source *s, void *to, size_t bytes)
{
	ZSTD_inBuffer in = {s->piece, s->to, s->from};
	ZSTD_outBuffer out = {to, bytes, 0};
	size_t left = ZSTD_decompressStream(s->zstd, &out, &in);

	s->from = in.pos;
	s->inside = left != 0;
	if (ZSTD_isError(left))
		return s->why = "the zstd data is damaged", -EINVAL;
	return (long)out.pos;
}

static void stop_zstd(struct source *s)
{
	ZSTD_freeDStream(s->zstd);
}

/* The last entry matches every file, and stands for files that are not packed. */
static const struct packing packings[] = {
	{"\x1f\x8b", 2, start_gzip, unpack_gzip, stop_gzip},
	{"\xfd"
	 "7zXZ",
	 6, start_xz, unpack_xz, stop_xz},
	{"\x28\xb5\x2f\xfd", 4, start_zstd, unpack_zstd, stop_zstd},
	{"", 0, start_plain, unpack_plain, stop_plain},
};

static uint64_t file_bytes(FILE *file)
{
	struct stat st;

	return fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

static void close_file(FILE *file)
{
	if (file && file != stdin)
		fclose(file);
}

struct source *source_open(FILE *file, const char *name, char *why, size_t room)
{
	struct source *s = calloc(1, sizeof(*s));

	if (s) {
		s->file = file;
		s->of = file_bytes(file);
		source_fill(s);
		s->packing = packings;
		while (s->to < s->packing->bytes ||
		       memcmp(s->piece, s->packing->magic, s->packing->bytes))
			s->packing++;
		if (!s->why && s->packing->start(s))
			return s;
	}
	snprintf(why, room, "%s: %s", name, s && s->why ? s->why : strerror(ENOMEM));
	close_file(file);
	free(s);
	return NULL;
}

struct source *source_of(FILE *file)
{
	struct source *s = file ? calloc(1, sizeof(*s)) : NULL;

	if (!s) {
		close_file(file);
		return NULL;
	}
	s->file = file;
	s->packing = &packings[sizeof(packings) / sizeof(packings[0]) - 1];
	return s;
}

long source_read(struct source *s, void *to, size_t bytes)
{
	long got = 0;

	while (got == 0 && !s->why) {
		if (!source_fill(s) && (!s->inside || s->packing->unpack == unpack_plain))
			return s->why ? -EIO : 0;
		got = s->packing->unpack(s, to, bytes);
		if (got == 0 && s->ended && s->inside)
			s->why = "unexpected end of file within packed data";
	}
	return s->why ? -EIO : got;
}

void source_go_on(struct source *s)
{
	s->ended = false;
	clearerr(s->file);
}

const char *source_why(const struct source *s)
{
	return s->why;
}

int source_fd(const struct source *s)
{
	bool whole = s->of && s->file != stdin && s->packing->unpack == unpack_plain;

	return whole ? fileno(s->file) : -1;
}

void source_progress(const struct source *s, uint64_t *done, uint64_t *of)
{
	*done = s->done;
	*of = s->of;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	s->packing->stop(s);
	close_file(s->file);
	free(s);
}
