/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: snapshot - usage of a device's areas, as JSON text
 *
 * A snapshot contains the results of cohmem_area_get_info() and cohmem_device_get_stats(), for
 * people and programs that examine them later. It is one JSON object on one line (wrapped here)::
 *
 *   {"name": "boot", "time": 1795500000, "device": "dsp", "fell_through": 0,
 *    "generic_allocations": 0, "generic_failures": 0, "areas": [
 *     {"device_base": "0x1000", "size": 65536, "granule": 4096, "flags": 8, "draining": false,
 *      "granules": 16, "used": 3, "high_water": 7, "blocks": 2, "largest_free": 8,
 *      "allocations": 9, "failures": {"too_large": 0, "full": 0, "out_of_reach": 0,
 *      "fragmented": 1, "injected": 0}, "zeroed_bytes": 4096, "spared_bytes": 32768,
 *      "map": "##......#......."}]}
 *
 * used, high_water and largest_free are numbers of granules. The map divides the area into at most
 * 64 parts: '.' is a free part, '#' a used one, and a digit is the number of tenths that are used.
 */
#ifndef COHMEM_SNAPSHOT_H
#define COHMEM_SNAPSHOT_H

#include <cohmem/coherent.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_stats_json() - write a snapshot to memory
 * @dev:	the device
 * @name:	name of the snapshot; NULL: the snapshot contains neither name nor time
 * @text:	filled with the text and a terminating NUL, cut to @size; may be NULL if @size is 0
 * @size:	size of @text, in bytes
 *
 * Changes that other threads make meanwhile may be included in part.
 *
 * Return:
 * * the length of the whole text without the terminating NUL, as for snprintf()
 * * -EINVAL: @dev is NULL, or @text is NULL and @size is not 0
 * * -EPERM: @dev was set up before fork() and belongs to the parent process
 * Context: Thread context.
 */
int cohmem_stats_json(struct device *dev, const char *name, char *text, size_t size);

/**
 * cohmem_snapshot() - append a snapshot to a file, as one line
 * @dev:	the device
 * @name:	name of the snapshot, such as "after probe"
 * @path:	path of the file, which is created if it does not exist
 *
 * The line is written by one write(), so several processes may share a file.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev, @name or @path is NULL
 * * -EPERM: @dev was set up before fork() and belongs to the parent process
 * * -ENOMEM: out of memory
 * * -ENOSPC: only part of the line could be written
 * * another negative errno: from open(), write() or close()
 * Context: Thread context.
 */
int cohmem_snapshot(struct device *dev, const char *name, const char *path);

#ifdef __cplusplus
}
#endif
#endif
