#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Twice the input takes about twice the instructions, whatever it contains. Prints TAP.

usage: growth.py path/to/cohmem
"""
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'lib'), os.path.join(HERE, '..', 'trace')]
from fdt import POOL, TWO, Tree, cells, tree, wide
from own import ALLOC, AREA, AREA_END, END, FREE, HEAD, name, own
from tap import check, finish

COHMEM = os.path.abspath(sys.argv[1])
MOST = 2.3  # sorting takes slightly more than twice; quadratic algorithms take 3 times or more at these sizes
USER = {'memory-region': cells(1)}
ONE = [(b'pool', 1 << 32, 1 << 20)]


def instructions(path, *args):
    r = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', COHMEM, *args, path], capture_output=True, stdin=subprocess.DEVNULL)
    return int(re.search(rb'Collected : (\d+)', r.stderr)[1]) if r.returncode in (0, 1) else 0


def pools_apart(n):
    return tree([(b'p%x' % i, (1 << 32) + (i << 13), 4096) for i in range(n)])


def pools_over(n):
    """Pools that each overlap all previous ones."""
    return tree([(b'p%x' % i, (1 << 32) + (i << 12), 1 << 40) for i in range(n)])


def devices(n):
    return tree(ONE, [(b'd%x' % i, USER) for i in range(n)])


def nested(n):
    """Chains of 40 devices."""
    made = []
    for i in range(n // 40):
        chain = ()
        for _ in range(40):
            chain = ((b'd%x' % i, USER, chain),)
        made += chain
    return tree(ONE, made)


def on_a_bus(n):
    """Devices with two pools each, below a bus with dma-ranges that follows many other nodes."""
    both = {'memory-region': cells(1, 2)}
    return tree(ONE + [(b'other', 1 << 33, 1 << 20)], [(b'x%x' % i, ()) for i in range(n)] +
                [(b'bus', TWO | {'dma-ranges': wide(0, 1 << 32, 1 << 34)}, [(b'd%x' % i, both) for i in range(n)])])


def nodes(n):
    return tree(ONE, [(b'n%x' % i, ()) for i in range(n)])


def references(n):
    return tree(ONE, [(b'd', {'memory-region': cells(1) * n})])


def reserved(n):
    """Entries of /memreserve/, which are outside of the structure block."""
    made = tree(ONE)
    head = list(int.from_bytes(made[i:i + 4], 'big') for i in range(0, 40, 4))
    entries = b''.join(wide(i << 12, 4096) for i in range(1, n))
    head[1], head[2], head[3] = (offset + len(entries) for offset in head[1:4])
    return cells(*head) + entries + made[40:]


def areas(n):
    """Areas that never end, with one block each."""
    return HEAD + name(1, 'dev') + b''.join(own(AREA, addr=i << 12, size=4096, granule_shift=12, device=1) + own(ALLOC, addr=i << 12, size=4096, device=1)
                                            for i in range(n)) + own(END)


def ended(n):
    """Areas that end while their blocks are allocated."""
    return HEAD + name(1, 'dev') + b''.join(own(AREA, addr=i << 12, size=4096, granule_shift=12, device=1) + own(ALLOC, addr=i << 12, size=4096, device=1) +
                                            own(AREA_END, addr=i << 12, device=1) for i in range(n)) + own(END)


def holders(n):
    """Tasks and callers for which 5 * task + 7 * caller is always the same, to provoke hash collisions."""
    number, data = 2, HEAD + name(1, 'dev')
    for kind, step in (('t', 7), ('c', 5)):
        data += b''.join(name(number + i, f'{kind}{i:011}') for i in range(n * step))
        number += n * step
    return data + b''.join(own(ALLOC, addr=i << 12, size=4096, device=1, task=2 + 7 * i, caller=2 + 7 * n + 5 * (n - 1 - i)) for i in range(n)) + own(END)


def tasks(n):
    """Each task makes the pool fuller, so that each event is a new maximum."""
    return HEAD + name(1, 'dev') + b''.join(
        name(i + 2, f't{i}') + own(ALLOC, addr=2 * i << 12, size=4096, device=1, task=i + 2) +
        own(ALLOC, addr=2 * i + 1 << 12, size=4096, device=1, task=i + 2) + own(FREE, addr=2 * i << 12, size=4096, device=1) for i in range(n)) + own(END)


def blocks(n):
    """Addresses that differ only in high bits, beyond the size of a hash table for them."""
    return HEAD + name(1, 'dev') + b''.join(own(ALLOC, addr=i << 44, size=1, device=1) for i in range(n)) + b''.join(
        own(FREE, addr=i << 44, device=1) for i in range(n)) + own(END)


def dashes(n):
    """Lines in which an event could begin at each dash."""
    return (b'-1 (' * 15000 + b'\n') * (n // 10) + (b'-1 [0] 1: (+' * 5000 + b'\n') * (n // 10) + \
        b'x-1 [000] ..... 1.0: dma_alloc: dev dma_addr=1000 size=4096 virt_addr=00000000deadbeef flags= attrs=\n'


DT, JSON, SVG = ('dt',), ('dt', '--json'), ('dt', '--svg')
SIZE, TOP, REPLAY = ('size',), ('top', '--once'), ('replay', '--json', '--pool', '1G')
with tempfile.TemporaryDirectory() as folder:
    for make, n, *commands in ((nodes, 3000, JSON), (pools_apart, 1000, SVG), (pools_over, 1000, JSON, SVG), (devices, 300, DT), (nested, 400, DT, JSON),
                               (on_a_bus, 300, DT), (references, 3000, DT), (reserved, 3000, DT), (areas, 3000, TOP), (ended, 3000, TOP),
                               (holders, 1500, TOP, REPLAY), (tasks, 3000, SIZE, TOP, REPLAY), (blocks, 3000, SIZE)):
        for args in commands:
            counts = []
            for times in (1, 2):
                with open(f'{folder}/file', 'wb') as f:
                    f.write(make(n * times))
                counts.append(instructions(f'{folder}/file', *args))
            check(0 < counts[0] and counts[1] < MOST * counts[0], f'{" ".join(args)}, {make.__name__.replace("_", " ")}: {counts[1] / max(counts[0], 1):.2f} times', counts)
    # Lines are at most 64 KiB long, so check the cost per byte instead of the growth.
    with open(f'{folder}/file', 'wb') as f:
        f.write(dashes(10))
    count, size = instructions(f'{folder}/file', 'size'), os.path.getsize(f'{folder}/file')
    check(0 < count < 200 * size, f'size, dashes: {count / size:.0f} instructions a byte', (count, size))
finish()
