#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Runs a board in QEMU, and adds to what it says what is seen from outside. Prints TAP.

usage: board.py BOARD ELF METER LOG
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))
from qemu_board import run, symbols
from tap import check, finish

BOARD, ELF, METER, LOG = sys.argv[1:]

at = symbols(ELF)
# To look at a whole area takes long, and the header says so.
r = run(BOARD, ELF, METER, [f'masked={at["board_masked"]}:{at["board_unmask"]}', *(f'not={at[name]}' for name in ('cohmem_runs_validate', 'cohmem_runs_get_info'))])
checks = re.findall(r'^(ok|not ok) \d+ - (.*)$', r.stdout, re.M)
for line in r.stdout.splitlines():
    if line.startswith('#'):
        print(line)
for result, what in checks:
    check(result == 'ok', what)
check(r.returncode == 0 and f'1..{len(checks)}' in r.stdout and checks, 'it has come to its end', r)
masked = re.search(r'meter: masked most (\d+) of (\d+)', r.stderr)
check(masked and int(masked[1]) > 0 and int(masked[2]) > 200000, 'it masked interrupts', r.stderr)
print(f'# interrupts masked for {masked[1]} instructions at most, {masked[2]} times; the run took {r.seconds:.1f} s')
host = subprocess.run([LOG], capture_output=True, text=True).stdout
check('placements' in host and host.strip() in r.stdout, 'the same log on the host gives the same placements', (host, r.stdout))
finish()
