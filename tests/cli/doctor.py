#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""cohmem doctor on this machine, as the current user. (In guests: tests/vm.) Prints TAP.

usage: doctor.py path/to/cohmem
"""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from tap import check, finish

COHMEM = sys.argv[1]


def run(*args, **more):
    return subprocess.run([COHMEM, 'doctor', *args], capture_output=True, text=True, **more)


BACKENDS = ['ram', 'pci', 'vfio', 'huge pages', 'uio', '/dev/mem', 'dma-heap', 'udmabuf', 'u-dma-buf']

r = run()
check(r.returncode == 0 and r.stderr == '' and all(f'\n  {name} ' in r.stdout for name in BACKENDS),
      'each back end has a line', (r.returncode, r.stdout, r.stderr))
r = run('--json')
found = json.loads(r.stdout)
check([b['name'] for b in found['backends']] == BACKENDS and found['backends'][0]['usable'], '--json', r.stdout)
check(all(b['detail'] if b['usable'] else b['why'] for b in found['backends']), 'words for each of them', r.stdout)
total = int(next(line for line in open('/proc/meminfo') if line.startswith('MemTotal:')).split()[1])
check(found['limits']['memory_kib'] == total, "the kernel's numbers", found['limits'])
for args, status, word in ((['--device', 'x'], 1, 'not a PCI address'), (['--device', b'\xff'], 2, 'not a PCI address'), (['--device', 'ffff:1f:1f.7'], 1, 'no such device'),
                           (['--size', '0'], 2, 'not a size'), (['--size', '5X'], 2, 'not a size'), (['--size', '-1'], 2, 'not a size'),
                           (['--mask', '0'], 2, 'bits'), (['--mask', '65'], 2, 'bits'), (['--mask', 'x'], 2, 'bits'),
                           (['more'], 2, ''), (['--unknown'], 2, '')):
    r = run(*args)
    check(r.returncode == status and word in r.stdout + r.stderr, ' '.join(map(str, args)), (r.returncode, r.stdout, r.stderr))
r = subprocess.run(f'{COHMEM} doctor > /dev/full', shell=True, capture_output=True, text=True)
check(r.returncode == 2 and 'standard output' in r.stderr, 'a full disk is told', r)
finish()
