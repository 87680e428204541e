# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Properties of the programs under test, which may be for another machine (sysroot.py)."""
import re


def has_tsan(program):
    """True if built with ThreadSanitizer, which supports no threads in the child of a multi-threaded process."""
    with open(program, 'rb') as f:
        return b'__tsan_init' in f.read()


def is_native(program):
    """True if other users can run it: foreign programs need libraries in our cache, and scripts cannot be setuid."""
    with open(program, 'rb') as f:
        interpreter = re.search(rb'\0(/[^\0]*/ld-linux[^\0]*)\0', f.read(1 << 20))
    return interpreter is not None and interpreter[1].startswith(b'/lib')
