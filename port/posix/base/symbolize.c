/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Translation of code addresses to file, line and function, by libdw of elfutils. libdw is loaded when the first
 * address is translated, so that a program without findings does not need it. If libdw or debug information is
 * missing, the address is written as module and offset, for addr2line.
 *
 * Separate debug information is searched for by build ID, in local files only. libdw's standard search would also
 * query the servers in DEBUGINFOD_URLS, and the program would wait for them.
 */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "symbolize.h"

#ifdef COHMEM_HAVE_LIBDW
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The functions of libdw that this file uses, in the order of the names in libdw_load(). */
static struct {
	__typeof__(dwfl_begin) *dwfl_begin;
	__typeof__(dwfl_report_begin) *dwfl_report_begin;
	__typeof__(dwfl_report_end) *dwfl_report_end;
	__typeof__(dwfl_linux_proc_report) *dwfl_linux_proc_report;
	__typeof__(dwfl_linux_proc_find_elf) *dwfl_linux_proc_find_elf;
	__typeof__(dwfl_build_id_find_debuginfo) *dwfl_build_id_find_debuginfo;
	__typeof__(dwfl_addrmodule) *dwfl_addrmodule;
	__typeof__(dwfl_module_nextcu) *dwfl_module_nextcu;
	__typeof__(dwarf_attr_integrate) *dwarf_attr_integrate;
	__typeof__(dwarf_decl_file) *dwarf_decl_file;
	__typeof__(dwarf_diename) *dwarf_diename;
	__typeof__(dwarf_filesrc) *dwarf_filesrc;
	__typeof__(dwarf_formudata) *dwarf_formudata;
	__typeof__(dwarf_getscopes) *dwarf_getscopes;
	__typeof__(dwarf_getscopes_die) *dwarf_getscopes_die;
	__typeof__(dwarf_getsrc_die) *dwarf_getsrc_die;
	__typeof__(dwarf_getsrcfiles) *dwarf_getsrcfiles;
	__typeof__(dwarf_haspc) *dwarf_haspc;
	__typeof__(dwarf_lineno) *dwarf_lineno;
	__typeof__(dwarf_linesrc) *dwarf_linesrc;
	__typeof__(dwarf_tag) *dwarf_tag;
} dw;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* libdw has no locks */
static Dwfl *session;
static bool tried;

static bool libdw_load(void)
{
	static const char *const names[] = {
		"dwfl_begin",
		"dwfl_report_begin",
		"dwfl_report_end",
		"dwfl_linux_proc_report",
		"dwfl_linux_proc_find_elf",
		"dwfl_build_id_find_debuginfo",
		"dwfl_addrmodule",
		"dwfl_module_nextcu",
		"dwarf_attr_integrate",
		"dwarf_decl_file",
		"dwarf_diename",
		"dwarf_filesrc",
		"dwarf_formudata",
		"dwarf_getscopes",
		"dwarf_getscopes_die",
		"dwarf_getsrc_die",
		"dwarf_getsrcfiles",
		"dwarf_haspc",
		"dwarf_lineno",
		"dwarf_linesrc",
		"dwarf_tag",
	};
	void *lib = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);
	void **function = (void **)&dw;

	for (size_t i = 0; lib && i < sizeof(names) / sizeof(names[0]); i++) {
		function[i] = dlsym(lib, names[i]);
		if (!function[i])
			return false;
	}
	return lib != NULL;
}

/* Begin a session, or update the list of mapped modules. */
static void symbolize_in_turn(void)
{
	static Dwfl_Callbacks callbacks;

	if (!tried) {
		tried = true;
		if (libdw_load()) {
			callbacks =
				(Dwfl_Callbacks){.find_elf = dw.dwfl_linux_proc_find_elf,
						 .find_debuginfo = dw.dwfl_build_id_find_debuginfo};
			session = dw.dwfl_begin(&callbacks);
		}
	} else if (session) {
		dw.dwfl_report_begin(session);
	}
	if (session) {
		dw.dwfl_linux_proc_report(session, getpid());
		dw.dwfl_report_end(session, NULL, NULL);
	}
}

/*
 * Find the compilation unit that contains @site, and the bias to subtract from addresses in it. Returns NULL if no unit
 * contains @site. All units are searched, because the address table (.debug_aranges) lacks code that clang compiled.
 */
static Dwarf_Die *unit_around(uintptr_t site, Dwarf_Addr *bias)
{
	Dwfl_Module *module = dw.dwfl_addrmodule(session, site);
	Dwarf_Die *unit = NULL;

	while (module && (unit = dw.dwfl_module_nextcu(module, unit, bias))) {
		if (dw.dwarf_haspc(unit, site - *bias) > 0)
			break;
	}
	return unit;
}

struct place {
	const char *file;
	int line;
	const char *function;
};

/* Return true if a function is declared in one of our headers: the caller's location is reported instead. */
static bool is_ours(Dwarf_Die *function)
{
	const char *file = dw.dwarf_decl_file(function);
	const char *last = file ? strrchr(file, '/') : NULL;

	return last && ((last - file >= 7 && !strncmp(last - 7, "/cohmem", 7)) ||
			(last - file >= 6 && !strncmp(last - 6, "/linux", 6)));
}

static Dwarf_Word dwarf_number(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value = 0;

	if (dw.dwarf_attr_integrate(die, name, &attribute))
		dw.dwarf_formudata(&attribute, &value);
	return value;
}

/*
 * Set @place->function. If @pc is in inlined functions of ours, set the file and line to the call of the outermost of
 * these functions.
 */
static void frame_climb(Dwarf_Die *unit, Dwarf_Addr pc, struct place *place)
{
	Dwarf_Die *innermost, *scopes = NULL;
	Dwarf_Files *files;
	size_t file_count;
	int count;

	if (dw.dwarf_getscopes(unit, pc, &innermost) <= 0)
		return;
	/* The scopes above are those around the definition of an inlined function; these are around its call. */
	count = dw.dwarf_getscopes_die(innermost, &scopes);
	for (int i = 0; i < count; i++) {
		int tag = dw.dwarf_tag(&scopes[i]);

		if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
			continue;
		place->function = dw.dwarf_diename(&scopes[i]);
		if (tag == DW_TAG_subprogram || !is_ours(&scopes[i]))
			break;
		place->line = (int)dwarf_number(&scopes[i], DW_AT_call_line);
		if (dw.dwarf_getsrcfiles(unit, &files, &file_count) == 0)
			place->file = dw.dwarf_filesrc(
				files, (size_t)dwarf_number(&scopes[i], DW_AT_call_file), NULL,
				NULL);
	}
	free(scopes);
	free(innermost);
}

static bool find_place(uintptr_t site, struct place *place)
{
	Dwarf_Addr bias;
	Dwarf_Die *unit = unit_around(site, &bias);
	Dwarf_Line *line = unit ? dw.dwarf_getsrc_die(unit, site - bias) : NULL;

	if (!line)
		return false;
	place->file = dw.dwarf_linesrc(line, NULL, NULL);
	dw.dwarf_lineno(line, &place->line);
	frame_climb(unit, site - bias, place);
	return place->file != NULL;
}

static bool from_debug_information(uintptr_t site, char *text, size_t bytes)
{
	struct place place = {0};

	if (!session || !dw.dwfl_addrmodule(session, site))
		symbolize_in_turn();
	if (!session || !find_place(site, &place))
		return false;
	snprintf(text, bytes, "%s:%d%s%s%s", place.file, place.line, place.function ? " in " : "",
		 place.function ? place.function : "", place.function ? "()" : "");
	return true;
}

/* If a thread of the parent was inside libdw, a new session is begun later, and the parent's is not touched. */
void cohmem__where_fork_child(void)
{
	if (pthread_mutex_trylock(&mutex)) {
		mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
		session = NULL;
		tried = false;
		return;
	}
	pthread_mutex_unlock(&mutex);
}

static bool with_line(uintptr_t site, char *text, size_t bytes)
{
	bool known;

	pthread_mutex_lock(&mutex);
	known = from_debug_information(site, text, bytes);
	pthread_mutex_unlock(&mutex);
	return known;
}
#else
void cohmem__where_fork_child(void)
{
}

static bool with_line(uintptr_t site, char *text, size_t bytes)
{
	(void)site, (void)text, (void)bytes;
	return false;
}
#endif

void cohmem__where(const void *site, char *text, size_t bytes)
{
	uintptr_t call = (uintptr_t)site;
	Dl_info info;

	if (!site)
		return;
#ifdef __arm__
	call &= ~(uintptr_t)1; /* the Thumb bit */
#endif
	call--; /* a return address may belong to the next line */

	if (with_line(call, text, bytes))
		return;
	if (dladdr((void *)call, &info) && info.dli_fname)
		snprintf(text, bytes, "%s+%#lx", info.dli_fname,
			 (unsigned long)(call - (uintptr_t)info.dli_fbase));
}
