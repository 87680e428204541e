# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Programs of other machines, which are tested as well (sysroot.py)."""
import re


def has_tsan(program):
    """Built with ThreadSanitizer, which knows no threads in a child of a process that has some."""
    with open(program, 'rb') as f:
        return b'__tsan_init' in f.read()


def is_native(program):
    """Whether other users can run it: what another machine's programs need lies in our cache, and a script is not setuid."""
    with open(program, 'rb') as f:
        interpreter = re.search(rb'\0(/[^\0]*/ld-linux[^\0]*)\0', f.read(1 << 20))
    return interpreter is not None and interpreter[1].startswith(b'/lib')
