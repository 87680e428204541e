/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Signals to the process group, or from the terminal, must not end the watchdog. */
static void watchdog_run(int fd, void (*clean_up)(void *data), void *data)
{
	sigset_t all;
	char byte;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setsid();
	prctl(PR_SET_NAME, "record-watchdog"); /* so that "killall cohmem" spares it */
	while (read(fd, &byte, 1) < 0 && errno == EINTR)
		;
	clean_up(data);
	_exit(0);
}

bool watchdog_begin(struct watchdog *watchdog, void (*clean_up)(void *data), void *data)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return false;
	watchdog->pid = fork();
	if (watchdog->pid == 0) {
		close(fds[1]);
		watchdog_run(fds[0], clean_up, data);
	}
	close(fds[0]);
	if (watchdog->pid < 0) {
		watchdog->pid = 0;
		close(fds[1]);
		return false;
	}
	watchdog->fd = fds[1];
	return true;
}

void watchdog_end(struct watchdog *watchdog)
{
	if (!watchdog->pid)
		return;
	kill(watchdog->pid, SIGKILL);
	close(watchdog->fd);
	waitpid(watchdog->pid, NULL, 0);
	watchdog->pid = 0;
}
