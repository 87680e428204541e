#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Recordings of a process that forks: each process's own recording contains all of its calls. Prints TAP.

usage: forks.py path/to/cohmem path/to/forks
"""
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from tap import check, finish

COHMEM, FORKS = sys.argv[1:]


def recorded(path):
    r = subprocess.run([COHMEM, 'size', '--json', path], capture_output=True, text=True)
    told = json.loads(r.stdout)['recording'] if r.returncode < 2 else {'events': 0, 'lost': 0, 'unended': r.stderr}
    return told['events'] + told['lost'], told


with tempfile.TemporaryDirectory() as folder:
    path = f'{folder}/trace'
    rounds = os.environ.get('FORKS', '400')
    # Refused allocations cause many reports, which are not tested here. run() returns only after the daemons have exited,
    # because they keep the pipe open.
    r = subprocess.run([FORKS, '100'], env=dict(os.environ, COHMEM_TRACE=path, FORKS=rounds), stdout=subprocess.PIPE,
                       stderr=open(f'{folder}/err', 'w'), text=True)
    check(r.returncode == 0, f'{rounds} forks with COHMEM_TRACE', r.stdout + open(f'{folder}/err').read()[-2000:])
    calls = int(re.search(r'^# calls (\d+)', r.stdout, re.M)[1])
    found, told = recorded(path)
    check(found == calls and not told['unended'], f"the parent's recording has its {calls} calls", (found, told))
    children = {int(pid): int(n) for pid, n in re.findall(r'^# child (\d+) calls (\d+)', r.stdout, re.M)}
    wrong = {pid: (n, recorded(f'{path}.{pid}')) for pid, n in children.items()
             if not os.path.exists(f'{path}.{pid}') or recorded(f'{path}.{pid}')[0] != n}
    check(len(children) > int(rounds) // 2 and not wrong, f'{len(children)} children have recordings of their own, complete', wrong)
    others = {int(name.split('.')[1]) for name in os.listdir(folder) if name.startswith('trace.')} - set(children)
    check(not others, 'and no other child has one', others)
finish()
