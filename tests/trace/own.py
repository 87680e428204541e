# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Records of cohmem's own recordings, written by hand (include/cohmem/recording.h)."""
import os
import struct

HEAD = b'COHMTRC1'
RECORD = struct.Struct('<QQQIIIHHII')
ALLOC, FREE, NAME, LOST, END, WHY, AREA, AREA_END = range(1, 9)


def own(kind, **fields):
    f = dict.fromkeys(('time', 'addr', 'size', 'device', 'task', 'caller', 'flags', 'granule_shift'), 0) | fields
    return RECORD.pack(f['time'], f['addr'], f['size'], f['device'], f['task'], f['caller'], kind, f['flags'], f['granule_shift'], 0)


def events_in(path):
    """Count the allocations and releases in the part of the file that has been written; 0 if there is no file."""
    if not os.path.exists(path):
        return 0
    with open(path, 'rb') as f:
        data = f.read()
    count, at = 0, len(HEAD)
    while at + RECORD.size <= len(data):
        _, _, size, _, _, _, kind, *_ = RECORD.unpack_from(data, at)
        count += kind in (ALLOC, FREE)
        at += RECORD.size + (size + 7 & ~7 if kind in (NAME, WHY) else 0)
    return count


def name(number, text):
    data = text.encode()
    return own(NAME, addr=number, size=len(data)) + data + bytes(-len(data) % 8)
