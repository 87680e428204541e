/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Reads trace-cmd's trace.dat with libtracecmd. That library trusts its input, so a child process reads the file and
 * converts it to a recording of cohmem's own: a damaged file can only crash the child process.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../input/internal.h"
#include "dat_convert.h"

#define CPU_SECONDS 60 /* and one more for each MiB */

static bool dat_begins(const char *bytes, size_t count)
{
	return count >= 10 && !memcmp(bytes, "\x17\x08\x44tracing", 10);
}

/* Copy the whole trace to a temporary file: libtracecmd needs a file that it can map. */
static int dat_copy(struct trace *trace, FILE *to)
{
	while (trace->from < trace->to) {
		fwrite(trace->buffer + trace->from, 1, trace->to - trace->from, to);
		trace->from = trace->to;
		if (trace_fill(trace))
			return -EIO;
	}
	if (fflush(to) || ferror(to))
		return trace_fail(trace, -EIO, "cannot be unpacked to a temporary file: %s",
				  strerror(errno));
	rewind(to);
	return 0;
}

/* Runs in the child process. */
static void dat_convert_in_child(FILE *file, int to)
{
	int null = open("/dev/null", O_WRONLY);
	struct rlimit limit;
	FILE *out = fdopen(to, "wb");
	long bytes;

	dup2(null, STDERR_FILENO);
	fseek(file, 0, SEEK_END);
	bytes = ftell(file);
	rewind(file);
	limit.rlim_cur = limit.rlim_max = CPU_SECONDS + (bytes > 0 ? (rlim_t)bytes >> 20 : 0);
	setrlimit(RLIMIT_CPU, &limit);
	limit.rlim_cur = limit.rlim_max = 0;
	setrlimit(RLIMIT_CORE, &limit);
	_exit(out && dat_convert(fileno(file), out) ? 0 : 1);
}

/* From now on the trace is read from the pipe. */
static int read_from(struct trace *trace, int fd)
{
	source_close(trace->source);
	trace->source = source_of(fdopen(fd, "rb"));
	if (!trace->source)
		return trace_fail(trace, -ENOMEM, "no memory to read it");
	trace->from = trace->to = 0;
	trace->ended = false;
	if (trace_fill(trace))
		return -EIO;
	if (trace->to < 8)
		return trace_fail(trace, -EINVAL,
				  "libtracecmd crashed or timed out after 0 events");
	return own_start(trace);
}

/* Give the file itself to the child process, without a copy. */
static int dat_take(struct trace *trace, int fd, FILE **file)
{
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 0), err;

	*file = own < 0 ? NULL : fdopen(own, "rb");
	if (!*file) {
		err = trace_fail(trace, -errno, "cannot be opened again: %s", strerror(errno));
		if (own >= 0)
			close(own);
		return err;
	}
	/* Close it before the fork: closing it moves the file offset, which the child process shares. */
	source_close(trace->source);
	trace->source = NULL;
	return 0;
}

static int open_all(struct trace *trace, FILE **file)
{
	int fd = source_fd(trace->source), err;

	if (fd >= 0)
		return dat_take(trace, fd, file);
	*file = tmpfile();
	if (!*file)
		return trace_fail(trace, -errno, "cannot create a temporary file: %s",
				  strerror(errno));
	err = dat_copy(trace, *file);
	if (err)
		fclose(*file);
	return err;
}

static int dat_start(struct trace *trace)
{
	int pipes[2], err;
	FILE *file;

	err = open_all(trace, &file);
	if (err)
		return err;
	if (pipe2(pipes, O_CLOEXEC)) {
		err = trace_fail(trace, -errno, "cannot create a pipe: %s", strerror(errno));
		goto close_file;
	}
	trace->child = fork();
	if (trace->child == 0)
		dat_convert_in_child(file, pipes[1]);
	close(pipes[1]);
	fclose(file);
	if (trace->child < 0) {
		close(pipes[0]);
		return trace_fail(trace, -EAGAIN, "cannot create a process to read it");
	}
	return read_from(trace, pipes[0]);

close_file:
	fclose(file);
	return err;
}

static int dat_next(struct trace *trace, struct trace_event *event)
{
	int got = own_next(trace, event);

	if (got == 0 && trace->notes.unended)
		return trace_fail(
			trace, -EINVAL,
			"it is damaged: libtracecmd crashed or timed out after %llu events",
			(unsigned long long)trace->notes.events);
	return got;
}

static void dat_stop(struct trace *trace)
{
	own_stop(trace);
	if (trace->child > 0) {
		kill(trace->child, SIGKILL);
		waitpid(trace->child, NULL, 0);
	}
}

const struct format dat_format = {"trace.dat", dat_begins, dat_start, dat_next, dat_stop};
