/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Each system call and each allocation that a back end makes fails in turn: afterwards the state is
 * as before, the failure has been reported, and the next attempt works. Prints TAP.
 *
 * usage: faults, with the arguments of backends.c
 */
#define _GNU_SOURCE
#include <cohmem/cohmem.h>
#include <cohmem/port.h>
#include <dirent.h>
#include <linux/vfio.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../../backends/common/syscalls.h"
#include "../lib/tap.h"
#include "fixtures.h"

static struct sys_calls real;
static const struct cohmem_port *real_port;
static struct cohmem_port port;
static unsigned int calls, failing, hit;
static bool partial; /* VFIO reports that it unmapped less than requested */
static size_t allocated;
static unsigned int reports;

static void listen(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level, (void)dev, (void)text;
	reports++;
}

static bool fails(void)
{
	bool now = ++calls == failing;

	hit += now;
	errno = now ? EIO : errno;
	return now;
}

static int fail_open(const char *path, int flags, ...)
{
	return fails() ? -1 : real.open(path, flags);
}

static int fail_ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	void *arg;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	if (fails())
		return -1;
	if (partial && request == VFIO_IOMMU_UNMAP_DMA) {
		struct vfio_iommu_type1_dma_unmap *unmap = arg;
		int err = real.ioctl(fd, request, arg);

		unmap->size -= 4096; /* as if the kernel had left one page mapped */
		return err;
	}
	return real.ioctl(fd, request, arg);
}

static void *fail_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	return fails() ? (void *)-1 : real.mmap(addr, len, prot, flags, fd, offset);
}

static ssize_t fail_pread(int fd, void *buf, size_t count, off_t offset)
{
	return fails() ? -1 : real.pread(fd, buf, count, offset);
}

static ssize_t fail_pwrite(int fd, const void *buf, size_t count, off_t offset)
{
	return fails() ? -1 : real.pwrite(fd, buf, count, offset);
}

static int fail_memfd_create(const char *name, unsigned int flags)
{
	return fails() ? -1 : real.memfd_create(name, flags);
}

static int fail_ftruncate(int fd, off_t length)
{
	return fails() ? -1 : real.ftruncate(fd, length);
}

static int fail_fcntl(int fd, int cmd, ...)
{
	va_list args;
	int arg;

	va_start(args, cmd);
	arg = va_arg(args, int);
	va_end(args);
	return fails() ? -1 : real.fcntl(fd, cmd, arg);
}

static int fail_madvise(void *addr, size_t len, int advice)
{
	return fails() ? -1 : real.madvise(addr, len, advice);
}

static int fail_eventfd(unsigned int count, int flags)
{
	return fails() ? -1 : real.eventfd(count, flags);
}

static void *fail_alloc(size_t bytes)
{
	void *mem = fails() ? NULL : real_port->alloc(bytes);

	allocated += mem ? bytes : 0;
	return mem;
}

static void count_free(void *mem, size_t bytes)
{
	allocated -= bytes;
	real_port->free(mem, bytes);
}

static void install(void)
{
	real = cohmem__sys;
	real_port = cohmem_port;
	cohmem__sys = (struct sys_calls){
		.open = fail_open,
		.ioctl = fail_ioctl,
		.mmap = fail_mmap,
		.pread = fail_pread,
		.pwrite = fail_pwrite,
		.memfd_create = fail_memfd_create,
		.ftruncate = fail_ftruncate,
		.fcntl = fail_fcntl,
		.eventfd = fail_eventfd,
		.madvise = fail_madvise,
	};
	port = *real_port;
	port.alloc = fail_alloc;
	port.free = count_free;
	cohmem_port = &port;
}

static unsigned int entries(const char *folder)
{
	unsigned int count = 0;
	DIR *dir = opendir(folder);

	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static unsigned int mappings(void)
{
	unsigned int lines = 0;
	FILE *f = fopen("/proc/self/maps", "r");
	char line[512];

	while (fgets(line, sizeof(line), f))
		lines += strstr(line, "cohmem") || strstr(line, "/dev") || strstr(line, "resource");
	fclose(f);
	return lines;
}

/* What a back end could leave behind. */
struct state {
	size_t allocated;
	unsigned int files, mappings;
};

static struct state look(void)
{
	return (struct state){allocated, entries("/proc/self/fd"), mappings()};
}

static bool same(const struct state *a, const struct state *b)
{
	if (a->allocated != b->allocated || a->files != b->files || a->mappings != b->mappings)
		printf("# left: %zd bytes, %d files, %d mappings\n",
		       (ssize_t)(b->allocated - a->allocated), (int)(b->files - a->files),
		       (int)(b->mappings - a->mappings));
	return a->allocated == b->allocated && a->files == b->files && a->mappings == b->mappings;
}

/* Open, allocate, free and close; return true if all of it succeeded. */
static bool use_generic(const struct maker *maker)
{
	dma_addr_t a, b;
	struct device *dev;
	void *small, *large;
	bool good;

	if (maker->open(&dev))
		return false;
	makers_exercise(dev);
	small = dma_alloc_coherent(dev, 4096, &a, GFP_KERNEL);
	large = dma_alloc_coherent(dev, 1 << 20, &b, GFP_KERNEL);
	good = small && large;
	if (small)
		dma_free_coherent(dev, 4096, small, a);
	if (large)
		dma_free_coherent(dev, 1 << 20, large, b);
	return maker->close(dev) == 0 && good;
}

static bool use_area(const struct region_maker *maker, const struct cohmem_region *region)
{
	struct device dev;
	dma_addr_t dma;
	void *cpu;

	cohmem_device_init(&dev, maker->name);
	if (dma_declare_coherent_memory(&dev, region->phys_addr, 0x100000, region->size,
					maker->flags))
		return false;
	cpu = dma_alloc_coherent(&dev, 4096, &dma, GFP_KERNEL);
	if (cpu)
		dma_free_coherent(&dev, 4096, cpu, dma);
	dma_release_declared_memory(&dev);
	return cpu != NULL;
}

static bool use_region(const struct region_maker *maker)
{
	struct cohmem_region *region;
	bool cpu;

	if (maker->open(&region))
		return false;
	cpu = use_area(maker, region);
	return maker->close(region) == 0 && cpu;
}

static bool use(const struct maker *generic, const struct region_maker *region)
{
	return generic ? use_generic(generic) : use_region(region);
}

/*
 * Not every failed call makes the back end fail. If the back end does fail, it must report that; in
 * either case, nothing may be left behind.
 */
static void try_faults(const char *name, const struct maker *generic,
		       const struct region_maker *region, bool needed)
{
	struct state before, after;
	unsigned int noticed = 0, silent = 0, most = 0;
	bool left = false, usable;

	failing = 0;
	usable = use(generic, region);
	if (needed)
		CHECK(usable);
	if (!usable)
		return;
	before = look();
	for (failing = 1; failing < 1000; failing++) {
		unsigned int reported = reports;
		bool good;

		calls = hit = 0;
		good = use(generic, region);
		if (!hit)
			break;
		most = failing;
		noticed += !good;
		silent += !good && reports == reported;
		after = look();
		left |= !same(&before, &after);
	}
	printf("# %s: %u calls failed in turn, %u noticed, %u not reported\n", name, most, noticed,
	       silent);
	CHECK(most > 1 && most < 999 && noticed > most / 2);
	CHECK(silent == 0);
	CHECK(!left);
	failing = 0;
	CHECK(use(generic, region));
}

/* A partial unmap is reported, and nothing is left when the device is closed. */
static void try_partial(const struct maker *vfio)
{
	struct state before, after;
	unsigned int reported;

	CHECK(use_generic(vfio));
	before = look();
	reported = reports;
	partial = true;
	CHECK(use_generic(vfio));
	partial = false;
	CHECK(reports > reported);
	after = look();
	CHECK(same(&before, &after));
	CHECK(use_generic(vfio));
}

int main(int argc, char **argv)
{
	makers_init(argc, argv);
	cohmem_set_log(listen, NULL);
	install();
	for (const struct maker *m = makers; m->name; m++) {
		if (makers_allowed(m->name, m->foreign, argc, argv))
			try_faults(m->name, m, NULL, makers_wanted(m->name, argc, argv));
		if (!strcmp(m->name, "vfio") && makers_wanted(m->name, argc, argv))
			try_partial(m);
	}
	for (const struct region_maker *m = region_makers; m->name; m++) {
		if (makers_allowed(m->name, m->foreign, argc, argv))
			try_faults(m->name, NULL, m, makers_wanted(m->name, argc, argv));
	}
	return tap_finish();
}
