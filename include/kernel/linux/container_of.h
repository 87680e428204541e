/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Converts a pointer to a member into a pointer to the structure that contains it. */
#ifndef COHMEM_LINUX_CONTAINER_OF_H
#define COHMEM_LINUX_CONTAINER_OF_H

#include <linux/stddef.h>

#define container_of(ptr, type, member)                                        \
	({                                                                     \
		const __typeof__(((type *)0)->member) *cohmem_member_ = (ptr); \
		(type *)((uintptr_t)cohmem_member_ - offsetof(type, member));  \
	})

#endif
