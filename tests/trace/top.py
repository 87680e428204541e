#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""cohmem top, while a program runs, on a terminal of our own. Prints TAP.

usage: top.py path/to/cohmem path/to/traced
"""
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))
from tap import check, finish

COHMEM, TRACED = map(os.path.abspath, sys.argv[1:])


def own(kind, **fields):
    f = dict.fromkeys(('time', 'addr', 'size', 'device', 'task', 'caller', 'flags'), 0) | fields
    return struct.pack('<QQQIIIHHQ', f['time'], f['addr'], f['size'], f['device'], f['task'], f['caller'], kind, f['flags'], 0)


def run(*args, **more):
    return subprocess.run([COHMEM, 'top', *args], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **more)


def read_until(fd, words, seconds=20):
    seen, end = '', time.time() + seconds
    while words not in seen and time.time() < end:
        try:
            seen += os.read(fd, 65536).decode(errors='replace')
        except OSError:
            break
    return seen


with tempfile.TemporaryDirectory() as folder:
    path = f'{folder}/trace'
    head = b'COHMTRC1' + own(3, addr=1, size=3) + b'dev\0\0\0\0\0'
    with open(path, 'wb') as f:
        f.write(head + own(1, addr=0x1000, size=5000, device=1) + own(1, addr=0x9000, size=100, device=1, flags=1))
    r = run('--once', path)
    check(r.returncode == 0 and re.search(r'5000 +5000 +1 +0 +0 +1  dev\n', r.stdout), 'once', r)

    # On a terminal: what comes later is seen, also when it comes in pieces.
    ours, theirs = pty.openpty()
    program = subprocess.Popen([COHMEM, 'top', '-i', '50', path], stdin=theirs, stdout=theirs, stderr=theirs)
    seen = read_until(ours, 'dev')
    later = own(3, addr=2, size=5) + b'other\0\0\0' + own(1, addr=0x5000, size=77777, device=2) + own(2, addr=0x1000, device=1)
    with open(path, 'ab', buffering=0) as f:
        for i in range(0, len(later), 20):
            f.write(later[i:i + 20])
            time.sleep(0.02)
    seen += read_until(ours, '77777')
    os.write(ours, b'xq')
    check(program.wait(20) == 0 and re.search(r'77777 +77777 +1 .*other', seen) and '\033[?1049h' in seen, 'a live view, ended by q', seen[-2000:])
    check('\033[?1049l' in read_until(ours, '\033[?1049l', 2), 'the screen comes back')

    # A process by its number, with a path that is relative to its own folder.
    program = subprocess.Popen([TRACED, '1', '1000', 'kill'], cwd=folder, env=dict(os.environ, COHMEM_TRACE='relative'), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)
    program.stdout.readline()
    r = run('--once', str(program.pid))
    program.communicate()
    check(r.returncode == 0 and 'events' in r.stdout, 'a process', r)
    for what, args, words in (('a process without', [str(os.getpid())], 'runs without COHMEM_TRACE'), ('no process', ['99999999'], 'cannot be read'),
                              ('no file', ['/nonexistent'], 'No such file'), ('no time', ['-i', '1', 'x'], 'is not 10'), ('nothing', [], 'Usage')):
        env = {key: value for key, value in os.environ.items() if key != 'COHMEM_TRACE'}
        r = run(*args, env=env)
        check(r.returncode == 2 and words in r.stderr, what, r)
finish()
