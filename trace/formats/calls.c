/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "calls.h"

#include <string.h>

bool calls_push(struct calls *calls, const struct call *call)
{
	bool lost = calls->count == CALLS_MOST;

	if (lost) {
		memmove(calls->call, calls->call + 1, (CALLS_MOST - 1) * sizeof(*call));
		calls->count--;
	}
	calls->call[calls->count++] = *call;
	return !lost;
}

bool calls_pop(struct calls *calls, uint64_t pid, struct call *call)
{
	size_t i = calls->count;

	while (i && calls->call[i - 1].pid != pid)
		i--;
	if (!i)
		return false;
	*call = calls->call[i - 1];
	memmove(&calls->call[i - 1], &calls->call[i], (calls->count - i) * sizeof(*call));
	calls->count--;
	return true;
}
