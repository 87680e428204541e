/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A device does DMA in its own coherent area: see --help, and blk.c for the driver. */
#include <cohmem/backend/dma_map_ops.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon.h"
#include "options.h"
#include "picture.h"
#include "transfer.h"

enum {
	STATUS_OK,
	STATUS_FAILED,
	STATUS_USAGE,
	STATUS_INTERRUPTED = 130
};

static void on_signal(int signal)
{
	(void)signal;
	transfer_interrupted = 1;
}

static void catch_signals(void)
{
	const struct sigaction action = {.sa_handler = on_signal};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

static void print_report(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level;
	fprintf(stderr, "%s: %s\n", dev_name(dev), text);
}

static int open_file(const char *name, uint64_t *size)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st)) {
		fprintf(stderr, "vhost-blk: cannot read %s: %s\n", name, strerror(errno));
	} else if (!S_ISREG(st.st_mode) || st.st_size == 0) {
		fprintf(stderr, "vhost-blk: %s is not a regular file, or is empty\n", name);
	} else {
		*size = (uint64_t)st.st_size;
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static int compare(const struct transfer *source, const struct transfer *back, const char *disk)
{
	bool equal = !strcmp(source->sha256, back->sha256) && !strcmp(source->sha256, disk);
	unsigned long long area = source->area_bytes + back->area_bytes;
	unsigned long long generic = source->generic_bytes + back->generic_bytes;

	printf("SHA-256  file %s\n         back %s\n         disk %s\n", source->sha256,
	       back->sha256, disk);
	printf("%s\n\n", equal ? "all three are equal" : "THEY DIFFER");
	printf("the device moved %llu bytes through its own area\n", area);
	printf("             and %llu bytes through generic memory\n", generic);
	return equal ? STATUS_OK : STATUS_FAILED;
}

static int move_file(struct blk *b, const struct daemon *d, int file, uint64_t size)
{
	struct transfer source = {.blk = b, .file = file, .size = size, .direction = BLK_WRITE};
	struct transfer back = {.blk = b, .file = file, .size = size, .direction = BLK_READ};
	char disk[SHA256_HEX];
	int err = transfer_run(&source);
	int status;

	if (!err)
		err = transfer_run(&back);
	if (!err)
		err = transfer_sha256(d->image, size, disk);
	if (err)
		return err == -EINTR ? STATUS_INTERRUPTED : STATUS_FAILED;
	status = compare(&source, &back, disk);
	if (b->generic.grown)
		printf("             in %u chunk%s announced to it\n", b->generic.grown,
		       b->generic.grown == 1 ? "" : "s");
	picture_print(b);
	return status;
}

/*
 * Finds an address that the device does not know. REFUSE_NEVER: one that was never handed out.
 * REFUSE_RELEASED: one in a chunk of generic memory that was freed: two chunks are allocated and become
 * empty, of which the pool keeps only the first.
 */
static int unknown_address(struct blk *b, enum refuse how, dma_addr_t *addr)
{
	const size_t size = (size_t)4 << 20;
	dma_addr_t first_dma;
	void *first, *second;

	if (how == REFUSE_NEVER) {
		*addr = 0x7700000000ULL;
		return 0;
	}
	first = b->dev.dma_ops->alloc(&b->dev, size, &first_dma, GFP_KERNEL, 0);
	second = b->dev.dma_ops->alloc(&b->dev, size, addr, GFP_KERNEL, 0);
	if (first)
		b->dev.dma_ops->free(&b->dev, size, first, first_dma, 0);
	if (second)
		b->dev.dma_ops->free(&b->dev, size, second, *addr, 0);
	return first && second && b->generic.shrunk ? 0 : -ENOMEM;
}

static int show_refusal(struct blk *b, const struct daemon *d, enum refuse how)
{
	const dma_addr_t good = b->slots[0].buf_dma;
	dma_addr_t bad;
	int err;

	if (unknown_address(b, how, &bad))
		return STATUS_FAILED;
	b->slots[0].bytes = BLK_SECTOR;
	blk_submit(b, 0, BLK_READ);
	err = blk_wait(b, 0);
	printf("a read to device address %#llx: %s\n", (unsigned long long)good,
	       err ? strerror(-err) : "done");
	if (err)
		return STATUS_FAILED;

	b->slots[0].buf_dma = bad;
	blk_submit(b, 0, BLK_READ);
	err = blk_wait(b, 0);
	b->slots[0].buf_dma = good;
	if (err != -ECONNRESET) {
		printf("a read to device address %#llx was not refused\n", (unsigned long long)bad);
		return STATUS_FAILED;
	}
	printf("a read to device address %#llx, %s: the device refused it and dropped the connection\n",
	       (unsigned long long)bad, how == REFUSE_NEVER ? "never handed out" : "released");
	fflush(stdout);
	daemon_print_log(d);
	return STATUS_OK;
}

int main(int argc, char **argv)
{
	struct options o;
	struct daemon d;
	static struct blk b;
	uint64_t size = BLK_SECTOR;
	int file = -1, err, status = STATUS_FAILED;

	options_parse(&o, argc, argv);
	cohmem_set_log(print_report, NULL);
	if (o.file) {
		file = open_file(o.file, &size);
		if (file < 0)
			return STATUS_USAGE;
	}
	catch_signals();
	err = daemon_start(&d, (size + BLK_SECTOR - 1) / BLK_SECTOR * BLK_SECTOR);
	if (err) {
		fprintf(stderr, "vhost-blk: cannot start qemu-storage-daemon: %s\n",
			strerror(-err));
		return STATUS_FAILED;
	}
	err = blk_open(&b, d.sock, &o.blk);
	if (err) {
		if (!b.explained)
			daemon_print_log(&d);
	} else {
		status = o.refuse ? show_refusal(&b, &d, o.refuse) : move_file(&b, &d, file, size);
		blk_close(&b);
	}
	daemon_stop(&d);
	if (file >= 0)
		close(file);
	if (status == STATUS_INTERRUPTED)
		fprintf(stderr, "vhost-blk: interrupted; the device is stopped\n");
	return status;
}
