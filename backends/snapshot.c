/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A device's areas as JSON text. */
#include <cohmem/snapshot.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAP_PIECES 64

struct text {
	char *at;
	size_t size;
	size_t length; /* of the whole text, even if it did not fit */
};

static void __attribute__((format(printf, 2, 3))) text_put(struct text *t, const char *fmt, ...)
{
	size_t left = t->length < t->size ? t->size - t->length : 0;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(left ? t->at + t->length : NULL, left, fmt, args);
	va_end(args);
	t->length += n > 0 ? (size_t)n : 0;
}

/* Bytes other than printable ASCII are escaped as if they were Latin-1, so that any name gives valid JSON. */
static void text_put_string(struct text *t, const char *string)
{
	text_put(t, "\"");
	for (; *string; string++) {
		unsigned char c = (unsigned char)*string;

		if (c < 0x20 || c > 0x7e || c == '"' || c == '\\')
			text_put(t, "\\u%04x", c);
		else
			text_put(t, "%c", c);
	}
	text_put(t, "\"");
}

static void put_piece(struct text *t, uint64_t used, uint64_t granules)
{
	if (used == granules)
		text_put(t, "#");
	else if (used == 0)
		text_put(t, ".");
	else
		text_put(t, "%u", (unsigned int)(used * 10 / granules));
}

/* Count the used granules in [@from, @to). */
static uint64_t used_between(struct device *dev, unsigned int index, uint32_t from, uint32_t to)
{
	struct cohmem_run run;
	uint64_t used = 0;

	while (from < to && cohmem_area_next_run(dev, index, from, &run) && run.count) {
		uint32_t end = run.start + run.count < to ? run.start + run.count : to;

		used += run.used ? end - from : 0;
		from = end;
	}
	return used;
}

static void put_map(struct text *t, struct device *dev, unsigned int index, uint64_t granules)
{
	uint64_t pieces = granules < MAP_PIECES ? granules : MAP_PIECES;

	text_put(t, "\"map\": \"");
	for (uint64_t i = 0; i < pieces; i++) {
		uint32_t from = (uint32_t)(granules * i / pieces);
		uint32_t to = (uint32_t)(granules * (i + 1) / pieces);

		put_piece(t, used_between(dev, index, from, to), to - from);
	}
	text_put(t, "\"");
}

static void put_area(struct text *t, struct device *dev, unsigned int index,
		     const struct cohmem_area_info *info)
{
	static const char *const reasons[COHMEM_FAILURES] = {"too_large", "full", "out_of_reach",
							     "fragmented", "injected"};

	text_put(t, "{\"device_base\": \"%#llx\", \"size\": %zu, \"granule\": %zu, \"flags\": %u, ",
		 (unsigned long long)info->device_base, info->size,
		 (size_t)1 << info->granule_shift, info->flags);
	text_put(t, "\"draining\": %s, \"granules\": %u, \"used\": %u, \"high_water\": %u, ",
		 info->draining ? "true" : "false", info->runs.granules, info->runs.used,
		 info->runs.high_water);
	text_put(t, "\"blocks\": %u, \"largest_free\": %u, \"allocations\": %lu, \"failures\": {",
		 info->runs.blocks, info->runs.largest_free, info->stats.allocations);
	for (int i = 0; i < COHMEM_FAILURES; i++)
		text_put(t, "%s\"%s\": %lu", i ? ", " : "", reasons[i], info->stats.failures[i]);
	text_put(t, "}, \"zeroed_bytes\": %llu, \"spared_bytes\": %llu, ",
		 (unsigned long long)info->stats.zeroed_bytes,
		 (unsigned long long)info->stats.spared_bytes);
	put_map(t, dev, index, info->runs.granules);
	text_put(t, "}");
}

int cohmem_stats_json(struct device *dev, const char *name, char *text, size_t size)
{
	struct text t = {text, size, 0};
	struct cohmem_device_stats stats;
	struct cohmem_area_info info;
	int err;

	if (!dev || (!text && size))
		return -EINVAL;
	err = cohmem_device_get_stats(dev, &stats);
	if (err)
		return err;
	text_put(&t, "{");
	if (name) {
		text_put(&t, "\"name\": ");
		text_put_string(&t, name);
		text_put(&t, ", \"time\": %lld, ", (long long)time(NULL));
	}
	text_put(&t, "\"device\": ");
	text_put_string(&t, dev_name(dev));
	text_put(
		&t,
		", \"fell_through\": %lu, \"generic_allocations\": %lu, \"generic_failures\": %lu, ",
		stats.fell_through, stats.generic_allocations, stats.generic_failures);
	text_put(&t, "\"areas\": [");
	for (unsigned int i = 0; cohmem_area_get_info(dev, i, &info) == 0; i++) {
		text_put(&t, "%s", i ? ", " : "");
		put_area(&t, dev, i, &info);
	}
	text_put(&t, "]}");
	return (int)t.length;
}

static int append_line(const char *path, const char *line, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	ssize_t written;
	int err = 0;

	if (fd < 0)
		return -errno;
	written = write(fd, line, length);
	if (written < 0)
		err = -errno;
	else if ((size_t)written < length)
		err = -ENOSPC;
	if (close(fd) && !err)
		err = -errno;
	return err;
}

int cohmem_snapshot(struct device *dev, const char *name, const char *path)
{
	size_t size = 4096;
	int length, err;
	char *line;

	if (!dev || !name || !path)
		return -EINVAL;
	for (;;) { /* until it fits: other threads may declare areas meanwhile */
		line = malloc(size);
		if (!line)
			return -ENOMEM;
		length = cohmem_stats_json(dev, name, line, size);
		if (length >= 0 && (size_t)length < size)
			break;
		free(line);
		if (length < 0)
			return length;
		size = (size_t)length + 1;
	}
	line[length] = '\n'; /* replaces the final 0 */
	err = append_line(path, line, (size_t)length + 1);
	free(line);
	return err;
}
