/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * QEMU's edu in a guest, through VFIO or without an IOMMU, as the driver it is bound to says. Prints TAP.
 *
 * usage: pci EDU [MEMORY-DEVICE BAR]: the BAR of the second is memory for peer-to-peer copies
 */
#define _GNU_SOURCE
#include <cohmem/cohmem.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/wait.h>

#include "../tools/tap.h"
#include "edu.h"

static char last_report[512];

static void listen(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level;
	snprintf(last_report, sizeof(last_report), "%s: %s", dev_name(dev), text);
	printf("# %s\n", last_report);
}

struct edu {
	struct cohmem_pci *pci;
	struct device *dev;
	void *bar;
	bool vfio;
};

static bool edu_open(struct edu *edu, const char *address, struct cohmem_vfio *vfio)
{
	const struct cohmem_window *window;
	struct cohmem_pci_info info;

	if (cohmem_pci_open(address, vfio, &edu->pci))
		return false;
	cohmem_pci_get_info(edu->pci, &info);
	edu->dev = cohmem_pci_dev(edu->pci);
	edu->vfio = info.vfio;
	if (cohmem_pci_map_bar(edu->pci, 0, &window))
		return false;
	edu->bar = window->cpu_addr;
	return dma_set_mask_and_coherent(edu->dev, DMA_BIT_MASK(28)) == 0 &&
	       cohmem_pci_set_master(edu->pci, true) == 0;
}

static void test_device(struct edu *edu, const char *address)
{
	const struct cohmem_window *window;
	struct cohmem_pci_info info;
	uint32_t value;

	CHECK(cohmem_pci_get_info(edu->pci, &info) == 0);
	CHECK(info.vendor == EDU_VENDOR && info.device == EDU_DEVICE &&
	      !strcmp(info.address, address));
	CHECK(info.bar_size[0] == 1 << 20 && info.bar_phys[0]);
	CHECK(edu_read(edu->bar, EDU_ID) == 0x010000ed);
	CHECK(cohmem_pci_map_bar(edu->pci, 0, &window) == 0 && window->cpu_addr == edu->bar);
	CHECK(cohmem_pci_map_bar(edu->pci, 1, &window) == -ENXIO);
	CHECK(cohmem_pci_map_bar(edu->pci, 6, &window) == -EINVAL);
	CHECK(cohmem_pci_read_config(edu->pci, 0, 4, &value) == 0 && value == 0x11e81234);
	CHECK(cohmem_pci_read_config(edu->pci, 2, 2, &value) == 0 && value == EDU_DEVICE);
	CHECK(cohmem_pci_read_config(edu->pci, 1, 1, &value) == 0 && value == 0x12);
	CHECK(cohmem_pci_read_config(edu->pci, 1, 2, &value) == -EINVAL);
	CHECK(cohmem_pci_read_config(edu->pci, 4096, 4, &value) == -EINVAL);
	CHECK(cohmem_pci_read_config(edu->pci, 0, 3, &value) == -EINVAL);
}

/* Copies go where they should, below 256 MiB; without bus mastering nowhere. */
static void test_copies(struct edu *edu)
{
	dma_addr_t a, b;
	char *from = dma_alloc_coherent(edu->dev, 4096, &a, GFP_KERNEL);
	char *to = dma_alloc_coherent(edu->dev, 4096, &b, GFP_KERNEL);

	CHECK(from && to && a < 1 << 28 && b < 1 << 28);
	for (int i = 0; i < EDU_MOST; i++)
		from[i] = (char)(i * 7 + 3);
	CHECK(edu_copy(edu->bar, a, b, EDU_MOST));
	CHECK(!memcmp(from, to, EDU_MOST) && to[EDU_MOST] == 0);
	CHECK(cohmem_pci_set_master(edu->pci, false) == 0);
	memset(to, 0x11, EDU_MOST);
	CHECK(edu_copy(edu->bar, a, b, EDU_MOST));
	CHECK(to[0] == 0x11 && to[EDU_MOST - 1] == 0x11);
	CHECK(cohmem_pci_set_master(edu->pci, true) == 0);
	dma_free_coherent(edu->dev, 4096, from, a);
	dma_free_coherent(edu->dev, 4096, to, b);
}

static unsigned int dmar_faults(void)
{
	static char log[1 << 18];
	int length = klogctl(3, log, sizeof(log) - 1);
	unsigned int count = 0;

	log[length > 0 ? length : 0] = '\0';
	for (const char *at = log; (at = strstr(at, "fault addr")); at++)
		count++;
	return count;
}

/* The device writes to @addr: the IOMMU refuses, says so in the kernel's log, and no memory changes. */
static void expect_fault(struct edu *edu, const char *what, dma_addr_t addr)
{
	unsigned int before = dmar_faults();

	edu_dma(edu->bar, EDU_BUFFER, addr, EDU_MOST, EDU_TO_MEMORY);
	for (int ms = 0; ms < 1000 && dmar_faults() == before; ms += 10)
		usleep(10000);
	printf("# %s %#llx: %u faults\n", what, addr, dmar_faults() - before);
	CHECK(dmar_faults() > before);
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

/* All blocks gone, one empty chunk is kept at most; the others' addresses fault. */
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
	/* Of 1 to 3 one chunk may be kept. */
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
		CHECK(cohmem_pci_irq_wait(edu->pci, 1000) == 1);
		CHECK(edu_read(edu->bar, EDU_IRQ_STATUS) == i);
		edu_write(edu->bar, EDU_IRQ_ACK, i);
	}
	CHECK(edu_dma(edu->bar, dma, EDU_BUFFER, 64, EDU_DMA_IRQ));
	CHECK(cohmem_pci_irq_wait(edu->pci, 1000) == 1);
	edu_write(edu->bar, EDU_IRQ_ACK, 0x100);
	CHECK(cohmem_pci_irq_wait(edu->pci, 20) == 0);
	dma_free_coherent(edu->dev, 4096, cpu, dma);
}

struct waiter {
	struct edu *edu;
	int got;
};

static void *wait_for_irq(void *arg)
{
	struct waiter *waiter = arg;

	waiter->got = cohmem_pci_irq_wait(waiter->edu->pci, 10000);
	return NULL;
}

/* Who waits for a device that is reset is told so. */
static void test_reset(struct edu *edu)
{
	struct waiter waiter = {.edu = edu};
	pthread_t thread;
	int err;

	pthread_create(&thread, NULL, wait_for_irq, &waiter);
	usleep(100000);
	err = cohmem_pci_reset(edu->pci);
	if (err) { /* edu has none of its own, and its bus has others on it */
		CHECK(err == -EOPNOTSUPP);
		edu_write(edu->bar, EDU_IRQ_RAISE, 1);
		pthread_join(thread, NULL);
		CHECK(waiter.got == 1);
		edu_write(edu->bar, EDU_IRQ_ACK, 1);
		return;
	}
	pthread_join(thread, NULL);
	CHECK(waiter.got == -EIO);
	CHECK(cohmem_pci_set_master(edu->pci, true) == 0);
}

/* Mixed sizes: tens of mappings serve them all, and none is left. */
static void test_many(const char *address)
{
	enum {
		CALLS = 200000,
		SLOTS = 256
	};
	static struct {
		void *cpu;
		dma_addr_t dma;
		size_t size;
	} slot[SLOTS];
	struct cohmem_vfio *vfio;
	struct cohmem_vfio_info info;
	struct edu edu;
	uint64_t random = 88172645463325252u;
	bool all = true;

	CHECK(cohmem_vfio_open(&vfio) == 0);
	CHECK(edu_open(&edu, address, vfio));
	for (unsigned int i = 0; i < CALLS; i++) {
		unsigned int s;

		random ^= random << 13, random ^= random >> 7, random ^= random << 17;
		s = random % SLOTS;
		if (slot[s].cpu) {
			dma_free_coherent(edu.dev, slot[s].size, slot[s].cpu, slot[s].dma);
			slot[s].cpu = NULL;
			continue;
		}
		slot[s].size = (size_t)4096 << (random >> 32) % 5;
		slot[s].cpu = dma_alloc_coherent(edu.dev, slot[s].size, &slot[s].dma, GFP_KERNEL);
		all &= slot[s].cpu && slot[s].dma + slot[s].size <= 1 << 28;
	}
	CHECK(all);
	CHECK(cohmem_vfio_get_info(vfio, &info) == 0);
	printf("# %d allocations and frees: %lu MAP_DMA calls, %u mapped, %u more allowed\n", CALLS,
	       info.map_calls, info.mapped, info.left);
	CHECK(info.map_calls < 100 && info.left > 60000);
	for (unsigned int s = 0; s < SLOTS; s++) {
		if (slot[s].cpu)
			dma_free_coherent(edu.dev, slot[s].size, slot[s].cpu, slot[s].dma);
	}
	CHECK(cohmem_vfio_close(vfio) == -EBUSY);
	CHECK(cohmem_pci_close(edu.pci) == 0);
	CHECK(cohmem_vfio_get_info(vfio, &info) == 0 && info.mapped == 0);
	CHECK(cohmem_vfio_close(vfio) == 0);
}

static void test_close(struct edu *edu)
{
	dma_addr_t dma;
	char *cpu = dma_alloc_coherent(edu->dev, 4096, &dma, GFP_KERNEL);

	CHECK(cohmem_pci_close(edu->pci) == -EBUSY);
	memset(cpu, 1, 4096); /* it is still there */
	dma_free_coherent(edu->dev, 4096, cpu, dma);
	CHECK(cohmem_pci_close(edu->pci) == 0);
}

/* edu writes into the other device's BAR and reads from it; the BAR is an area of it at the same time. */
static void test_peers(const char *address, const char *peer_address, unsigned int number)
{
	static char ours[4096] __attribute__((aligned(4096)));
	const struct cohmem_window *bar;
	struct cohmem_pci *peer;
	struct edu edu;
	dma_addr_t dma, own, at, back;
	char *cpu, *in_bar;

	CHECK(edu_open(&edu, address, NULL));
	CHECK(cohmem_pci_open(peer_address, NULL, &peer) == 0);
	CHECK(cohmem_pci_map_bar(peer, number, &bar) == 0);
	CHECK(dma_declare_coherent_memory(cohmem_pci_dev(peer), bar->phys_addr, 0, bar->size,
					  DMA_MEMORY_MAP | DMA_MEMORY_IO | DMA_MEMORY_EXCLUSIVE) ==
	      0);
	in_bar = dma_alloc_coherent(cohmem_pci_dev(peer), 4096, &own, GFP_KERNEL);
	CHECK(in_bar == bar->cpu_addr && own == 0);
	cpu = dma_alloc_coherent(edu.dev, 4096, &dma, GFP_KERNEL);
	if (!edu.vfio) {
		/* Its physical address is beyond edu's 28 bits: said, and nothing done. */
		CHECK(cohmem_pci_map(edu.pci, in_bar, 4096, &at) == -ENOSPC);
		CHECK(strstr(last_report, "beyond the device's limit"));
		CHECK(cohmem_pci_map(edu.pci, ours, 4096, &at) == -ENXIO);
	} else if (CHECK(cohmem_pci_map(edu.pci, in_bar, 4096, &at) == 0)) {
		CHECK(at < 1 << 28);
		memset(cpu, 0x42, 2048);
		CHECK(edu_copy(edu.bar, dma, at, EDU_MOST));
		CHECK(in_bar[0] == 0x42 && in_bar[EDU_MOST - 1] == 0x42 && in_bar[EDU_MOST] == 0);
		in_bar[5] = 0x43;
		back = dma + 2048;
		CHECK(edu_copy(edu.bar, at, back, EDU_MOST));
		CHECK(cpu[2048] == 0x42 && cpu[2048 + 5] == 0x43);
		CHECK(cohmem_pci_unmap(edu.pci, at) == 0);
		CHECK(cohmem_pci_unmap(edu.pci, at) == -ENOENT);
		expect_fault(&edu, "unmapped peer", at);
	}
	dma_free_coherent(cohmem_pci_dev(peer), 4096, in_bar, own);
	dma_free_coherent(edu.dev, 4096, cpu, dma);
	CHECK(cohmem_pci_close(peer) == 0);
	CHECK(cohmem_pci_close(edu.pci) == 0);
}

/* The same registers through a map of its UIO device; only Linux 6.12's uio_pci_generic has maps. */
static void test_uio_map(const char *address)
{
	struct cohmem_window *window, *again;
	struct cohmem_pci_info info;
	struct edu edu;

	CHECK(cohmem_uio_window_create("uio0", 7, &window) == -ENOENT);
	CHECK(cohmem_uio_window_create("../uio0", 0, &window) == -EINVAL);
	if (cohmem_uio_window_create("uio0", 0, &window))
		return;
	CHECK(cohmem_pci_open(address, NULL, &edu.pci) == 0);
	CHECK(cohmem_pci_get_info(edu.pci, &info) == 0);
	CHECK(window->phys_addr == info.bar_phys[0] && window->size == info.bar_size[0]);
	CHECK(edu_read(window->cpu_addr, EDU_ID) == 0x010000ed);
	CHECK(cohmem_uio_window_create("uio0", 0, &again) == -EEXIST);
	CHECK(cohmem_pci_map_bar(edu.pci, 0, (const struct cohmem_window **)&again) == -EEXIST);
	CHECK(strstr(last_report, "another window"));
	CHECK(cohmem_pci_close(edu.pci) == 0);
	CHECK(cohmem_file_window_destroy(window) == 0);
}

/* Killed somewhere in the middle, it leaves a device that the next one can use. */
static void work_for_ever(const char *address)
{
	struct edu edu;

	cohmem_set_log(NULL, NULL);
	if (!edu_open(&edu, address, NULL))
		_exit(1);
	cohmem_pci_irq_open(edu.pci);
	for (unsigned int i = 0;; i++) {
		dma_addr_t dma;
		void *cpu = dma_alloc_coherent(edu.dev, 4096 << i % 10, &dma, GFP_KERNEL);

		edu_dma(edu.bar, EDU_BUFFER, dma, EDU_MOST, EDU_TO_MEMORY | EDU_DMA_IRQ);
		if (i % 3)
			dma_free_coherent(edu.dev, 4096 << i % 10, cpu, dma);
		if (i % 32 == 31)
			usleep(100);
	}
}

static void test_killed(const char *address)
{
	struct edu edu;
	unsigned int good = 0;
	bool closed = true;

	for (unsigned int i = 0; i < 20; i++) {
		pid_t child = fork();

		if (child == 0)
			work_for_ever(address);
		usleep(3000 * i + 1000);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		if (edu_open(&edu, address, NULL)) {
			dma_addr_t dma;
			char *cpu = dma_alloc_coherent(edu.dev, 4096, &dma, GFP_KERNEL);

			good += edu_copy(edu.bar, dma, dma + 2048, EDU_MOST);
			dma_free_coherent(edu.dev, 4096, cpu, dma);
			closed &= cohmem_pci_close(edu.pci) == 0;
		}
	}
	printf("# killed 20 times, usable after %u\n", good);
	CHECK(good == 20 && closed);
}

/* Somebody wants the device back (or pulls it out): calls fail, releases work, closing lets it go. */
static void test_removed(const char *address)
{
	uint32_t value;
	dma_addr_t dma;
	struct edu edu;
	pid_t child;
	void *cpu;
	int got;

	CHECK(edu_open(&edu, address, NULL));
	edu_write(edu.bar, EDU_IRQ_ACK, UINT32_MAX); /* of one that was killed */
	CHECK(cohmem_pci_irq_open(edu.pci) >= 0);
	cpu = dma_alloc_coherent(edu.dev, 4096, &dma, GFP_KERNEL);
	CHECK(!cohmem_pci_gone(edu.pci));
	child = fork();
	if (child == 0) { /* a program of its own, which has none of our files */
		char command[96];

		snprintf(command, sizeof(command),
			 "sleep 0.2; echo 1 > /sys/bus/pci/devices/%s/remove", address);
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(1);
	}
	got = cohmem_pci_irq_wait(edu.pci, 10000);
	printf("# the wait ended with %d\n", got);
	CHECK(got == -ENODEV || got == -EIO);
	for (int ms = 0; ms < 2000 && !cohmem_pci_gone(edu.pci); ms++)
		usleep(1000);
	CHECK(cohmem_pci_gone(edu.pci));
	CHECK(cohmem_pci_irq_wait(edu.pci, 1000) == -ENODEV);
	CHECK(cohmem_pci_read_config(edu.pci, 0, 4, &value) == -ENODEV);
	CHECK(cohmem_pci_set_master(edu.pci, true) == -ENODEV);
	CHECK(cohmem_pci_reset(edu.pci) == -ENODEV);
	dma_free_coherent(edu.dev, 4096, cpu, dma);
	CHECK(cohmem_pci_close(edu.pci) == 0);
	waitpid(child, NULL, 0);
	CHECK(cohmem_pci_open(address, NULL, &edu.pci) == -ENODEV);
	CHECK(strstr(last_report, "no such device"));
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
	if (edu.vfio) {
		CHECK(cohmem_pci_open(address, NULL, &pci) == -EBUSY);
		CHECK(strstr(last_report, "another process has IOMMU group"));
	}
	CHECK(cohmem_pci_close(edu.pci) == 0);
	CHECK(cohmem_pci_close(NULL) == 0);
}

int main(int argc, char **argv)
{
	struct edu edu;

	if (argc != 2 && argc != 4)
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
	test_interrupts(&edu);
	test_reset(&edu);
	test_close(&edu);
	if (edu.vfio)
		test_many(argv[1]);
	else
		test_uio_map(argv[1]);
	if (argc == 4)
		test_peers(argv[1], argv[2], (unsigned int)atoi(argv[3]));
	test_killed(argv[1]);
	test_removed(argv[1]);
	return tap_finish();
}
