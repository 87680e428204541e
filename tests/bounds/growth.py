#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""That four times the input is about four times the work, however hostile: instructions, counted by valgrind. Prints TAP.

usage: growth.py path/to/cohmem
"""
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', folder) for folder in ('tools', 'dt', 'trace')]
import flat
from own import ALLOC, END, FREE, HEAD, name, own
from tap import check, finish

COHMEM, = sys.argv[1:]
MOST = 6  # a little more than 4, for trees and sorting; where each thing meets each other one, it is 16


def instructions(*args):
    r = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', COHMEM, *args],
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    counted = re.search(r'Collected : (\d+)', r.stderr)
    return int(counted[1]) if counted and r.returncode in (0, 1) else None


def grows(what, path, write, count, *command):
    found = []
    for n in (count, 4 * count):
        with open(path, 'wb') as f:
            f.write(write(n))
        found.append(instructions(*command, path))
    check(None not in found and found[1] <= MOST * found[0], f'{" ".join(command)}, {count} and {4 * count} {what}: {found} instructions')


def tasks(count):
    """A recording of tasks each of which makes the pool fuller, so that each time is the worst until then."""
    records = [HEAD, name(1, 'dev')]
    for i in range(count):
        records += [name(i + 2, f't{i}'), own(ALLOC, addr=2 * i << 12, size=4096, device=1, task=i + 2),
                    own(ALLOC, addr=2 * i + 1 << 12, size=4096, device=1, task=i + 2), own(FREE, addr=2 * i << 12, size=4096, device=1)]
    return b''.join(records) + own(END)


with tempfile.TemporaryDirectory() as temporary:
    file = f'{temporary}/input'
    for what, make, count in (('nodes', flat.nodes, 4000), ('pools that overlap', flat.pools, 500), ('references', flat.references, 2000)):
        grows(what, file, lambda n: flat.tree(make(n)), count, 'dt', '--json')
    grows('pools that overlap', file, lambda n: flat.tree(flat.pools(n)), 500, 'dt', '--svg')
    for command in (['size'], ['top', '--once'], ['replay', '--json', '--pool', '1G']):
        grows('tasks', file, tasks, 4000, *command)
finish()
