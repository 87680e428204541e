/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM        "qemu-storage-daemon"
#define ANSWER_SECONDS 1800 /* long, for busy hosts; if the daemon exits, that is noticed at once */
#define STOP_TICKS     500
#define STOP_TICK_NS   10000000

/* A listening socket that the daemon inherits, so that connect() need not wait for the daemon. */
static int listen_at(const struct daemon *d, struct sockaddr_un *addr)
{
	int sock = socket(AF_UNIX, SOCK_STREAM, 0);

	*addr = (struct sockaddr_un){.sun_family = AF_UNIX};
	snprintf(addr->sun_path, sizeof(addr->sun_path), "%s/vub.sock", d->dir);
	if (sock >= 0 && (bind(sock, (struct sockaddr *)addr, sizeof(*addr)) || listen(sock, 1))) {
		close(sock);
		return -1;
	}
	return sock;
}

static void run_child(const struct daemon *d, int listener, pid_t parent)
{
	char blockdev[160], export[160];
	int log = open(d->log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	setpgid(0, 0); /* Ctrl-C must not reach the daemon: we handle it */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	snprintf(blockdev, sizeof(blockdev), "driver=file,node-name=f0,filename=%s", d->disk);
	snprintf(
		export, sizeof(export),
		"type=vhost-user-blk,id=e0,node-name=f0,addr.type=fd,addr.str=%d,writable=on,num-queues=1",
		listener);
	execlp(PROGRAM, PROGRAM, "--blockdev", blockdev, "--export", export, (char *)NULL);
	fprintf(stderr, "cannot start " PROGRAM ": %s\n", strerror(errno));
	_exit(127);
}

static int spawn(struct daemon *d)
{
	const struct timeval patience = {.tv_sec = ANSWER_SECONDS};
	struct sockaddr_un addr;
	pid_t parent = getpid();
	int listener = listen_at(d, &addr), err;

	if (listener < 0)
		return -errno;
	d->pid = fork();
	if (d->pid == 0)
		run_child(d, listener, parent);
	d->sock = d->pid < 0 ? -1 : socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	err = d->sock < 0 ? -errno : 0;
	if (!err && connect(d->sock, (struct sockaddr *)&addr, sizeof(addr)))
		err = -errno;
	if (!err)
		setsockopt(d->sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	close(listener);
	return err;
}

int daemon_start(struct daemon *d, uint64_t bytes)
{
	const char *tmp = getenv("TMPDIR");
	int err;

	*d = (struct daemon){.pid = -1, .sock = -1, .image = -1};
	if (!tmp || strlen(tmp) > 40)
		tmp = "/tmp";
	snprintf(d->dir, sizeof(d->dir), "%s/cohmem-XXXXXX", tmp);
	if (!mkdtemp(d->dir))
		return -errno;
	snprintf(d->disk, sizeof(d->disk), "%s/disk.img", d->dir);
	snprintf(d->log, sizeof(d->log), "%s/daemon.log", d->dir);

	d->image = open(d->disk, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (d->image < 0 || ftruncate(d->image, (off_t)bytes))
		err = -errno;
	else
		err = spawn(d);
	if (err)
		daemon_stop(d);
	return err;
}

/* Asks the daemon to terminate, and kills it if it does not. */
static void reap(pid_t pid)
{
	const struct timespec tick = {.tv_nsec = STOP_TICK_NS};

	kill(pid, SIGTERM);
	for (int i = 0; i < STOP_TICKS; i++) {
		if (waitpid(pid, NULL, WNOHANG) != 0)
			return;
		nanosleep(&tick, NULL);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

void daemon_stop(struct daemon *d)
{
	char path[128];

	if (d->sock >= 0)
		close(d->sock);
	if (d->pid > 0)
		reap(d->pid);
	if (d->image >= 0)
		close(d->image);
	unlink(d->disk);
	unlink(d->log);
	snprintf(path, sizeof(path), "%s/vub.sock", d->dir);
	unlink(path);
	rmdir(d->dir);
	d->pid = d->sock = d->image = -1;
}

void daemon_print_log(const struct daemon *d)
{
	char line[256];
	FILE *log = fopen(d->log, "r");

	while (log && fgets(line, sizeof(line), log))
		fprintf(stderr, "  " PROGRAM " says: %s", line);
	if (log)
		fclose(log);
}
