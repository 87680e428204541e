/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The device: qemu-storage-daemon, with a virtio-blk device on a disk image. It is a separate process
 * that ends with this one, even if this one is killed.
 */
#ifndef DAEMON_H
#define DAEMON_H

#include <stdint.h>
#include <sys/types.h>

struct daemon {
	pid_t pid;
	int sock;      /* connected to the device */
	int image;     /* the disk image, open for reading */
	char dir[64];  /* our temporary directory */
	char disk[96]; /* the disk image in it */
	char log[96];  /* the daemon's output */
};

/* Creates a disk of @bytes and starts the device on it. Returns 0, or -errno with nothing left behind. */
int daemon_start(struct daemon *d, uint64_t bytes);
void daemon_stop(struct daemon *d);

/* Copies the daemon's output to stderr. */
void daemon_print_log(const struct daemon *d);

#endif
