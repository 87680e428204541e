#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Follows docs/firmware.md line by line, in a temporary folder. Prints TAP."""
import os
import re
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
from tap import check, finish

def board_says(command):
    """Return the output of a board up to its last line. QEMU is then killed, because firmware never ends."""
    said = ''
    with subprocess.Popen(shlex.split(command), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as qemu:
        for line in qemu.stdout:
            said += line
            if re.match('done|failed', line):
                break
        qemu.kill()
    return said


def main():
    text = open(os.path.join(ROOT, 'docs', 'firmware.md')).read()
    code = re.search(r'```c\n(.*?)```', text, re.S)[1]
    check(code in open(os.path.join(ROOT, 'examples/firmware/main.c')).read(), 'the code in the docs is the example\'s')
    make, compiler, board = re.search(r'```sh\n(.*?)```', text, re.S)[1].splitlines()
    check(make == 'make amalgam', 'it begins with the two files', make)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.symlink(os.path.join(ROOT, 'examples'), 'examples')
        subprocess.run([os.path.join(ROOT, 'scripts/amalgam')], check=True)
        for more in ([], ['-O0'], ['-DCOHMEM_WITH_REPORTS=0', '-DCOHMEM_WITH_STATS=0', '-Wall', '-Wextra', '-Werror']):
            r = subprocess.run(shlex.split(compiler) + more, capture_output=True, text=True)
            check(r.returncode == 0 and not r.stderr, f'the firmware is built {" ".join(more)}', r.stderr)
            said = board_says(board)
            check(said == 'done: the engine moved 2048 bytes along a list of two\n', 'and says that its engine has moved the bytes', said)
    finish()


main()
