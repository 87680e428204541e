/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A plugin of QEMU that counts the instructions executed between two places and reports the largest number.
 *
 * usage: -plugin file=libmeter.so,NAME=FROM:TO,not=PLACE,...
 *
 * FROM, TO and PLACE are code addresses in hexadecimal. Counting begins with the
 * instruction at FROM and ends before the one at TO; another FROM in between does not restart it. A count is discarded
 * if the instruction at PLACE is executed meanwhile. At exit the plugin prints to stderr, for each NAME, the largest of
 * its COUNT counts, "meter: NAME most MAX of COUNT", and "meter: not=PLACE never executed" for each PLACE that was not.
 * QEMU 7.2 installs no header for plugins, so the declarations that are used are repeated here
 * (docs/devel/tcg-plugins.rst). All later versions have them, too, so that one plugin works with all.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define EXPORT  __attribute__((visibility("default")))
#define API     1
#define LATER   2 /* of QEMU 9.0, which rejects version 1 */
#define PLACES  32
#define NO_REGS 0

typedef uint64_t plugin_id;
struct qemu_plugin_tb;
struct qemu_plugin_insn;

void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id,
					   void (*cb)(plugin_id id, struct qemu_plugin_tb *tb));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    void (*cb)(unsigned int vcpu, void *data), int flags,
					    void *data);
void qemu_plugin_register_atexit_cb(plugin_id id, void (*cb)(plugin_id id, void *data), void *data);

/* Never called; its presence shows that QEMU supports LATER. */
__attribute__((weak)) void *qemu_plugin_scoreboard_new(size_t bytes);

extern EXPORT int qemu_plugin_version;
EXPORT int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv);
int qemu_plugin_version = API;

/* QEMU reads the version after it has loaded the plugin, so a constructor can still set it. */
__attribute__((constructor)) static void choose_version(void)
{
	if (qemu_plugin_scoreboard_new)
		qemu_plugin_version = LATER;
}

static uint64_t instructions;
static struct {
	uint64_t at;
	bool came;
} excluded[PLACES];
static size_t excluded_count;
static size_t places;
static struct place {
	char name[32];
	uint64_t from, to;
	uint64_t start;
	uint64_t most;
	uint64_t count;
	bool inside;
} place[PLACES];

static void enter(unsigned int vcpu, void *data)
{
	struct place *p = data;

	(void)vcpu;
	if (p->inside)
		return;
	p->inside = true;
	p->start = instructions;
}

static void leave(unsigned int vcpu, void *data)
{
	struct place *p = data;

	(void)vcpu;
	if (!p->inside)
		return;
	p->inside = false;
	p->count++;
	if (p->most < instructions - p->start)
		p->most = instructions - p->start;
}

static void forget(unsigned int vcpu, void *data)
{
	(void)vcpu, (void)data;
	for (size_t k = 0; k < places; k++)
		place[k].inside = false;
}

static void count(unsigned int vcpu, void *data)
{
	(void)vcpu, (void)data;
	instructions++;
}

/* QEMU calls the functions that are registered here before it executes the instruction. */
static void watch(struct qemu_plugin_insn *insn)
{
	uint64_t at = qemu_plugin_insn_vaddr(insn);

	for (size_t k = 0; k < excluded_count; k++) {
		if (at != excluded[k].at)
			continue;
		excluded[k].came = true;
		qemu_plugin_register_vcpu_insn_exec_cb(insn, forget, NO_REGS, NULL);
	}
	for (size_t k = 0; k < places; k++) {
		struct place *p = &place[k];

		if (at == p->to)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, leave, NO_REGS, p);
		if (at == p->from)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, enter, NO_REGS, p);
	}
	qemu_plugin_register_vcpu_insn_exec_cb(insn, count, NO_REGS, NULL);
}

static void translated(plugin_id id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		watch(qemu_plugin_tb_get_insn(tb, i));
}

static void tell(plugin_id id, void *data)
{
	(void)id, (void)data;
	for (size_t k = 0; k < places; k++)
		fprintf(stderr, "meter: %s most %" PRIu64 " of %" PRIu64 "\n", place[k].name,
			place[k].most, place[k].count);
	for (size_t k = 0; k < excluded_count; k++) {
		if (!excluded[k].came)
			fprintf(stderr, "meter: not=%" PRIx64 " never executed\n", excluded[k].at);
	}
}

static bool parse(const char *text)
{
	struct place *p = &place[places];

	if (excluded_count < PLACES &&
	    sscanf(text, "not=%" SCNx64, &excluded[excluded_count].at) == 1) {
		excluded_count++;
		return true;
	}
	if (places == PLACES ||
	    sscanf(text, "%31[^=]=%" SCNx64 ":%" SCNx64, p->name, &p->from, &p->to) != 3)
		return false;
	places++;
	return true;
}

int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		if (!parse(argv[i])) {
			fprintf(stderr, "meter: '%s' is not NAME=FROM:TO\n", argv[i]);
			return -1;
		}
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, tell, NULL);
	return 0;
}
