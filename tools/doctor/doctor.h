/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem doctor: collect everything in one JSON object, and print it as JSON or text. */
#ifndef TOOLS_DOCTOR_DOCTOR_H
#define TOOLS_DOCTOR_DOCTOR_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct device;

/* last_report.c: Return the library's last report since doctor_forget_report(); "" if there was none. */
const char *doctor_last_report(void);
void doctor_forget_report(void);
/* For cohmem_set_log(). */
void doctor_keep_report(void *ctx, int level, const struct device *dev, const char *text);

/* find.c */
json_t *doctor_backends(void);
/* machine.c */
json_t *doctor_limits(void);
json_t *doctor_huge_pages(void);
json_t *doctor_iommu_groups(void);
json_t *doctor_reserved_memory(void);
/* Read a file in /sys or /proc into @text, without its last newline. Return @text, which is "" if that fails. */
const char *doctor_read(char *text, size_t bytes, const char *path, ...)
	__attribute__((format(printf, 3, 4)));
/* print.c */
void doctor_print(json_t *found);

#endif
