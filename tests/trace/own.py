# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Records of cohmem's own recordings, written by hand (include/cohmem/recording.h)."""
import struct

HEAD = b'COHMTRC1'
ALLOC, FREE, NAME, LOST, END, WHY, AREA, AREA_END = range(1, 9)


def own(kind, **fields):
    f = dict.fromkeys(('time', 'addr', 'size', 'device', 'task', 'caller', 'flags', 'granule_shift'), 0) | fields
    return struct.pack('<QQQIIIHHII', f['time'], f['addr'], f['size'], f['device'], f['task'], f['caller'], kind, f['flags'], f['granule_shift'], 0)


def name(number, text):
    data = text.encode()
    return own(NAME, addr=number, size=len(data)) + data + bytes(-len(data) % 8)
