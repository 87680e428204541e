/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * QEMU's edu in a guest, through VFIO or without an IOMMU, depending on the driver that it is bound to. Prints TAP.
 *
 * usage: pci EDU MEMORY-DEVICE BAR NVME
 * BAR: number of the BAR of MEMORY-DEVICE that is memory for peer-to-peer copies; NVME: a device that can be reset
 */
#define _GNU_SOURCE
#include <cohmem/cohmem.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pci.h"

#include "../lib/tap.h"

bool check(bool holds, const char *what, const char *file, int line)
{
	return tap_check(holds, what, file, line);
}

char last_report[512];

void listen(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level;
	snprintf(last_report, sizeof(last_report), "%s: %s", dev_name(dev), text);
	printf("# %s\n", last_report);
}

bool edu_open(struct edu *edu, const char *address, struct cohmem_vfio *vfio)
{
	const struct cohmem_region *region;
	struct cohmem_pci_info info;

	if (cohmem_pci_open(address, vfio, &edu->pci))
		return false;
	cohmem_pci_get_info(edu->pci, &info);
	edu->dev = cohmem_pci_dev(edu->pci);
	edu->vfio = info.vfio;
	if (cohmem_pci_map_bar(edu->pci, 0, &region))
		return false;
	edu->bar = region->cpu_addr;
	edu_wait(
		edu->bar); /* edu has no reset, and a process that was killed may have started DMA */
	return dma_set_mask_and_coherent(edu->dev, DMA_BIT_MASK(28)) == 0 &&
	       cohmem_pci_set_master(edu->pci, true) == 0;
}

/* Read new lines of the kernel's log until one reports a fault of our device at @addr. */
static bool wait_for_fault(int log, dma_addr_t addr)
{
	char line[8192], words[64];
	ssize_t got;

	snprintf(words, sizeof(words), "Request device [00:04.0] fault addr %#llx ", addr);
	do {
		got = read(log, line, sizeof(line) - 1);
		line[got > 0 ? got : 0] = '\0';
		if (strstr(line, words))
			return true;
	} while (got > 0 || (got < 0 && errno == EPIPE)); /* EPIPE: lines were overwritten */
	return false;
}

void expect_fault(struct edu *edu, const char *what, dma_addr_t addr)
{
	int log = open("/dev/kmsg", O_RDONLY | O_CLOEXEC);

	CHECK(log >= 0 && lseek(log, 0, SEEK_END) == 0);
	edu_dma(edu->bar, EDU_BUFFER, addr, EDU_MOST, EDU_TO_MEMORY);
	printf("# %s %#llx\n", what, addr);
	CHECK(wait_for_fault(log, addr));
	close(log);
}

/* Read the bus master bit from sysfs. */
static bool is_master(const char *address)
{
	uint16_t command = 0xffff;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", address);
	fd = open(path, O_RDONLY);
	CHECK(pread(fd, &command, sizeof(command), 4) == sizeof(command));
	close(fd);
	return command & 4;
}

static void test_device(struct edu *edu, const char *address)
{
	const struct cohmem_region *region;
	struct cohmem_pci_info info;
	uint32_t value;

	CHECK(cohmem_pci_get_info(edu->pci, &info) == 0);
	CHECK(info.vendor == EDU_VENDOR && info.device == EDU_DEVICE &&
	      !strcmp(info.address, address));
	CHECK(info.bar_size[0] == 1 << 20 && info.bar_phys[0]);
	CHECK(edu_read(edu->bar, EDU_ID) == 0x010000ed);
	CHECK(cohmem_pci_map_bar(edu->pci, 0, &region) == 0 && region->cpu_addr == edu->bar);
	CHECK(cohmem_pci_map_bar(edu->pci, 1, &region) == -ENXIO);
	CHECK(cohmem_pci_map_bar(edu->pci, 6, &region) == -EINVAL);
	CHECK(cohmem_pci_read_config(edu->pci, 0, 4, &value) == 0 && value == 0x11e81234);
	CHECK(cohmem_pci_read_config(edu->pci, 2, 2, &value) == 0 && value == EDU_DEVICE);
	CHECK(cohmem_pci_read_config(edu->pci, 1, 1, &value) == 0 && value == 0x12);
	CHECK(cohmem_pci_read_config(edu->pci, 1, 2, &value) == -EINVAL);
	CHECK(cohmem_pci_read_config(edu->pci, 4096, 4, &value) == -EINVAL);
	CHECK(cohmem_pci_read_config(edu->pci, 0, 3, &value) == -EINVAL);
}

/* Copies below 256 MiB work; without bus mastering they change nothing. */
static void test_copies(struct edu *edu)
{
	dma_addr_t a, b;
	char *from = dma_alloc_coherent(edu->dev, 4096, &a, GFP_KERNEL);
	char *to = dma_alloc_coherent(edu->dev, 4096, &b, GFP_KERNEL);

	CHECK(from && to && a < 1 << 28 && b < 1 << 28);
	for (int i = 0; i < EDU_MOST; i++)
		from[i] = (char)(i * 7 + 3);
	edu_copy(edu->bar, a, b, EDU_MOST);
	CHECK(!memcmp(from, to, EDU_MOST) && to[EDU_MOST] == 0);
	CHECK(cohmem_pci_set_master(edu->pci, false) == 0);
	memset(to, 0x11, EDU_MOST);
	edu_copy(edu->bar, a, b, EDU_MOST);
	CHECK(to[0] == 0x11 && to[EDU_MOST - 1] == 0x11);
	CHECK(cohmem_pci_set_master(edu->pci, true) == 0);
	dma_free_coherent(edu->dev, 4096, from, a);
	dma_free_coherent(edu->dev, 4096, to, b);
}

static void test_never_handed_out(struct edu *edu)
{
	const size_t size = 1 << 20;
	dma_addr_t dma;
	char *cpu = dma_alloc_coherent(edu->dev, size, &dma, GFP_KERNEL);

	CHECK(cpu != NULL);
	memset(cpu, 0x77, size);
	expect_fault(edu, "never handed out", 0xe000000);
	CHECK(cpu[0] == 0x77 && !memcmp(cpu, cpu + 1, size - 1));
	dma_free_coherent(edu->dev, size, cpu, dma);
}

/* After frees at most one empty chunk is kept; accesses to the others fault. */
static void test_freed(struct edu *edu)
{
	const size_t large = 2 << 20;
	dma_addr_t dma[4];
	char *cpu[4];

	for (int i = 0; i < 4; i++) {
		cpu[i] = dma_alloc_coherent(edu->dev, large, &dma[i], GFP_KERNEL);
		CHECK(cpu[i] != NULL);
		memset(cpu[i], 0x33, large);
	}
	for (int i = 1; i < 4; i++)
		dma_free_coherent(edu->dev, large, cpu[i], dma[i]);
	/* Chunk 1, which was freed first, may be kept. */
	expect_fault(edu, "freed", dma[3]);
	CHECK(cpu[0][0] == 0x33 && !memcmp(cpu[0], cpu[0] + 1, large - 1));
	dma_free_coherent(edu->dev, large, cpu[0], dma[0]);
}

static void test_interrupts(struct edu *edu)
{
	dma_addr_t dma;
	void *cpu = dma_alloc_coherent(edu->dev, 4096, &dma, GFP_KERNEL);

	CHECK(cohmem_pci_irq_wait(edu->pci, 0) == -EINVAL);
	CHECK(cohmem_pci_irq_open(edu->pci) >= 0);
	CHECK(cohmem_pci_irq_open(edu->pci) == -EBUSY);
	CHECK(cohmem_pci_irq_wait(edu->pci, 20) == 0);
	for (uint32_t i = 1; i <= 3; i++) {
		edu_write(edu->bar, EDU_IRQ_RAISE, i);
		CHECK(cohmem_pci_irq_wait(edu->pci, -1) == 1);
		CHECK(edu_read(edu->bar, EDU_IRQ_STATUS) == i);
		edu_write(edu->bar, EDU_IRQ_ACK, i);
	}
	edu_dma(edu->bar, dma, EDU_BUFFER, 64, EDU_DMA_IRQ);
	CHECK(cohmem_pci_irq_wait(edu->pci, -1) == 1);
	edu_write(edu->bar, EDU_IRQ_ACK, 0x100);
	CHECK(cohmem_pci_irq_wait(edu->pci, 20) == 0);
	dma_free_coherent(edu->dev, 4096, cpu, dma);
}

static void test_close(struct edu *edu, const char *address)
{
	dma_addr_t dma;
	char *cpu = dma_alloc_coherent(edu->dev, 4096, &dma, GFP_KERNEL);

	CHECK(is_master(address));
	CHECK(cohmem_pci_close(edu->pci) == -EBUSY);
	CHECK(!is_master(address));
	memset(cpu, 1, 4096); /* the memory remains valid */
	dma_free_coherent(edu->dev, 4096, cpu, dma);
	CHECK(cohmem_pci_close(edu->pci) == 0);
}

static void test_refusals(const char *address)
{
	static const char *const bad[] = {
		"",       "x", "0000:00:04", "00:20.0", "00:04.8", "0000:00:04.0x", "12345:00:04.0",
		"../../x"};
	struct cohmem_pci *pci;
	struct edu edu;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(cohmem_pci_open(bad[i], NULL, &pci) == -EINVAL);
	CHECK(cohmem_pci_open(NULL, NULL, &pci) == -EINVAL);
	CHECK(cohmem_pci_open(address, NULL, NULL) == -EINVAL);
	CHECK(cohmem_pci_open("0000:00:1e.7", NULL, &pci) == -ENODEV);
	CHECK(strstr(last_report, "no such device"));
	CHECK(edu_open(&edu, address, NULL));
	CHECK(cohmem_pci_open("0000:00:1f.2", NULL, &pci) == -EPERM);
	CHECK(strstr(last_report, edu.vfio ? "behind an IOMMU: bind it to vfio-pci"
					   : "not bound to a driver: bind it to uio_pci_generic"));
	CHECK(cohmem_pci_open(address, NULL, &pci) == -EBUSY);
	CHECK(strstr(last_report, edu.vfio ? "is already open" : "is already in use"));
	CHECK(is_master(address)); /* the refused open changed nothing */
	CHECK(cohmem_pci_close(edu.pci) == 0);
	CHECK(cohmem_pci_close(NULL) == 0);
}

int main(int argc, char **argv)
{
	struct edu edu;

	if (argc != 5)
		return 2;
	cohmem_set_log(listen, NULL);
	test_refusals(argv[1]);
	if (!CHECK(edu_open(&edu, argv[1], NULL)))
		return tap_finish();
	test_device(&edu, argv[1]);
	test_copies(&edu);
	if (edu.vfio) {
		test_never_handed_out(&edu);
		test_freed(&edu);
	}
	test_dma_buf(&edu);
	if (!edu.vfio) {
		test_carve_out(&edu);
		test_u_dma_buf(&edu);
	}
	test_interrupts(&edu);
	test_close(&edu, argv[1]);
	if (edu.vfio) {
		test_many(argv[1]);
		test_mapping_limit(argv[1]);
	} else {
		test_uio_map(argv[1]);
	}
	test_peers(argv[1], argv[2], (unsigned int)atoi(argv[3]));
	test_reset(argv[4]);
	test_killed(argv[1]);
	test_forked(argv[1]);
	test_removed(argv[1]);
	return tap_finish();
}
