/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Linux's headers mixed with libc's, in either order, as in tests of drivers. */
#include <assert.h>
#include <sys/param.h>
#include <sys/queue.h>

#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Several initcalls in one file. */
static int __init early(void)
{
	return abs(-1) - 1;
}

static int __init late(void)
{
	return early();
}

subsys_initcall(early);
late_initcall(late);
