#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Linux's kernel-doc has no warning about the public headers, and each function documents its context.
Prints TAP.

usage: kernel_doc.py path/to/include
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from kernels import kernel_doc
from tap import check, finish

SCRIPT = kernel_doc()
COMMENT = re.compile(r'^/\*\*\n \* (\w+)\(\) - .*?\*/', re.M | re.S)
INCOMPLETE = """/**
 * f() - do it
 * @b: there is no such argument
 */
int f(int a);
"""


def warnings(*headers):
    r = subprocess.run(['perl', SCRIPT, '-none', '-Wall', *headers], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return r.stdout.splitlines()


headers = sorted(glob.glob(f'{sys.argv[1]}/cohmem/**/*.h', recursive=True))
said = warnings(*headers)
check(len(headers) > 20 and not said, f'{len(headers)} headers: no warning', said)
comments = [found for header in headers for found in COMMENT.finditer(open(header).read())]
without = [found[1] for found in comments if '\n * Context: ' not in found[0]]
check(len(comments) > 100 and not without, f'{len(comments)} functions: the context of each', without)
with tempfile.NamedTemporaryFile('w', suffix='.h') as header:
    header.write(INCOMPLETE)
    header.flush()
    said = warnings(header.name)
check(len(said) == 3, 'an argument that is missing, one that is not there, no return value', said)
finish()
