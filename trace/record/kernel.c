/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <tracefs.h>
#include <unistd.h>

#define BUFFER_KIB 4096 /* for each CPU */
#define COMMS      256u

/* A struct device begins with a pointer to its name. The result of an allocation is known when it returns. */
static const struct probe {
	const char *event;
	bool returns;
	const char *function;
	const char *arguments;
} probes[] = {
	{"dma_alloc_attrs", false, "dma_alloc_attrs", "device=+0(+0($arg1)):string size=$arg2"},
	{"dma_alloc_attrs_ret", true, "dma_alloc_attrs", "virt_addr=$retval"},
	{"dma_free_attrs", false, "dma_free_attrs",
	 "device=+0(+0($arg1)):string size=$arg2 virt_addr=$arg3 dma_addr=$arg4"},
};

#define PROBES (sizeof(probes) / sizeof(probes[0]))

/* If a kernel lacks one of the first two, kprobes are used instead. The others are optional. */
static const char *const events[] = {"dma_alloc",      "dma_free",      "dma_alloc_pages",
				     "dma_free_pages", "dma_alloc_sgt", "dma_alloc_sgt_err",
				     "dma_free_sgt"};

#define NEEDED_EVENTS 2

/* Get a task's current name; it is empty if the task has exited. */
static const char *comm_of(int pid)
{
	static struct {
		int pid;
		char name[17];
	} comms[COMMS];
	size_t i = (unsigned int)pid % COMMS;
	char path[64];
	FILE *file;

	if (pid == 0)
		return "<idle>";
	if (comms[i].pid == pid)
		return comms[i].name;
	comms[i].pid = pid;
	comms[i].name[0] = 0;
	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	file = fopen(path, "re");
	if (file && fgets(comms[i].name, sizeof(comms[i].name), file))
		comms[i].name[strcspn(comms[i].name, "\n")] = 0;
	if (file)
		fclose(file);
	return comms[i].name;
}

/* Load the kernel's symbols: kretprobes report callers as addresses. */
static void load_symbols(struct tep_handle *tep)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char line[512], name[256], module[128], kind;
	unsigned long long address;

	while (file && fgets(line, sizeof(line), file)) {
		int count = sscanf(line, "%llx %c %255s [%127[^]]]", &address, &kind, name, module);

		if (count >= 3 && (kind == 't' || kind == 'T') && address)
			tep_register_function(tep, name, address, count == 4 ? module : NULL);
	}
	if (file)
		fclose(file);
}

static bool has_events(void)
{
	for (size_t i = 0; i < NEEDED_EVENTS; i++) {
		if (!tracefs_event_file_exists(NULL, "dma", events[i], "enable"))
			return false;
	}
	return true;
}

static bool add_probes(void)
{
	bool good = true;

	for (size_t i = 0; i < PROBES && good; i++) {
		const struct probe *p = &probes[i];
		int err = p->returns ? tracefs_kretprobe_raw("cohmem", p->event, p->function,
							     p->arguments)
				     : tracefs_kprobe_raw("cohmem", p->event, p->function,
							  p->arguments);

		/* Another recording may have created it. */
		good = err == 0 || tracefs_event_file_exists(NULL, "cohmem", p->event, "enable");
	}
	return good;
}

/* Remove the probes, except those that another recording uses. */
static void remove_probes(void)
{
	for (size_t i = 0; i < PROBES; i++) {
		struct tracefs_dynevent *probe = tracefs_dynevent_get(
			probes[i].returns ? TRACEFS_DYNEVENT_KRETPROBE : TRACEFS_DYNEVENT_KPROBE,
			"cohmem", probes[i].event);

		if (probe)
			tracefs_dynevent_destroy(probe, false);
		tracefs_dynevent_free(probe);
	}
}

static bool enable(const struct kernel *k)
{
	bool good = true;

	if (k->kprobes) {
		for (size_t i = 0; i < PROBES; i++)
			good &= tracefs_event_enable(k->instance, "cohmem", probes[i].event) == 0;
	} else {
		for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
			good &= tracefs_event_enable(k->instance, "dma", events[i]) == 0 ||
				i >= NEEDED_EVENTS;
	}
	return good;
}

static void disable(const struct kernel *k)
{
	tracefs_trace_off(k->instance);
	tracefs_event_disable(k->instance, k->kprobes ? "cohmem" : "dma", NULL);
}

/* Also called in the watchdog's process, which was forked before the instance existed, and finds it by its name. */
static void remove_from_kernel(void *kernel)
{
	struct kernel *k = kernel;

	if (!k->instance)
		k->instance = tracefs_instance_alloc(NULL, k->name);
	if (k->instance) {
		disable(k);
		tracefs_instance_destroy(k->instance);
	}
	if (k->kprobes)
		remove_probes();
}

static int kernel_take_event(struct tep_event *event, struct tep_record *record, int cpu,
			     void *data)
{
	struct kernel *k = data;

	(void)cpu;
	convert_lost(&k->converter, record->missed_events);
	convert_event(&k->converter, k->tep, event, record);
	return 0;
}

/* libtracefs reports that this failed, but not why. */
static const char *make_instance(struct kernel *k)
{
	k->instance = tracefs_instance_create(k->name);
	if (!k->instance)
		return "cannot create a tracing instance";
	if (tracefs_instance_set_buffer_size(k->instance, BUFFER_KIB, -1))
		return "cannot enlarge the trace buffer";
	return NULL;
}

static const char *recording_begin(struct kernel *k, FILE *out)
{
	const char *why;

	k->kprobes = !has_events();
	snprintf(k->name, sizeof(k->name), "cohmem-%d", (int)getpid());
	if (!watchdog_begin(&k->watchdog, remove_from_kernel, k))
		return "cannot create the process that cleans up if this one is killed";
	if (k->kprobes && !add_probes())
		return "this kernel has neither the events dma:dma_alloc and dma:dma_free (since Linux 6.12) nor kprobes (CONFIG_KPROBE_EVENTS)";
	why = make_instance(k);
	if (why)
		return why;
	k->tep = tracefs_local_events_system(
		NULL, (const char *const[]){k->kprobes ? "cohmem" : "dma", NULL});
	if (!k->tep)
		return "the events' formats cannot be read";
	if (k->kprobes)
		load_symbols(k->tep);
	if (!enable(k) || tracefs_trace_on(k->instance))
		return "the events cannot be enabled";
	k->converter.comm = comm_of;
	return convert_begin(&k->converter, out) ? NULL : "the recording cannot be written";
}

static void clean_up(struct kernel *k)
{
	remove_from_kernel(k);
	if (k->instance)
		tracefs_instance_free(k->instance);
	watchdog_end(&k->watchdog);
	if (k->tep)
		tep_free(k->tep);
}

bool kernel_begin(struct kernel *k, FILE *out, char *why, size_t room)
{
	const char *dir, *bad;

	tracefs_set_loglevel(TEP_LOG_NONE);
	errno = 0;
	dir = tracefs_tracing_dir();
	if (!dir || access(dir, R_OK | W_OK | X_OK)) {
		snprintf(
			why, room, "%s: %s%s", dir ? dir : "/sys/kernel/tracing",
			strerror(errno ? errno : ENOENT),
			errno == EACCES
				? ": this requires root"
				: ": root can mount it (mount -t tracefs tracefs /sys/kernel/tracing)");
		return false;
	}
	bad = recording_begin(k, out);
	if (!bad)
		return true;
	snprintf(why, room, "%s", bad);
	clean_up(k);
	return false;
}

bool kernel_round(struct kernel *k)
{
	return tracefs_iterate_raw_events(k->tep, k->instance, NULL, 0, kernel_take_event, k) == 0;
}

bool kernel_end(struct kernel *k)
{
	bool good;

	disable(k);
	good = kernel_round(k);
	clean_up(k);
	return convert_end(&k->converter) && good;
}
