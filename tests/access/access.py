#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""AddressSanitizer and valgrind report accesses to DMA memory that is free. Prints TAP.

usage: access.py path/to/touch [TOOL [OPTION ...]]
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from tap import check, finish

TOUCH, *TOOL = sys.argv[1:]
REPORT = 'Invalid write of size 1' if TOOL else 'use-after-poison'


def run(*args, **env):
    r = subprocess.run([*TOOL, TOUCH, *args], capture_output=True, text=True,
                       env=dict(os.environ, ASAN_OPTIONS='detect_leaks=0', **env))
    return r.returncode, r.stderr


for what in ('area', 'exact', 'cached', 'generic', 'pool', 'magazine', 'managed', 'reserved'):
    status, said = run(what, 'live')
    check(status == 0 and REPORT not in said, f'{what}: its owner may touch it', (status, said))
    status, said = run(what, 'freed')
    check(status not in (0, 2) and REPORT in said and 'touch.c' in said, f'{what}: nobody after it was freed', said)
status, said = run('exact', 'tail')
check(REPORT in said, 'exact: nobody behind its end', said)
status, said = run('area', 'tail')
check(status == 0 and REPORT not in said, 'area: its rounding is its own', said)
for how in ('neighbour', 'again'):
    status, said = run('exact', how)
    check(status == 0 and REPORT not in said, f'exact, {how}: nothing is said of those who have memory', (status, said))
# Debugging itself reads freed memory, which must not be reported.
for what in ('area', 'generic', 'pool'):
    status, said = run(what, 'live', COHMEM_DEBUG='1')
    check(status == 0 and REPORT not in said and 'Invalid read' not in said and 'DMA-API: touch: DMA' not in said,
          f'{what}: with COHMEM_DEBUG=1 too', said)
finish()
