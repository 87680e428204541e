#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Runs the tests of a board in QEMU, and checks its output and what is visible from outside. Prints TAP.

usage: board.py BOARD ELF METER LOG
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
from compilers import leave_out_figures
from qemu_board import run, symbols
from tap import check, finish

BOARD, ELF, METER, LOG = sys.argv[1:]
BUS = {'raspi2b': 0xc0000000}  # BCM2835 ARM Peripherals, 1.2.3

at = symbols(ELF)
# These functions are not counted: they look at a whole area, which takes long, as the header documents.
r = run(BOARD, ELF, METER, [f'masked={at["board_masked"]}:{at["board_unmask"]}', *(f'not={at[name]}' for name in ('cohmem_runs_validate', 'cohmem_runs_get_info'))])
checks = re.findall(r'^(ok|not ok) \d+ - (.*)$', r.stdout, re.M)
for line in r.stdout.splitlines():
    if line.startswith('#'):
        print(line)
for result, what in checks:
    check(result == 'ok', what)
check(r.returncode == 0 and f'1..{len(checks)}' in r.stdout and checks, 'it has come to its end', r)
masked = re.search(r'meter: masked most (\d+) of (\d+)', r.stderr)
check(masked and int(masked[1]) > 0 and int(masked[2]) > 200000 and 'never' not in r.stderr, 'it masked interrupts', r.stderr)
if not leave_out_figures():
    told = re.search(rf'^\| {BOARD} \|.*\| (\d+) \| (\d+) \|$', open(os.path.join(HERE, '../../docs/firmware.md')).read(), re.M)
    check(told and abs(int(masked[1]) / int(told[2 if ELF.endswith('-sources.elf') else 1]) - 1) < 0.1, f'and for no longer than docs/firmware.md says: {masked[1]}')
# Compare the addresses that the board prints with the place of the area in the ELF file and on the engine's bus.
begin, bus = int(at['area_memory'], 16), BUS.get(BOARD, 0)
addresses = [int(a, 16) for a in re.findall(r'\b0x([0-9a-f]+)', ''.join(re.findall(r'^# .*: descriptors at .*', r.stdout, re.M)))]
check(len(addresses) == 10 and all(begin <= a - bus < begin + 65536 for a in addresses), f'device addresses are {bus:#x} above physical ones', addresses)
print(f'# {BOARD}: interrupts masked for {masked[1]} instructions at most, {masked[2]} times; the run took {r.seconds:.1f} s')
# Reports contain their arguments, and debugging reports its findings.
reports = [rf'.*: release of CPU address 0x{begin:x} refused: it is free: freed before, or never allocated', r'.*: cannot create dma_pool none: the size is not 1 to INT_MAX bytes',
           r'.*: dma_pool aligned: the area does not begin at a multiple of 128 bytes', r'.*: dma_pool_destroy busy busy']
if ELF.endswith('-sources.elf'):
    reports.append(rf'.*DMA memory was written past its end \[device address=0x{begin + bus:016x}\] \[size=100 bytes\] \[first at offset 100\].*')
for report in reports:
    check(re.search(rf'^# cohmem: {report}$', r.stdout, re.M), f'it says: {report}', [line for line in r.stdout.splitlines() if 'cohmem:' in line])
host = subprocess.run([LOG], capture_output=True, text=True).stdout
check('placements' in host and host.strip() in r.stdout, 'the same log on the host gives the same placements', (host, r.stdout))
finish()
