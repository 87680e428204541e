/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Peer-to-peer copies, processes that are killed while they use a device, resets, and removal. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pci.h"

#include "../lib/asleep.h"

/* edu writes to the other device's BAR and reads from it; the BAR is at the same time an area of that device. */
void test_peers(const char *address, const char *peer_address, unsigned int number)
{
	static char ours[4096] __attribute__((aligned(4096)));
	const struct cohmem_region *bar;
	struct cohmem_region *ram;
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
		/* Its physical address is beyond edu's 28 bits: reported, and nothing is mapped. */
		CHECK(cohmem_pci_map(edu.pci, in_bar, 4096, &at) == -ENOSPC);
		CHECK(strstr(last_report, "beyond the device's limit"));
		CHECK(cohmem_pci_map(edu.pci, ours, 4096, &at) == -ENXIO);
		CHECK(cohmem_ram_region_create(0x3000000, 4096, 0, &ram) == 0);
		CHECK(cohmem_pci_map(edu.pci, ram->cpu_addr, 4096, &at) ==
		      -ENXIO); /* its physical address is made up */
		CHECK(cohmem_region_destroy(ram) == 0);
	} else if (CHECK(cohmem_pci_map(edu.pci, in_bar, 4096, &at) == 0)) {
		CHECK(at < 1 << 28);
		memset(cpu, 0x42, 2048);
		edu_copy(edu.bar, dma, at, EDU_MOST);
		CHECK(in_bar[0] == 0x42 && in_bar[EDU_MOST - 1] == 0x42 && in_bar[EDU_MOST] == 0);
		in_bar[5] = 0x43;
		back = dma + 2048;
		edu_copy(edu.bar, at, back, EDU_MOST);
		CHECK(cpu[2048] == 0x42 && cpu[2048 + 5] == 0x43);
		CHECK(cohmem_pci_unmap(edu.pci, at) == 0);
		CHECK(cohmem_pci_unmap(edu.pci, at) == -ENOENT);
		CHECK(cohmem_pci_unmap(edu.pci, dma) ==
		      -ENOENT); /* mapped for a chunk, not by the user */
		expect_fault(&edu, "unmapped peer", at);
	}
	dma_free_coherent(cohmem_pci_dev(peer), 4096, in_bar, own);
	dma_free_coherent(edu.dev, 4096, cpu, dma);
	CHECK(cohmem_pci_close(peer) == 0);
	CHECK(cohmem_pci_close(edu.pci) == 0);
}

/* Access edu's registers through a map of the UIO device; uio_pci_generic has maps in Linux 6.12, but not in 6.1. */
void test_uio_map(const char *address)
{
	struct cohmem_region *region, *again;
	struct cohmem_pci_info info;
	struct edu edu;

	CHECK(cohmem_uio_region_create("uio0", 7, &region) == -ENOENT);
	CHECK(cohmem_uio_region_create("../uio0", 0, &region) == -EINVAL);
	if (access("/sys/class/uio/uio0/maps/map0", F_OK)) {
		CHECK(cohmem_uio_region_create("uio0", 0, &region) == -ENOENT);
		return;
	}
	if (!CHECK(cohmem_uio_region_create("uio0", 0, &region) == 0))
		return;
	CHECK(cohmem_pci_open(address, NULL, &edu.pci) == 0);
	CHECK(cohmem_pci_get_info(edu.pci, &info) == 0);
	CHECK(region->phys_addr == info.bar_phys[0] && region->size == info.bar_size[0]);
	CHECK(edu_read(region->cpu_addr, EDU_ID) == 0x010000ed);
	CHECK(cohmem_uio_region_create("uio0", 0, &again) == -EEXIST);
	CHECK(cohmem_pci_map_bar(edu.pci, 0, (const struct cohmem_region **)&again) == -EEXIST);
	CHECK(strstr(last_report, "another region"));
	CHECK(cohmem_pci_close(edu.pci) == 0);
	CHECK(cohmem_region_destroy(region) == 0);
}

static void report_step(int progress)
{
	if (write(progress, "", 1) != 1)
		_exit(1);
}

/* Works until it is killed, and writes a byte to @progress at each step: while DMA runs, and when it has ended. */
static void work_for_ever(const char *address, int progress)
{
	struct edu edu;

	cohmem_set_log(NULL, NULL);
	if (!edu_open(&edu, address, NULL))
		_exit(1);
	for (unsigned int i = 0;; i++) {
		dma_addr_t dma;
		void *cpu = dma_alloc_coherent(edu.dev, (size_t)4096 << i % 10, &dma, GFP_KERNEL);

		edu_start(edu.bar, EDU_BUFFER, dma, EDU_MOST, EDU_TO_MEMORY);
		report_step(progress);
		edu_wait(edu.bar);
		report_step(progress);
		if (i % 3)
			dma_free_coherent(edu.dev, (size_t)4096 << i % 10, cpu, dma);
	}
}

/* Start a worker and kill it after @steps steps; true if it completed them. */
static bool kill_one(const char *address, unsigned int steps)
{
	int progress[2];
	pid_t child;
	bool worked = true;
	char byte;

	if (pipe(progress))
		return false;
	child = fork();
	if (child == 0) {
		close(progress[0]);
		work_for_ever(address, progress[1]);
	}
	close(progress[1]);
	for (unsigned int i = 0; i < steps; i++)
		worked &= read(progress[0], &byte, 1) == 1;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(progress[0]);
	return worked;
}

static bool usable(const char *address)
{
	struct edu edu;
	dma_addr_t dma;
	char *cpu;
	bool good = true;

	if (!edu_open(&edu, address, NULL))
		return false;
	cpu = dma_alloc_coherent(edu.dev, 8192, &dma, GFP_KERNEL);
	memset(cpu, 0x19, 8192);
	edu_copy(edu.bar, dma, dma + 2048, EDU_MOST);
	/* No DMA of the killed process arrives late. */
	for (int i = 0; i < 8192; i++)
		good &= cpu[i] == 0x19;
	dma_free_coherent(edu.dev, 8192, cpu, dma);
	return cohmem_pci_close(edu.pci) == 0 && good;
}

void test_killed(const char *address)
{
	unsigned int worked = 0, good = 0;

	for (unsigned int i = 0; i < 20; i++) {
		worked += kill_one(address, 1 + i % 5);
		good += usable(address);
	}
	printf("# killed 20 times, %u of them at its work, usable after %u\n", worked, good);
	CHECK(worked == 20 && good == 20);
}

struct waiter {
	struct cohmem_pci *pci;
	pid_t tid;
	int got;
};

static void *wait_for_irq(void *arg)
{
	struct waiter *waiter = arg;

	__atomic_store_n(&waiter->tid, gettid(), __ATOMIC_RELEASE);
	waiter->got = cohmem_pci_irq_wait(waiter->pci, -1);
	return NULL;
}

/* A reset ends a wait for interrupts with -EIO; memory remains valid, and bus mastering is off. */
void test_reset(const char *address)
{
	const struct cohmem_region *bar;
	struct waiter waiter = {0};
	uint32_t command;
	dma_addr_t dma;
	pthread_t thread;
	char *cpu;

	if (!CHECK(cohmem_pci_open(address, NULL, &waiter.pci) == 0))
		return;
	CHECK(cohmem_pci_map_bar(waiter.pci, 0, &bar) == 0);
	CHECK(cohmem_pci_set_master(waiter.pci, true) == 0);
	CHECK(cohmem_pci_irq_open(waiter.pci) >= 0);
	cpu = dma_alloc_coherent(cohmem_pci_dev(waiter.pci), 4096, &dma, GFP_KERNEL);
	memset(cpu, 0x3c, 4096);
	CHECK(edu_read(bar->cpu_addr, 0x08) >> 16 == 1); /* version 1.x of the NVMe specification */
	CHECK(cohmem_pci_reset(waiter.pci) == 0);
	CHECK(cohmem_pci_irq_wait(waiter.pci, 10) == 0); /* not ended by the earlier reset */
	CHECK(cohmem_pci_set_master(waiter.pci, true) == 0);
	pthread_create(&thread, NULL, wait_for_irq, &waiter);
	while (!asleep_in(__atomic_load_n(&waiter.tid, __ATOMIC_ACQUIRE), SYS_poll))
		sched_yield();
	CHECK(cohmem_pci_reset(waiter.pci) == 0);
	pthread_join(thread, NULL);
	CHECK(waiter.got == -EIO);
	CHECK(cohmem_pci_read_config(waiter.pci, 4, 2, &command) == 0 && (command & 6) == 2);
	CHECK(cpu[0] == 0x3c && cpu[4095] == 0x3c);
	CHECK(cohmem_pci_irq_wait(waiter.pci, 10) == 0); /* a reset is reported once */
	dma_free_coherent(cohmem_pci_dev(waiter.pci), 4096, cpu, dma);
	CHECK(cohmem_pci_close(waiter.pci) == 0);
}

/* The device is removed while it is in use: calls fail, but memory can be freed, and closing releases the device. */
void test_removed(const char *address)
{
	uint32_t value;
	dma_addr_t dma;
	struct edu edu;
	pid_t child;
	void *cpu;
	int got;

	CHECK(edu_open(&edu, address, NULL));
	edu_write(edu.bar, EDU_IRQ_ACK, UINT32_MAX); /* left pending by a killed process */
	CHECK(cohmem_pci_irq_open(edu.pci) >= 0);
	cpu = dma_alloc_coherent(edu.dev, 4096, &dma, GFP_KERNEL);
	CHECK(!cohmem_pci_gone(edu.pci));
	child = fork();
	if (child == 0) { /* exec closes the child's copies of our files */
		char command[96];

		snprintf(command, sizeof(command), "echo 1 > /sys/bus/pci/devices/%s/remove",
			 address);
		while (!asleep_in(getppid(), SYS_poll))
			sched_yield();
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(1);
	}
	got = cohmem_pci_irq_wait(edu.pci, -1);
	printf("# the wait ended with %d\n", got);
	CHECK(got == -ENODEV || got == -EIO);
	while (!cohmem_pci_gone(edu.pci))
		sched_yield();
	CHECK(cohmem_pci_irq_wait(edu.pci, 1000) == -ENODEV);
	CHECK(cohmem_pci_read_config(edu.pci, 0, 4, &value) == -ENODEV);
	CHECK(cohmem_pci_set_master(edu.pci, true) == -ENODEV);
	if (edu.vfio)
		CHECK(cohmem_pci_set_master(edu.pci, false) == 0); /* turning it off still works */
	CHECK(cohmem_pci_reset(edu.pci) == -ENODEV);
	dma_free_coherent(edu.dev, 4096, cpu, dma);
	CHECK(cohmem_pci_close(edu.pci) == 0);
	waitpid(child, NULL, 0);
	CHECK(cohmem_pci_open(address, NULL, &edu.pci) == -ENODEV);
	CHECK(strstr(last_report, "no such device"));
}
