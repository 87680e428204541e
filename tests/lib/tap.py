# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""What the tests in Python print: TAP."""
import sys

checks = []


def check(holds, what, detail=''):
    checks.append(holds)
    print(f'{"ok" if holds else "not ok"} {len(checks)} - {what}', flush=True)
    if not holds:
        print('\n'.join('# ' + line for line in str(detail).splitlines()))


def finish():
    print(f'1..{len(checks)}')
    sys.exit(not all(checks))
