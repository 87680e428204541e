/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "vhost_user.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum request {
	GET_FEATURES = 1,
	SET_FEATURES = 2,
	SET_OWNER = 3,
	SET_VRING_NUM = 8,
	SET_VRING_ADDR = 9,
	SET_VRING_BASE = 10,
	GET_VRING_BASE = 11,
	SET_VRING_KICK = 12,
	SET_VRING_CALL = 13,
	GET_PROTOCOL_FEATURES = 15,
	SET_PROTOCOL_FEATURES = 16,
	SET_VRING_ENABLE = 18,
	GET_CONFIG = 24,
	ADD_MEM_REG = 37,
	REM_MEM_REG = 38,
};

#define VERSION    0x1u
#define REPLY      0x4u
#define NEED_REPLY 0x8u

#define F_PROTOCOL_FEATURES (1ULL << 30)
#define F_VERSION_1         (1ULL << 32)
#define PROTOCOL_FEATURES   (1ULL << 3 | 1ULL << 9 | 1ULL << 15) /* REPLY_ACK, CONFIG, MEM_SLOTS */

#define MAX_PAYLOAD 272

struct message {
	uint32_t request;
	uint32_t flags;
	uint32_t size;
	unsigned char payload[MAX_PAYLOAD];
} __attribute__((packed));
#define HEADER_BYTES offsetof(struct message, payload)

struct vring_state {
	uint32_t index;
	uint32_t value;
};

struct vring_addr {
	uint32_t index;
	uint32_t flags;
	uint64_t desc, used, avail, log;
};

struct region {
	uint64_t padding;
	uint64_t addr, size, user_addr, offset;
};

struct config {
	uint32_t offset, size, flags;
	unsigned char data[256];
};

static int gone(ssize_t got)
{
	if (got == 0 || errno == EPIPE)
		return -ECONNRESET;
	return errno == EAGAIN ? -ETIMEDOUT : -errno;
}

static int send_message(int sock, struct message *m, int fd)
{
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {{0}};
	struct iovec iov = {m, HEADER_BYTES + m->size};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	ssize_t sent;

	if (fd >= 0) {
		msg.msg_control = control.buf;
		msg.msg_controllen = sizeof(control.buf);
		control.align.cmsg_len = CMSG_LEN(sizeof(int));
		control.align.cmsg_level = SOL_SOCKET;
		control.align.cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(&control.align), &fd, sizeof(fd));
	}
	do
		sent = sendmsg(sock, &msg, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)iov.iov_len ? 0 : gone(sent);
}

static int receive(int sock, void *buf, size_t bytes)
{
	ssize_t got;

	if (bytes == 0)
		return 0;
	do
		got = recv(sock, buf, bytes, MSG_WAITALL);
	while (got < 0 && errno == EINTR);
	return got == (ssize_t)bytes ? 0 : gone(got);
}

static int receive_reply(int sock, uint32_t request, struct message *m)
{
	int err = receive(sock, m, HEADER_BYTES);

	if (err)
		return err;
	if (m->request != request || !(m->flags & REPLY) || m->size > MAX_PAYLOAD)
		return -EPROTO;
	return receive(sock, m->payload, m->size);
}

/* Sends @bytes of @payload; with @ask, waits for the answer, which replaces the payload. */
static int call(int sock, enum request request, void *payload, uint32_t bytes, int fd, int ask)
{
	struct message m = {.request = request, .flags = VERSION, .size = bytes};
	int err;

	memcpy(m.payload, payload, bytes);
	err = send_message(sock, &m, fd);
	if (err || !ask)
		return err;
	err = receive_reply(sock, request, &m);
	if (!err && m.size < bytes)
		err = -EPROTO;
	if (!err)
		memcpy(payload, m.payload, bytes);
	return err;
}

static int get(int sock, enum request request, uint64_t *value)
{
	struct message m = {.request = request, .flags = VERSION};
	int err = send_message(sock, &m, -1);

	if (!err)
		err = receive_reply(sock, request, &m);
	if (!err)
		memcpy(value, m.payload, sizeof(*value));
	return err;
}

/* A message that the device acknowledges, so that it has taken effect when this returns. */
static int call_acked(int sock, enum request request, const void *payload, uint32_t bytes, int fd)
{
	struct message m = {.request = request, .flags = VERSION | NEED_REPLY, .size = bytes};
	uint64_t failed;
	int err;

	memcpy(m.payload, payload, bytes);
	err = send_message(sock, &m, fd);
	if (!err)
		err = receive_reply(sock, request, &m);
	if (err)
		return err;
	memcpy(&failed, m.payload, sizeof(failed));
	return failed ? -EREMOTEIO : 0;
}

int vhost_user_start(int sock)
{
	const uint64_t want = F_PROTOCOL_FEATURES | F_VERSION_1;
	uint64_t features = want, offered, protocol = PROTOCOL_FEATURES;
	int err = get(sock, GET_FEATURES, &offered);

	if (err)
		return err;
	if ((offered & want) != want)
		return -ENOTSUP;
	err = get(sock, GET_PROTOCOL_FEATURES, &offered);
	if (err)
		return err;
	if ((offered & protocol) != protocol)
		return -ENOTSUP;
	err = call(sock, SET_PROTOCOL_FEATURES, &protocol, sizeof(protocol), -1, 0);
	if (!err)
		err = call(sock, SET_OWNER, &features, 0, -1, 0);
	if (!err)
		err = call_acked(sock, SET_FEATURES, &features, sizeof(features), -1);
	return err;
}

/*
 * The protocol identifies rings by "user" addresses, those of the front end. We use device addresses for
 * these, too, so that no CPU address leaves this process.
 */
int vhost_user_add_region(int sock, uint64_t addr, uint64_t size, int fd, uint64_t offset)
{
	const struct region region = {0, addr, size, addr, offset};

	return call_acked(sock, ADD_MEM_REG, &region, sizeof(region), fd);
}

int vhost_user_remove_region(int sock, uint64_t addr, uint64_t size)
{
	const struct region region = {0, addr, size, addr, 0};

	return call_acked(sock, REM_MEM_REG, &region, sizeof(region), -1);
}

int vhost_user_config(int sock, void *config, uint32_t size)
{
	struct config c = {.size = size};
	int err;

	if (size > sizeof(c.data))
		return -EINVAL;
	err = call(sock, GET_CONFIG, &c, (uint32_t)offsetof(struct config, data) + size, -1, 1);
	if (!err)
		memcpy(config, c.data, size);
	return err;
}

int vhost_user_start_ring(int sock, const struct vhost_user_ring *ring)
{
	const struct vring_state entries = {0, ring->entries}, base = {0, 0}, enable = {0, 1};
	const struct vring_addr addr = {
		.desc = ring->desc,
		.used = ring->used,
		.avail = ring->avail,
	};
	const uint64_t index = 0;
	int err = call_acked(sock, SET_VRING_NUM, &entries, sizeof(entries), -1);

	if (!err)
		err = call_acked(sock, SET_VRING_BASE, &base, sizeof(base), -1);
	if (!err)
		err = call_acked(sock, SET_VRING_ADDR, &addr, sizeof(addr), -1);
	if (!err)
		err = call_acked(sock, SET_VRING_CALL, &index, sizeof(index), ring->call);
	if (!err)
		err = call_acked(sock, SET_VRING_KICK, &index, sizeof(index), ring->kick);
	if (!err)
		err = call_acked(sock, SET_VRING_ENABLE, &enable, sizeof(enable), -1);
	return err;
}

int vhost_user_stop_ring(int sock)
{
	struct vring_state base = {0, 0};

	return call(sock, GET_VRING_BASE, &base, sizeof(base), -1, 1);
}
