/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "machine.h"

#include <cohmem/backend/chunk_pool.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM        "qemu-system-x86_64"
#define MIB            ((size_t)1 << 20)
#define MOST_ARGUMENTS 64
#define ANSWER_SECONDS 1800 /* long, for busy hosts; if QEMU exits, that is noticed at once */
#define LINE_BYTES     (1536 * 1024) /* a command or an answer: MAX_BLOCK bytes in base64 */
#define MAX_BLOCK      MIB
#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc

/* The BIOS: cli; hlt at the reset vector. */
static int write_bios(struct machine *m)
{
	static const char tail[16] = {(char)0xfa, (char)0xf4};
	const char *tmp = getenv("TMPDIR");
	int fd, err = 0;

	snprintf(m->dir, sizeof(m->dir), "%.80s/cohmem-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(m->dir)) {
		m->dir[0] = '\0';
		return -errno;
	}
	snprintf(m->bios, sizeof(m->bios), "%s/halt.bin", m->dir);
	fd = open(m->bios, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || pwrite(fd, tail, sizeof(tail), 0xfff0) != sizeof(tail))
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

static void run_child(const struct machine *m, const char *program, int sock,
		      const char *const *arguments)
{
	const char *argv[MOST_ARGUMENTS + 32] = {program, "-accel",    "tcg",           "-display",
						 "none",  "-nic",      "none",          "-serial",
						 "none",  "-monitor",  "none",          "-parallel",
						 "none",  "-audiodev", "none,id=silent"};
	const bool x86 = !strcmp(program, PROGRAM);
	char memory[96], chardev[48], size[32];
	size_t n = 15;

	snprintf(memory, sizeof(memory),
		 "memory-backend-file,id=ram,size=%zu,mem-path=/proc/self/fd/%d,share=on",
		 m->ram->size, m->ram->fd);
	snprintf(chardev, sizeof(chardev), "socket,id=qtest,fd=%d", sock);
	snprintf(size, sizeof(size), "%zuM", m->ram->size / MIB);
	if (x86) {
		argv[n++] = "-icount", argv[n++] = "shift=0,sleep=off";
		argv[n++] = "-bios", argv[n++] = m->bios;
	} else {
		argv[n++] = "-S";
	}
	argv[n++] = "-m", argv[n++] = size;
	argv[n++] = "-object", argv[n++] = memory;
	argv[n++] = "-chardev", argv[n++] = chardev;
	argv[n++] = "-object", argv[n++] = "qtest,id=qtest0,chardev=qtest,log=/dev/null";
	for (size_t i = 0; arguments[i] && i < MOST_ARGUMENTS; i++)
		argv[n++] = arguments[i];
	setpgid(0, 0); /* Ctrl-C must not reach QEMU: we handle it */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fcntl(sock, F_SETFD, 0);
	fcntl(m->ram->fd, F_SETFD, 0);
	execvp(program, (char *const *)argv);
	fprintf(stderr, "cannot start %s: %s\n", program, strerror(errno));
	_exit(127);
}

static int spawn(struct machine *m, const char *program, const char *const *arguments)
{
	const struct timeval patience = {.tv_sec = ANSWER_SECONDS};
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return -errno;
	m->sock = pair[0];
	setsockopt(m->sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	m->pid = fork();
	if (m->pid == 0)
		run_child(m, program, pair[1], arguments);
	close(pair[1]);
	return m->pid < 0 ? -errno : 0;
}

int machine_start(struct machine *m, const char *program, size_t ram, const char *const *arguments)
{
	uint32_t answer;
	int err;

	*m = (struct machine){.pid = -1, .sock = -1, .taken = MIB};
	m->line = malloc(LINE_BYTES);
	if (!m->line)
		return -ENOMEM;
	err = cohmem_ram_region_create(0, ram, 0, &m->ram);
	if (!err)
		err = write_bios(m);
	if (!err)
		err = spawn(m, program ? program : PROGRAM, arguments);
	return err ? err : machine_read32(m, 0, &answer);
}

void machine_stop(struct machine *m)
{
	if (m->sock >= 0)
		close(m->sock);
	if (m->pid > 0) {
		kill(m->pid, SIGKILL);
		waitpid(m->pid, NULL, 0);
	}
	cohmem_region_destroy(m->ram);
	free(m->line);
	if (m->dir[0]) {
		unlink(m->bios);
		rmdir(m->dir);
	}
	*m = (struct machine){.pid = -1, .sock = -1};
}

/* Chunks are consecutive pieces of the machine's memory. They are not reused. */
static int grow(void *ctx, struct cohmem_chunk *chunk, uint64_t limit)
{
	struct machine *m = ctx;

	if (chunk->size > m->ram->size - m->taken || limit < m->taken + chunk->size - 1)
		return -ENOMEM;
	chunk->cpu_addr = (char *)m->ram->cpu_addr + m->taken;
	chunk->dma_addr = m->taken;
	chunk->fd = m->ram->fd;
	chunk->offset = m->taken;
	m->taken += chunk->size;
	return 0;
}

static void shrink(void *ctx, struct cohmem_chunk *chunk)
{
	(void)ctx, (void)chunk;
}

int machine_attach(struct machine *m, struct device *dev, size_t chunk_size)
{
	static const struct cohmem_chunk_ops ops = {.grow = grow, .shrink = shrink};

	return cohmem_chunk_pool_attach(dev, &ops, m, chunk_size, MIB);
}

static int send_all(struct machine *m, const char *line, size_t length)
{
	while (length) {
		ssize_t done = send(m->sock, line, length, MSG_NOSIGNAL);

		if (done <= 0)
			return -EIO;
		line += done;
		length -= (size_t)done;
	}
	return 0;
}

/* Receives a line "OK ANSWER". "IRQ" lines may come in between, and are skipped. */
static int receive(struct machine *m, const char **answer)
{
	char *line = m->line, *end;
	size_t length = 0;

	for (;;) {
		ssize_t got = recv(m->sock, line + length, LINE_BYTES - 1 - length, 0);

		if (got <= 0)
			return -EIO;
		length += (size_t)got;
		line[length] = '\0';
		end = strchr(line, '\n');
		while (end && !strncmp(line, "IRQ", 3)) {
			length -= (size_t)(end + 1 - line);
			memmove(line, end + 1, length + 1);
			end = strchr(line, '\n');
		}
		if (end)
			break;
	}
	*end = '\0';
	*answer = line + 3;
	return strncmp(line, "OK", 2) ? -EIO : 0;
}

__attribute__((format(printf, 3, 4))) static int command(struct machine *m, const char **answer,
							 const char *fmt, ...)
{
	char line[128];
	va_list args;
	int length, err;

	va_start(args, fmt);
	length = vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	err = send_all(m, line, (size_t)length);
	return err ? err : receive(m, answer);
}

int machine_read32(struct machine *m, uint64_t addr, uint32_t *value)
{
	const char *answer;
	int err = command(m, &answer, "readl %#llx\n", (unsigned long long)addr);

	if (!err)
		*value = (uint32_t)strtoull(answer, NULL, 0);
	return err;
}

int machine_write32(struct machine *m, uint64_t addr, uint32_t value)
{
	const char *answer;

	return command(m, &answer, "writel %#llx %#x\n", (unsigned long long)addr, value);
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static size_t encode(const unsigned char *from, size_t bytes, char *to)
{
	char *at = to;

	for (size_t i = 0; i < bytes; i += 3) {
		uint32_t three = (uint32_t)from[i] << 16 |
				 (i + 1 < bytes ? (uint32_t)from[i + 1] << 8 : 0) |
				 (i + 2 < bytes ? from[i + 2] : 0);

		*at++ = digits[three >> 18];
		*at++ = digits[three >> 12 & 63];
		*at++ = i + 1 < bytes ? digits[three >> 6 & 63] : '=';
		*at++ = i + 2 < bytes ? digits[three & 63] : '=';
	}
	return (size_t)(at - to);
}

/* Decodes base64; true if @text has @bytes bytes. */
static bool decode(const char *text, unsigned char *to, size_t bytes)
{
	static signed char value[256];
	uint32_t bits = 0;
	size_t done = 0;

	for (int i = 0; i < 64; i++)
		value[(unsigned char)digits[i]] = (signed char)(i + 1);
	for (unsigned int have = 0; *text && *text != '=' && done < bytes; text++) {
		if (!value[(unsigned char)*text])
			return false;
		bits = bits << 6 | (uint32_t)(value[(unsigned char)*text] - 1);
		have += 6;
		if (have >= 8) {
			have -= 8;
			to[done++] = (unsigned char)(bits >> have);
		}
	}
	return done == bytes;
}

static int write_block(struct machine *m, uint64_t addr, const void *from, size_t bytes)
{
	const char *answer;
	int head = snprintf(m->line, LINE_BYTES, "b64write %#llx %#zx ", (unsigned long long)addr,
			    bytes);
	size_t length = (size_t)head;
	int err;

	length += encode(from, bytes, m->line + length);
	m->line[length++] = '\n';
	err = send_all(m, m->line, length);
	return err ? err : receive(m, &answer);
}

int machine_write(struct machine *m, uint64_t addr, const void *from, size_t bytes)
{
	int err = 0;

	for (size_t at = 0; !err && at < bytes; at += MAX_BLOCK)
		err = write_block(m, addr + at, (const char *)from + at,
				  bytes - at < MAX_BLOCK ? bytes - at : MAX_BLOCK);
	return err;
}

int machine_read(struct machine *m, uint64_t addr, void *to, size_t bytes)
{
	int err = 0;

	for (size_t at = 0; !err && at < bytes; at += MAX_BLOCK) {
		size_t part = bytes - at < MAX_BLOCK ? bytes - at : MAX_BLOCK;
		const char *answer;

		err = command(m, &answer, "b64read %#llx %#zx\n", (unsigned long long)addr + at,
			      part);
		if (!err && !decode(answer, (unsigned char *)to + at, part))
			err = -EIO;
	}
	return err;
}

static int select_config(struct machine *m, unsigned int devfn, unsigned int reg)
{
	const char *answer;

	return command(m, &answer, "outl %#x %#x\n", CONFIG_ADDRESS,
		       0x80000000u | devfn << 8 | (reg & 0xfc));
}

int machine_read_config(struct machine *m, unsigned int devfn, unsigned int reg, uint32_t *value)
{
	const char *answer;
	int err = select_config(m, devfn, reg);

	if (!err)
		err = command(m, &answer, "inl %#x\n", CONFIG_DATA);
	if (!err)
		*value = (uint32_t)strtoull(answer, NULL, 0);
	return err;
}

int machine_write_config(struct machine *m, unsigned int devfn, unsigned int reg, uint32_t value)
{
	const char *answer;
	int err = select_config(m, devfn, reg);

	return err ? err : command(m, &answer, "outl %#x %#x\n", CONFIG_DATA, value);
}
