/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <cohmem/types.h>

/* In a child process: empties @list. Its entries remain reachable through @left, so they are not reported as leaks. */
#define leave_to_parent(list, left)               \
	do {                                      \
		__typeof__(list) *end_ = &(list); \
                                                  \
		while (*end_)                     \
			end_ = &(*end_)->next;    \
		*end_ = (left);                   \
		(left) = (list);                  \
		(list) = NULL;                    \
	} while (0)

#endif
