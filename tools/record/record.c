/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem record: record the running kernel's allocations of DMA memory. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../trace/record/kernel.h"
#include "../common/commands.h"
#include "../common/json_hex.h"
#include "../common/output.h"

#define ROUND_MS 100

static const char doc[] =
	"Record each dma_alloc_coherent() and dma_free_coherent() of the running kernel until COMMAND ends or cohmem is interrupted. The events dma:dma_alloc and dma:dma_free are used, or kprobes if the kernel does not have these events. A program that uses cohmem is recorded with COHMEM_TRACE=FILE instead.\vExamples: cohmem record -d '0000:03:*' -- modprobe mydriver; cohmem record -o boot.trace\n\nExit status: 0 on success, 1 if COMMAND failed, 2 if recording failed.";

struct options {
	const char *device;
	const char *file;
	char **command;
	bool json;
};

static const struct argp_option option_list[] = {
	{"device", 'd', "GLOB", 0, "only devices whose names match GLOB", 0},
	{"output", 'o', "FILE", 0, "write to FILE (default cohmem.trace)", 0},
	{"json", 'j', NULL, 0, "print a summary as JSON", 0},
	{0},
};

static error_t record_parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'd':
		o->device = arg;
		return 0;
	case 'o':
		o->file = arg;
		return 0;
	case 'j':
		o->json = true;
		return 0;
	case ARGP_KEY_ARGS:
		o->command = state->argv + state->next;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static volatile sig_atomic_t stop;

static void interrupted(int sig)
{
	(void)sig;
	stop = 1;
}

/* Return the PID of the new process, or -1 after reporting why there is none. */
static pid_t start_command(char **command)
{
	pid_t child = fork();

	if (child < 0)
		complain("cohmem record: cannot start %s: %s\n", command[0], strerror(errno));
	if (child)
		return child;
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	execvp(command[0], command);
	complain("cohmem record: %s: %s\n", command[0], strerror(errno));
	_exit(127);
}

/* Check whether the child has ended, without reaping it, so that its name can still be read. */
static bool has_ended(pid_t child)
{
	siginfo_t info = {0};

	return child && waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == child;
}

/* Record until the child ends or a signal arrives. Return the child's wait status, 0 if it has not ended. */
static int record_until_end(struct kernel *kernel, pid_t child)
{
	const struct timespec round = {.tv_nsec = ROUND_MS * 1000000L};
	int status = 0;
	bool ended;

	do {
		nanosleep(&round, NULL);
		ended = has_ended(child);
		kernel_round(kernel);
	} while (!stop && !ended);
	if (ended)
		waitpid(child, &status, 0);
	return status;
}

static void record_summary(const struct options *o, const struct kernel *kernel)
{
	json_t *json;

	complain("cohmem record: %" PRIu64 " events in %s, by %s\n", kernel->converter.events,
		 o->file, kernel->kprobes ? "kprobes" : "the kernel's events");
	if (!o->json)
		return;
	json = json_pack("{s:o, s:I, s:o, s:b}", "file", json_name(o->file), "events",
			 (json_int_t)kernel->converter.events, "lost",
			 json_number(kernel->converter.lost), "kprobes", kernel->kprobes);
	say_json(json);
	json_decref(json);
}

static int record_command(const struct options *o, FILE *file)
{
	struct kernel kernel = {.converter = {.device = o->device}};
	pid_t child = 0;
	char why[512];
	int status;

	if (!kernel_begin(&kernel, file, why, sizeof(why))) {
		complain("cohmem record: %s\n", why);
		return STATUS_BAD;
	}
	if (o->command)
		child = start_command(o->command);
	status = child < 0 ? 0 : record_until_end(&kernel, child);
	if (!kernel_end(&kernel)) {
		complain("cohmem record: %s: %s\n", o->file, strerror(errno));
		return STATUS_BAD;
	}
	record_summary(o, &kernel);
	if (child < 0)
		return STATUS_BAD;
	if (status)
		complain("cohmem record: %s failed\n", o->command[0]);
	return status ? STATUS_NO : STATUS_DONE;
}

/*
 * A signal that would end the program ends the recording, and the remaining events are written. A signal that was
 * ignored at the start (nohup) remains ignored. A file that cannot be written causes an error, not a signal.
 */
static void catch_signals(void)
{
	static const int ends[] = {SIGHUP,    SIGINT,  SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,  SIGALRM,
				   SIGVTALRM, SIGPROF, SIGXCPU, SIGIO,   SIGPWR,  SIGSTKFLT};
	const struct sigaction action = {.sa_handler = interrupted};
	struct sigaction before;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (sigaction(ends[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(ends[i], &action, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

int cohmem_record(int argc, char **argv)
{
	const struct argp argp = {option_list, record_parse, "[COMMAND [ARGUMENT...]]", doc, NULL,
				  NULL,        NULL};
	struct options o = {.file = "cohmem.trace"};
	FILE *file;
	int status;

	parse_arguments(&argp, argc, argv, ARGP_IN_ORDER, &o);
	file = fopen(o.file, "wbe");
	if (!file) {
		complain("cohmem record: %s: %s\n", o.file, strerror(errno));
		return STATUS_BAD;
	}
	catch_signals();
	status = record_command(&o, file);
	if (fclose(file) && status == STATUS_DONE) {
		complain("cohmem record: %s: %s\n", o.file, strerror(errno));
		status = STATUS_BAD;
	}
	return end_output("record", status);
}
