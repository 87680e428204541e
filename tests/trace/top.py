#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""cohmem top while a program runs, on a pseudo-terminal. Prints TAP.

usage: top.py path/to/cohmem path/to/traced
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
import events
from tap import check, finish
from own import ALLOC, AREA, AREA_END, FREE, HEAD, events_in, name, own

COHMEM, TRACED = map(os.path.abspath, sys.argv[1:])
CLEAR = '\033[H\033[J'


def run(*args, **more):
    return subprocess.run([COHMEM, 'top', *args], capture_output=True, text=True, stdin=subprocess.DEVNULL, **more)


def on_terminal(path, interval):
    terminal = events.Terminal()
    program = subprocess.Popen([COHMEM, 'top', '-i', str(interval), path], stdin=terminal.theirs, stdout=terminal.theirs, stderr=terminal.theirs)
    terminal.begin()
    return program, terminal


def test_live(path):
    """Records that are added later are shown, even if they are written in pieces. Any key except q updates the view at once."""
    program, terminal = on_terminal(path, 3600000)
    seen = terminal.read(CLEAR, 'WHO')
    later = name(2, 'other') + own(ALLOC, addr=0x5000, size=77777, device=2) + own(FREE, addr=0x1000, device=1)
    shown = []
    with open(path, 'ab', buffering=0) as f:
        for i in range(0, len(later), 20):
            f.write(later[i:i + 20])
            terminal.press(b'x')
            shown.append(terminal.read(CLEAR, 'WHO'))
    check(all('77777' not in screen for screen in shown[:5]) and re.search(r'77777 +77777 +1 .*other', shown[-1]), 'a live view: a record when all of it has come', shown)
    terminal.press(b'q')
    end = terminal.read()
    check(program.wait() == 0 and '\033[?1049h' in seen and '\033[?1049l' in end, 'ended by q: the screen comes back', (seen, end))

    program, terminal = on_terminal(path, 10)
    terminal.read('WHO')
    with open(path, 'ab') as f:
        f.write(own(ALLOC, addr=0x30000, size=55555, device=1))
    seen = terminal.read('55555')
    terminal.press(b'q')
    terminal.read()
    check(program.wait() == 0 and '55555' in seen, 'a live view, without a key', seen)


def areas_of(path, data=None):
    if data is not None:
        with open(path, 'wb') as f:
            f.write(data)
    r = run('--json', path)
    keys = ('device', 'device_base', 'used', 'high_water', 'smallest_pool', 'blocks', 'allocations', 'releases')
    return [tuple(a[k] for k in keys) for a in json.loads(r.stdout)['areas']]


def test_areas(path):
    """Blocks are counted in the area that they lie in, with the granules that they take there."""
    names = HEAD + name(1, 'dev') + name(2, 'child') + name(3, 'stranger')
    page, exact = dict(addr=0x10000, size=0x10000, granule_shift=12, device=1), dict(addr=0x40000, size=0x1000, granule_shift=6, device=1, flags=0x104)
    found = areas_of(path, names + own(AREA, **page) + own(AREA, **exact) + own(ALLOC, addr=0x14000, size=12289, device=1) +
                     own(ALLOC, addr=0x11000, size=1, device=1) + own(FREE, addr=0x11000, device=1) + own(ALLOC, addr=0x40040, size=129, device=2) +
                     own(ALLOC, addr=0x12000, size=1, device=2) + own(ALLOC, addr=0x90000, size=1, device=1) + own(ALLOC, addr=0x50000, size=1, device=3))
    check(found == [('dev', '0x10000', 16384, 20480, 0x8000, 1, 2, 1), ('dev', '0x40000', 192, 192, 0x140, 1, 1, 0)], 'areas: whose, in granules, exact and not', found)
    r = run('--once', path)
    check(re.search(r'^ +16384 +25\.0 +20480 +32768 +65536 +1 +0 +0  0x10000 dev$', r.stdout, re.M), 'areas on a terminal', r.stdout)
    both = own(AREA, **page) + own(AREA, **(page | dict(device=2, flags=8)))
    found = areas_of(path, names + both + own(ALLOC, addr=0x10000, size=1, device=2))
    check([a[2] for a in found] == [0, 4096], 'areas of two devices at the same addresses', found)
    check('0x10000 child, exclusive\n' in run('--once', path).stdout, 'an exclusive area')
    end, block = own(AREA_END, addr=0x10000, device=1), own(ALLOC, addr=0x10000, size=1, device=1)
    found = areas_of(path, names + own(AREA, **page) + end + block + own(AREA, **page) + own(FREE, addr=0x10000, device=1))
    check(found == [('dev', '0x10000', 0, 0, 0, 0, 0, 0)], 'an area that ended, and another at its place', found)
    found = areas_of(path, names + 1000 * (own(AREA, **page) + block + own(FREE, addr=0x10000, device=1) + end))
    check(found == [], 'a thousand areas, one after the other', found)


def test_real_area(path):
    """top shows the same figures of an area as the area itself reports."""
    path += '.traced'
    r = subprocess.run([TRACED, '1', '5000'], env=dict(os.environ, COHMEM_TRACE=path), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    high_water = int(re.search(r'high water (\d+)', r.stdout)[1])
    size = json.loads(subprocess.run([COHMEM, 'size', '--json', path], capture_output=True).stdout)
    found = areas_of(path)
    r2 = subprocess.run([TRACED, '1', '1', 'areas'], env=dict(os.environ, COHMEM_TRACE=path + '2'), capture_output=True, text=True)
    check(areas_of(path + '2') == [('other', '0x7000', 4096, 4096, 0x3000, 1, 1, 0)], 'areas that are real, one refused, one ended, a place reserved', r2)
    check([a[:6] for a in found] == [('traced <device>', '0x10000000', 0, high_water * 4096, size['all']['smallest_pool'], 0)], 'an area that was real', (r, found))


with tempfile.TemporaryDirectory() as folder:
    path = f'{folder}/trace'
    with open(path, 'wb') as f:
        f.write(HEAD + name(1, 'dev') + own(ALLOC, addr=0x1000, size=5000, device=1) + own(ALLOC, addr=0x9000, size=100, device=1, flags=1))
    r = run('--once', path)
    check(r.returncode == 0 and re.search(r'5000 +5000 +1 +0 +0 +1  dev\n', r.stdout), 'once', r)

    test_live(path)
    test_areas(path)
    test_real_area(path)

    # A process by its PID, with a COHMEM_TRACE that is relative to its working directory.
    program = subprocess.Popen([TRACED, '1', '1000', 'kill'], cwd=folder, env=dict(os.environ, COHMEM_TRACE='relative'), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)
    events.until(folder, lambda: events_in(f'{folder}/relative') == 2000, program.pid)
    r = run('--once', str(program.pid))
    program.communicate()
    check(r.returncode == 0 and ': 2000 events, 0 lost\n' in r.stdout, 'a process', r)
    for what, args, words in (('a process without', [str(os.getpid())], 'runs without COHMEM_TRACE'), ('no process', ['99999999'], 'cannot be read'),
                              ('no file', ['/nonexistent'], 'No such file'), ('no time', ['-i', '1', 'x'], 'is not a number of milliseconds'), ('nothing', [], 'Usage')):
        env = {key: value for key, value in os.environ.items() if key != 'COHMEM_TRACE'}
        r = run(*args, env=env)
        check(r.returncode == 2 and words in r.stderr, what, r)
finish()
