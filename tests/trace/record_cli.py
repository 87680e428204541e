#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""cohmem record when it cannot record. (Successful recordings: tests/vm/record.py.) Prints TAP.

usage: record_cli.py path/to/cohmem
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
from machine import is_native
from tap import check, finish

COHMEM, = sys.argv[1:]


def run(*args, **more):
    return subprocess.run([COHMEM, 'record', *args], capture_output=True, text=True, **more)


with tempfile.TemporaryDirectory() as folder:
    r = run('-o', '/nonexistent/x', 'true')
    check(r.returncode == 2 and '/nonexistent/x: No such file' in r.stderr, 'no such folder', r)
    if is_native(COHMEM):
        os.chmod(folder, 0o777)
        user = {'user': 65534, 'group': 65534, 'extra_groups': []} if os.getuid() == 0 else {}
        copy = f'{folder}/cohmem'
        with open(COHMEM, 'rb') as f, open(copy, 'wb') as g:
            g.write(f.read())
        os.chmod(copy, 0o755)
        r = subprocess.run([copy, 'record', '-o', f'{folder}/x', 'true'], capture_output=True, text=True, **user)
        check(r.returncode == 2 and ('tracing' in r.stderr and 'root' in r.stderr), 'without rights', r)
    r = run('--help')
    check(r.returncode == 0 and 'Examples: cohmem record' in r.stdout, '--help', r)
    r = run('--nonsense')
    check(r.returncode == 2 and 'unrecognized' in r.stderr, 'nonsense', r)
finish()
