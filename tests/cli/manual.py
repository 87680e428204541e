#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""The man page, the completion and --help agree. Prints TAP.

usage: manual.py path/to/cohmem
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, '..', '..')
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
from tap import check, finish

COHMEM = os.path.abspath(sys.argv[1])


def text_of(*args):
    return subprocess.run([COHMEM, *args], capture_output=True, text=True).stdout


def options(text):
    return set(re.findall(r'--[a-z]+', text)) - {'--help', '--usage'}


def complete(*words):
    """Return what bash proposes as completions of the last of these words."""
    script = (f'PATH={os.path.dirname(COHMEM)}:$PATH; . {ROOT}/tools/cohmem.bash; COMP_WORDS=(cohmem {" ".join(words)}); '
              f'[ {len(words)} -gt 0 ] && COMP_CWORD={len(words)}; _cohmem 2>/dev/null; echo "${{COMPREPLY[@]}}"')
    return set(subprocess.run(['bash', '-c', script], capture_output=True, text=True).stdout.split())


with open(f'{ROOT}/man/cohmem.1') as f:
    page = f.read().replace('\\-', '-').replace('\\fB', '').replace('\\fR', '').replace('\\fI', '')
commands = re.findall(r'^  ([a-z]+) ', text_of('--help'), re.M)
check(len(commands) == 7 and complete("''") == {*commands, '--help'}, 'completion of subcommands', complete("''"))
synopsis = dict(re.findall(r'^\.B cohmem (\w+)\n(.*?)(?=^\.br|^\.SH)', page, re.M | re.S))
for command in commands:
    help_text = text_of(command, '--help')
    told = {name for name in re.findall(r'^ +(?:-\w, )?(--[a-z]+)', help_text, re.M)} - {'--help', '--usage'}
    check(told and options(synopsis.get(command, '')) == told, f'{command}: options in the man page', (told, synopsis.get(command)))
    check(complete(command, '--') >= told, f'{command}: options are completed', complete(command, '--'))
    check('Example' in help_text and re.search(rf'^\.B {command}$', page, re.M), f'{command}: an example, and what it does')
finish()
