/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * QEMU's NVMe controller over qtest. Its CMB is memory of the QEMU process, so the CPU sees a copy, and
 * cohmem_begin_cpu_access() and cohmem_end_cpu_access() transfer the data.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bus.h"
#include "machine.h"

#define DEVFN     (4u << 3)
#define RAM       ((size_t)64 << 20)
#define CHUNK     ((size_t)4 << 20)
#define REGISTERS 0xf0000000u
#define CMB       0xe0000000u
#define BAR0      0x10
#define BAR2      0x18
#define BAR4      0x20
#define PMR       0xd0000000u
#define COMMAND   0x04
#define MEMORY    0x2u
#define MASTER    0x4u

struct machine_bus {
	struct machine machine;
	struct device dev;
	struct cohmem_region cmb;
	struct cohmem_region *pmr; /* memory of this process, so it needs no copy */
	char disk[104];
};

static struct machine *machine(struct bus *bus)
{
	return &((struct machine_bus *)bus->priv)->machine;
}

static int machine_bus_read32(struct bus *bus, unsigned int reg, uint32_t *value)
{
	return machine_read32(machine(bus), REGISTERS + reg, value);
}

static int machine_bus_write32(struct bus *bus, unsigned int reg, uint32_t value)
{
	return machine_write32(machine(bus), REGISTERS + reg, value);
}

static int carry(struct cohmem_region *region, uint64_t offset, size_t size,
		 enum dma_data_direction dir, bool begin)
{
	char *copy = (char *)region->cpu_addr + offset;
	uint64_t there = region->phys_addr + offset;

	if (begin)
		return dir == DMA_TO_DEVICE ? 0 : machine_read(region->priv, there, copy, size);
	return dir == DMA_FROM_DEVICE ? 0 : machine_write(region->priv, there, copy, size);
}

static int map_bar(struct bus *bus, unsigned int bar, const struct cohmem_region **region)
{
	struct machine_bus *self = bus->priv;

	*region = bar == 2 && self->cmb.size ? &self->cmb : bar == 4 ? self->pmr : NULL;
	return *region ? 0 : -ENXIO;
}

static void stop_dma(struct bus *bus)
{
	machine_write_config(machine(bus), DEVFN, COMMAND, MEMORY);
}

static void close_self(struct machine_bus *self)
{
	if (self->dev.dma_ops)
		cohmem_detach(&self->dev);
	if (self->cmb.cpu_addr) {
		cohmem_region_remove(&self->cmb);
		munmap(self->cmb.cpu_addr, self->cmb.size);
	}
	machine_stop(&self->machine);
	cohmem_region_destroy(self->pmr);
	unlink(self->disk);
	free(self);
}

static void machine_bus_close(struct bus *bus)
{
	close_self(bus->priv);
}

static const struct bus_ops machine_bus_ops = {machine_bus_read32, machine_bus_write32, map_bar,
					       stop_dma, machine_bus_close};

static int open_disk(struct machine_bus *self, unsigned int mib)
{
	int fd, err = 0;

	snprintf(self->disk, sizeof(self->disk), "%.80s/cohmem-disk-XXXXXX",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	fd = mkostemp(self->disk, O_CLOEXEC);
	if (fd < 0) {
		self->disk[0] = '\0';
		return -errno;
	}
	if (ftruncate(fd, (off_t)mib << 20))
		err = -errno;
	close(fd);
	return err;
}

static int start(struct machine_bus *self, const struct bus_machine *options)
{
	char drive[160], controller[128], pmr[128];
	const char *arguments[] = {"-M",          "pc,memory-backend=ram",
				   "-nodefaults", "-drive",
				   drive,         "-device",
				   controller,    options->pmr_mib ? "-object" : NULL,
				   pmr,           NULL};
	size_t length;

	snprintf(drive, sizeof(drive), "if=none,id=disk,format=raw,file=%s", self->disk);
	length = (size_t)snprintf(controller, sizeof(controller),
				  "nvme,addr=4,serial=cohmem,drive=disk");
	if (options->cmb_mib)
		snprintf(controller + length, sizeof(controller) - length,
			 ",cmb_size_mb=%u,legacy-cmb=%s", options->cmb_mib,
			 options->legacy_cmb ? "on" : "off");
	if (options->pmr_mib) {
		snprintf(controller + length, sizeof(controller) - length, ",pmrdev=pmr");
		snprintf(pmr, sizeof(pmr),
			 "memory-backend-file,id=pmr,size=%uM,share=on,mem-path=/proc/self/fd/%d",
			 options->pmr_mib, self->pmr->fd);
		fcntl(self->pmr->fd, F_SETFD, 0);
	}
	return machine_start(&self->machine, NULL, RAM, arguments);
}

/* Assigns addresses to the BARs and enables the device, as a BIOS would. */
static int assign(struct machine *m)
{
	int err = machine_write_config(m, DEVFN, BAR0, REGISTERS);

	if (!err)
		err = machine_write_config(m, DEVFN, BAR0 + 4, 0);
	if (!err)
		err = machine_write_config(m, DEVFN, BAR2, CMB);
	if (!err)
		err = machine_write_config(m, DEVFN, BAR2 + 4, 0);
	if (!err)
		err = machine_write_config(m, DEVFN, BAR4, PMR);
	if (!err)
		err = machine_write_config(m, DEVFN, BAR4 + 4, 0);
	return err ? err : machine_write_config(m, DEVFN, COMMAND, MEMORY | MASTER);
}

static int add_cmb(struct machine_bus *self, size_t size)
{
	void *copy = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (copy == MAP_FAILED)
		return -errno;
	self->cmb = (struct cohmem_region){.phys_addr = CMB,
					   .size = size,
					   .cpu_addr = copy,
					   .fd = -1,
					   .cpu_access = carry,
					   .priv = &self->machine};
	return cohmem_region_add(&self->cmb);
}

static int open_self(struct machine_bus *self, const struct bus_machine *options)
{
	int err = open_disk(self, options->disk_mib);

	if (!err && options->pmr_mib)
		err = cohmem_ram_region_create(PMR, (size_t)options->pmr_mib << 20, 0, &self->pmr);
	if (!err)
		err = start(self, options);
	if (!err)
		err = assign(&self->machine);
	cohmem_device_init(&self->dev, "nvme");
	if (!err)
		err = machine_attach(&self->machine, &self->dev, CHUNK);
	if (!err && options->cmb_mib)
		err = add_cmb(self, (size_t)options->cmb_mib << 20);
	return err;
}

int bus_open_machine(struct bus *bus, const struct bus_machine *options)
{
	struct machine_bus *self = calloc(1, sizeof(*self));
	int err;

	if (!self)
		return -ENOMEM;
	self->machine.pid = self->machine.sock = -1;
	err = open_self(self, options);
	if (err) {
		fprintf(stderr, "nvme: cannot start QEMU's controller: %s\n", strerror(-err));
		close_self(self);
		return err;
	}
	*bus = (struct bus){&machine_bus_ops, &self->dev, false, self};
	return 0;
}
