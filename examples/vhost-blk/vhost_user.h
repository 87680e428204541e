/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The front end's half of the vhost-user protocol, as far as one queue of one device needs it.
 * Source: QEMU's docs/interop/vhost-user.rst (7.2). All functions return 0 or -errno; -ECONNRESET
 * if the device has dropped the connection.
 */
#ifndef VHOST_USER_H
#define VHOST_USER_H

#include <stddef.h>
#include <stdint.h>

/* Agree on features with the device behind @sock: virtio 1, acknowledged memory regions. */
int vhost_user_start(int sock);

/* Map the file @fd, from @offset on, at [@addr, @addr + @size) of the device's address space. */
int vhost_user_add_region(int sock, uint64_t addr, uint64_t size, int fd, uint64_t offset);
int vhost_user_remove_region(int sock, uint64_t addr, uint64_t size);

/* Read @size bytes of the device's configuration space. */
int vhost_user_config(int sock, void *config, uint32_t size);

/* Device addresses of the parts of a ring, and the eventfds that wake either side. */
struct vhost_user_ring {
	uint32_t entries;
	uint64_t desc;
	uint64_t avail;
	uint64_t used;
	int kick;
	int call;
};
int vhost_user_start_ring(int sock, const struct vhost_user_ring *ring);
/* After this returns 0, the device takes no more requests, but may still complete those that it has taken. */
int vhost_user_stop_ring(int sock);

#endif
