/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "dat_convert.h"

#include <stdio.h>
#include <stdlib.h>
#include <trace-cmd.h>
#include <unistd.h>

#include "convert.h"

#define MOST_BUFFERS 64

static int convert_record(struct tracecmd_input *input, struct tep_record *record, int cpu,
			  void *data)
{
	struct tep_handle *tep = tracecmd_get_tep(input);
	struct converter *c = data;

	(void)cpu;
	convert_lost(c, record->missed_events);
	convert_event(c, tep, tep_find_event_by_record(tep, record), record);
	return 0;
}

/* Convert the main buffer and the buffers of the instances, merged in order of time. */
static int convert_all(struct tracecmd_input *input, struct converter *c)
{
	struct tracecmd_input *inputs[MOST_BUFFERS] = {input};
	int count = 1, instances = tracecmd_buffer_instances(input);

	for (int i = 0; i < instances && count < MOST_BUFFERS; i++) {
		inputs[count] = tracecmd_buffer_instance_handle(input, i);
		count += inputs[count] != NULL;
	}
	return tracecmd_iterate_events_multi(inputs, count, convert_record, c);
}

bool dat_convert(int fd, FILE *out)
{
	struct converter *c = calloc(1, sizeof(*c));
	struct tracecmd_input *input;
	char why[128];

	if (!c || !convert_begin(c, out))
		return false;
	tracecmd_set_loglevel(TEP_LOG_NONE);
	/* libtracecmd closes the duplicate. The two share a file offset, which shows how far it read. */
	input = tracecmd_open_fd(dup(fd), TRACECMD_FL_LOAD_NO_PLUGINS);
	if (!input) {
		snprintf(why, sizeof(why),
			 "libtracecmd cannot read it beyond byte %lld: it is damaged or cut off",
			 (long long)lseek(fd, 0, SEEK_CUR));
		own_why(&c->writer, why);
	}
	if (input && convert_all(input, c))
		own_why(&c->writer, "libtracecmd cannot read all of it");
	return convert_end(c);
}
