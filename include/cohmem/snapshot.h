/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: snapshot - who fills a device's areas, as JSON text
 *
 * What cohmem_area_get_info() and cohmem_device_get_stats() tell, for people and programs that are not
 * there when it happens. One line of text, one object:
 *
 *   {"name": "boot", "time": 1795500000, "device": "dsp", "fell_through": 0,
 *    "generic_allocations": 0, "generic_failures": 0, "areas": [
 *     {"device_base": "0x1000", "size": 65536, "granule": 4096, "flags": 8, "draining": false,
 *      "granules": 16, "used": 3, "high_water": 7, "blocks": 2, "largest_free": 8,
 *      "allocations": 9, "failures": {"too_large": 0, "full": 0, "out_of_reach": 0,
 *      "fragmented": 1, "injected": 0}, "zeroed_bytes": 4096, "spared_bytes": 32768,
 *      "map": "##......#......."}]}
 *
 * used, high_water and largest_free are granules. The map cuts the area into at most 64 pieces: '.'
 * is free, '#' in use, a digit says how many tenths are.
 */
#ifndef COHMEM_SNAPSHOT_H
#define COHMEM_SNAPSHOT_H

#include <cohmem/coherent.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_stats_json() - the object above
 * @dev:	the device
 * @name:	of the snapshot; NULL: neither name nor time
 * @text:	filled with the text and a final 0, cut off where @size ends; may be NULL if @size is 0
 * @size:	in bytes
 *
 * What other threads do meanwhile may be seen in part. Returns the length of the whole text without
 * the final 0, as snprintf() does; -EINVAL when @dev is NULL, or @text is and @size is not 0.
 * Thread context.
 */
int cohmem_stats_json(struct device *dev, const char *name, char *text, size_t size);

/**
 * cohmem_snapshot() - append the object above to a file, as a line
 * @dev:	the device
 * @name:	of the snapshot, such as "after probe"
 * @path:	of the file; made if there is none
 *
 * Written at once, so that several processes may share a file. Returns 0; -EINVAL when an argument is
 * NULL; -ENOMEM; or the -errno of open(), write() or close(). Thread context.
 */
int cohmem_snapshot(struct device *dev, const char *name, const char *path);

#ifdef __cplusplus
}
#endif
#endif
