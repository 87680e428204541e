#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Files with extreme numbers: they are refused with the name of the number, or counted correctly. Prints TAP.

usage: numbers.py path/to/cohmem
"""
import gzip
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'lib'), os.path.join(HERE, '..', 'trace')]
from own import ALLOC, AREA, AREA_END, END, FREE, HEAD, LOST, NAME, WHY, name, own
from tap import check, finish

COHMEM = os.path.abspath(sys.argv[1])
LARGEST, FIELDS = 2 ** 63 - 1, ('size', 'granule', 'granules', 'used', 'high_water', 'blocks', 'largest_free', 'allocations', 'zeroed_bytes', 'spared_bytes')
LINE = 'x-1 [000] ..... {}: dma_alloc: dev dma_addr={:x} size={} virt_addr=00000000deadbeef flags=GFP_KERNEL attrs=\n'


def run(*args):
    return subprocess.run([COHMEM, *args], capture_output=True, text=True, errors='replace', timeout=120, stdin=subprocess.DEVNULL)


def read(folder, data, *args):
    with open(f'{folder}/file', 'wb') as f:
        f.write(data if isinstance(data, bytes) else data.encode())
    r = run(*args, f'{folder}/file')
    return r, json.loads(r.stdout) if '--json' in args and r.returncode in (0, 1) else None


def snapshot(more=(), **outer):
    area = {'device_base': '0x1000', 'size': 65536, 'granule': 4096, 'flags': 8, 'draining': False, 'granules': 16, 'used': 3, 'high_water': 7, 'blocks': 2,
            'largest_free': 8, 'allocations': 9, 'failures': {'full': 1}, 'zeroed_bytes': 4096, 'spared_bytes': 32768, 'map': '##......#.......'} | dict(more)
    return json.dumps({'name': 'boot', 'time': 1, 'device': 'dsp', 'fell_through': 0, 'generic_allocations': 0, 'generic_failures': 0, 'areas': [area]} | outer) + '\n'


def refused(folder, what, words, line):
    r, _ = read(folder, line, 'map')
    check(r.returncode == 2 and f'not a snapshot: {words}' in r.stderr and r.stdout == '', f'map: {what}', r)


def test_map(folder):
    r, _ = read(folder, snapshot(), 'map')
    check(r.returncode == 0 and 'used 12 KiB (18 %), at most 28 KiB; 2 blocks; largest free run 32 KiB' in r.stdout, 'map: as it should be', r)
    # 100 * half wraps to -2^63, whose division by -1 overflows.
    half = 2 ** 61 * pow(25, -1, 2 ** 62) % 2 ** 62
    refused(folder, '-2^63 / -1', 'granules is -1, not from 0 to 67108864', snapshot({'used': half, 'granules': -1}))
    for field in FIELDS:
        for value in (-1, -2 ** 63):
            refused(folder, f'{field}: {value}', f'{field} is {value}, not from ', snapshot({field: value}))
    for field, most in (('granule', 1 << 21), ('granules', 1 << 26), ('used', 16), ('high_water', 16), ('largest_free', 16)):
        for value in (most + 1, LARGEST, half):
            refused(folder, f'{field}: {value}', f'{field} is {value}, not from ', snapshot({field: value}))
    for field in ('fell_through', 'generic_allocations', 'generic_failures'):
        refused(folder, field, f'{field} is -1, not from 0', snapshot(**{field: -1}))
    refused(folder, 'a count of failures', 'a count in failures is -5, not from 0', snapshot({'failures': {'full': 1, 'fragmented': -5}}))
    refused(folder, 'failures', 'failures is not an object', snapshot({'failures': [1]}))
    refused(folder, '2^63', 'too big integer', snapshot({'size': 2 ** 63}))
    most = {'size': LARGEST, 'granule': 1 << 21, 'granules': 1 << 26, 'used': 1 << 26, 'high_water': 1 << 26, 'largest_free': 1 << 26, 'blocks': LARGEST,
            'allocations': LARGEST, 'zeroed_bytes': LARGEST, 'spared_bytes': LARGEST, 'flags': -2 ** 63, 'failures': {'full': LARGEST}}
    r, _ = read(folder, snapshot(most, time=-2 ** 63, fell_through=LARGEST), 'map')
    check(r.returncode == 0 and f'used {2 ** 17} GiB (100 %), at most {2 ** 17} GiB; {LARGEST} blocks; largest free run {2 ** 17} GiB' in r.stdout,
          'map: the largest there can be', r)
    r, _ = read(folder, snapshot({'granules': 0, 'used': 0, 'high_water': 0, 'largest_free': 0}), 'map')
    check(r.returncode == 0 and 'used 0 bytes (0 %)' in r.stdout, 'map: an area of nothing', r)


def test_names(folder):
    """Names of false and of the largest length; what follows a false one looks like a record."""
    follow = own(ALLOC, time=0x4141414141414141, addr=0x4141414141414141, size=0x4141414141414141, device=1)
    for kind, what in ((NAME, 'name'), (WHY, 'reason')):
        for size in (2 ** 64 - 1, 2 ** 64 - 7, 2 ** 64 - 8, 2 ** 63, 2 ** 32, 4097):
            r, _ = read(folder, HEAD + own(kind, addr=1, size=size) + follow + own(END), 'size', '--json')
            check(r.returncode == 2 and r.stderr.endswith('record at offset 8: a name that is too long\n'), f'a {what} of {size:#x} bytes', r)
    text = 'n' * 4096
    r, found = read(folder, HEAD + name(1, text) + own(ALLOC, addr=1, size=1, device=1) + own(END), 'size', '--json')
    check(r.returncode == 0 and found['devices'][0]['device'] == text, 'a name of 4096 bytes', r)


def test_times(folder):
    dev = HEAD + name(1, 'dev')
    r, found = read(folder, dev + own(ALLOC, time=LARGEST, addr=1, size=1, device=1) + own(END), 'replay', '--pool', '1M', '--json')
    check(r.returncode == 0 and found['worst']['time_ns'] == LARGEST, 'a time of 2^63 - 1', r)
    for time in (2 ** 63, 2 ** 64 - 1):
        r, _ = read(folder, dev + own(ALLOC, time=time, addr=1, size=1, device=1) + own(END), 'replay', '--pool', '1M', '--json')
        check(r.returncode == 2 and 'offset 64: a time of 2^63 ns or more' in r.stderr, f'a time of {time:#x}', r)
    good = LINE.format('1.000000', 0x1000, 4096)
    for time in ('9223372036.854775808', '18446744073.709551616', '18446744074.5', '99999999999999999999.0', '18446744073709551615us', '9223372036854775808', 30 * '9'):
        r, found = read(folder, good + LINE.format(time, 0x2000, 4096), 'size', '--json')
        check(r.returncode == 1 and 'the first at 2: its time is 2^63 ns or more' in r.stderr and found['recording']['events'] == 1, f'a time of {time}', r)
    r, found = read(folder, good + LINE.format('9223372036.854775807', 0x2000, 4096), 'size', '--json')
    check(r.returncode == 0 and found['all']['last_ns'] == LARGEST, 'a time of 2^63 - 1 in text', r)


def test_lost(folder):
    """The number of lost events saturates and does not wrap."""
    event = own(ALLOC, addr=1, size=1, device=1)
    for what, data in (('a recording', HEAD + name(1, 'dev') + own(LOST, size=2 ** 63) + own(LOST, size=2 ** 63) + event + own(END)),
                       ('text', f'CPU:0 [LOST {2 ** 63} EVENTS]\nCPU:0 [LOST {2 ** 63} EVENTS]\n' + LINE.format('1.0', 0x1000, 4096))):
        r, found = read(folder, data, 'size', '--json')
        check(r.returncode == 1 and f'{2 ** 64 - 1} events were lost' in r.stderr and found['recording']['lost'] == hex(2 ** 64 - 1) and
              not found['recording']['trustworthy'], f'{what}: 2^63 events twice', r)
        r, found = read(folder, data, 'top', '--json')
        check(r.returncode == 0 and found['lost'] == hex(2 ** 64 - 1), f'{what}: top', r)


def test_top(folder):
    dev = HEAD + name(1, 'dev') + name(2, 'task')
    halves = b''.join(own(ALLOC, addr=i << 12, size=2 ** 63 - 1, device=1, task=2) for i in range(2))
    r, found = read(folder, dev + halves, 'top', '--json')
    check(found['devices'][0]['bytes'] == found['devices'][0]['most'] == found['holders'][0]['bytes'] == hex(2 ** 64 - 2) and found['impossible'] == 0,
          'top: two halves of what there is', r)
    r, _ = read(folder, dev + halves, 'top', '--once')
    check(f'{2 ** 64 - 2} {2 ** 64 - 2}' in r.stdout and 'left out' not in r.stdout, 'top: two halves, as text', r)
    more = halves + own(ALLOC, addr=7 << 12, size=2, device=1, task=2) + own(ALLOC, addr=8 << 12, size=1, device=1, task=2)
    r, found = read(folder, dev + more, 'top', '--json')
    check(found['devices'][0]['bytes'] == hex(2 ** 64 - 1) and found['devices'][0]['blocks'] == 3 and found['impossible'] == 1, 'top: one byte too many', r)
    freed = more + b''.join(own(FREE, addr=i << 12, device=1) for i in (7, 0, 1, 8))
    r, found = read(folder, dev + freed, 'top', '--json')
    check(found['devices'][0]['bytes'] == found['devices'][0]['blocks'] == 0 and found['devices'][0]['releases'] == 3 and found['holders'] == [],
          'top: all of it released', r)
    r, _ = read(folder, dev + more, 'top', '--once')
    check('\n1 allocations are left out: with them the sum would be 2^64 bytes or more\n' in r.stdout, 'top: it is told', r)
    # Blocks that cannot be in an area at the same time: each takes all of it.
    area = own(AREA, addr=0, size=1 << 47, granule_shift=21, device=1)
    r, found = read(folder, dev + area + b''.join(own(ALLOC, addr=i, size=1 << 47, device=1) for i in range((1 << 17) + 5)), 'top', '--json')
    check(found['areas'][0]['used'] == hex((2 ** 17 - 1) << 47) and found['areas'][0]['smallest_pool'] == (1 << 47) + (1 << 17) - 2 and found['impossible'] == 6,
          'top: an area that is full many times', (r.returncode, found and found['areas'], found['impossible']))
    r, found = read(folder, dev + own(AREA_END, addr=0, device=1) + halves, 'top', '--json')
    check(r.returncode == 0 and r.stderr == '' and found['areas'] == [], 'top: the end of an area where there is none', r)
    areas = [own(AREA, addr=i << 12, size=4096, granule_shift=12, device=1) for i in range(1030)]
    r, found = read(folder, dev + b''.join(areas) + own(AREA_END, addr=5 << 12, device=1) + areas[5], 'top', '--json')
    check(len(found['areas']) == 1024 and found['areas_left_out'] == 6, 'top: more areas than are shown', (r.returncode, len(found['areas'])))
    r, _ = read(folder, dev + b''.join(areas), 'top', '--once')
    check('\n6 areas are left out: at most 1024 are shown at a time\n' in r.stdout, 'top: that is told', r)


def test_replay(folder):
    """A size that is too large for a JSON number, and pools at the end of the address space."""
    dev = HEAD + name(1, 'dev')
    data = dev + own(ALLOC, time=5, addr=1, size=2 ** 64 - 1, device=1) + own(END)
    r, found = read(folder, data, 'replay', '--pool', '1M', '--json')
    check(r.returncode == 1 and found['first_refused']['size'] == hex(2 ** 64 - 1) and found['refused']['too_large'] == 1, 'replay: a size of 2^64 - 1', r)
    r, _ = read(folder, data, 'replay', '--pool', '1M')
    check(f': {2 ** 64 - 1} bytes for dev: it is larger than the pool' in r.stdout, 'replay: that, as text', r)
    for base, status in ((2 ** 64 - 2 ** 20, 1), (2 ** 64 - 2 ** 20 + 1, 2), (2 ** 64 - 1, 2)):
        for form in ('--json', '--svg', '--html'):
            r, _ = read(folder, data, 'replay', '--pool', '1M', '--base', hex(base), form)
            check(r.returncode == status and ('the pool ends beyond 2^64' in r.stderr) == (status == 2), f'replay {form}: a pool at {base:#x}', r)


def test_dat(folder):
    """A dma_alloc event presented as one of CMA, so that its address or pointer is read as the pfn."""
    with gzip.open(f'{HERE}/../trace/recordings/6.12-v6.dat.gz') as f:
        data = f.read()
    begin = data.index(b'name: dma_alloc\nID:')
    length, = struct.unpack('<Q', data[begin - 8:begin])
    text = data[begin:begin + length]
    for field, status, words in (('dma_addr', (0, 1), ''), ('virt_addr', (2,), 'it is damaged: the pfn or count of a CMA event is impossible')):
        changed = text.replace(b'name: dma_alloc', b'name: cma_alloc_finish')
        for old, new in ((field, 'pfn'), ('size', 'count'), ('device', 'name')):
            changed = re.sub(rf'(field:[^;]*\b){old}\b'.encode(), rb'\1' + new.encode(), changed)
        # Keep the length, so that nothing behind it moves.
        changed = (changed[:changed.index(b'print fmt')] + b'print fmt: "x"\n').ljust(length, b'\n')
        r, found = read(folder, data[:begin] + changed + data[begin + length:], 'size', '--json')
        check(r.returncode in status and words in r.stderr and (not found or found['recording']['allocations'] > 10), f'a trace.dat, with {field} as pfn', r)


with tempfile.TemporaryDirectory() as temporary:
    test_map(temporary)
    test_names(temporary)
    test_times(temporary)
    test_lost(temporary)
    test_top(temporary)
    test_replay(temporary)
    test_dat(temporary)
finish()
