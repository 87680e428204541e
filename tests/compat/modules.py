#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""A program built from a module alone: loading, parameters, injected faults. Prints TAP.

usage: modules.py path/to/selftest path/to/usual
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from tap import check, finish

SELFTEST, USUAL = sys.argv[1:]


def run(*args, **env):
    return subprocess.run([SELFTEST, *args], capture_output=True, text=True,
                          env=dict(os.environ, **env))


def expect(status, words, what, *args, **env):
    r = run(*args, **env)
    check(r.returncode == status and words in r.stderr, what, (r.returncode, r.stderr))


expect(0, 'size 4096: 64 blocks', 'it runs, and says what it did')
expect(0, 'size 32: 5 blocks', 'parameters', 'blocks=5', 'selftest.sizes=3,32')
expect(0, 'selftest is gone', 'with debugging there is no finding', COHMEM_DEBUG='abort')
check('not freed' not in run(COHMEM_DEBUG='1').stderr, 'and nothing is left')
for bad in ('blocks=x', 'blocks=-1', 'blocks=4294967296', 'blocks', 'nonsense=1', 'ring.blocks=1', 'sizes=1,x',
            'sizes=1,2,3,4,5,6,7,8,9', '=', ''):
    expect(2, 'parameter', f'"{bad}": refused with status 2', bad)
expect(1, 'init failed with -EINVAL', 'a test that fails is status 1', 'fail_at=9')
r = run('--help')
check(r.returncode == 0 and 'selftest.blocks=uint  how many blocks at a time' in r.stdout, '--help', r.stdout)
for n in range(1, 1000):
    r = run('blocks=3', 'sizes=64', COHMEM_FAIL=f'nth={n}', COHMEM_DEBUG='1')
    check(r.returncode in (0, 1) and 'not freed' not in r.stderr and 'DMA-API' not in r.stderr,
          f'allocation {n} fails: status {r.returncode}, nothing is left', (r.returncode, r.stderr))
    if r.returncode == 0:
        break
# A module that is built without a name gets that of its file; '-' and '_' are equivalent, as for modprobe.
for parameter in ('usual.ring_size=7', 'ring-size=7'):
    r = subprocess.run([USUAL, parameter], capture_output=True, text=True)
    check(r.returncode == 0 and 'usual.c: ring_size 7' in r.stderr, parameter, (r.returncode, r.stderr))
r = subprocess.run([USUAL, '--help'], capture_output=True, text=True)
check('usual.ring_size=int' in r.stdout, '--help names the module', r.stdout)
check(n > 5, 'there were some to fail')
finish()
