#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Make an #error header for each kernel header that cohmem lacks and that user space has under the same name.

usage: namesakes.py LIST HEADERS FOLDER: write a header to FOLDER for each name in LIST that is not in HEADERS
       namesakes.py --install LIST HEADERS FOLDER: the same as meson's install script, with FOLDER below the prefix
"""
import os
import shutil
import sys

STAND_IN = '''/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Generated from kernel/namesakes.list, which explains why. */
#if {condition}
#include_next <{name}>
#else
#error "cohmem has no <{name}> for drivers, and the system's header of this name is for user space. Hosted code that needs the system's header must define COHMEM_UAPI first."
#endif
'''


def namesakes(path):
    """Return each name with the include guards of the headers that include the system's header of this name."""
    with open(path) as f:
        words = [line.split() for line in f if not line.startswith('#')]
    return {name: guards for name, *guards in filter(None, words)}


def installed(folder):
    """Return where meson install puts @folder, a path below the prefix or an absolute path."""
    prefix, staged = os.environ['MESON_INSTALL_PREFIX'], os.environ['MESON_INSTALL_DESTDIR_PREFIX']
    return staged.removesuffix(prefix) + os.path.join(prefix, folder)


def write(path, headers, folder):
    for name, guards in namesakes(path).items():
        if os.path.exists(f'{headers}/{name}'):
            continue
        os.makedirs(os.path.dirname(f'{folder}/{name}'), exist_ok=True)
        condition = ' || '.join(f'defined({macro})' for macro in ('COHMEM_UAPI', *guards))
        with open(f'{folder}/{name}', 'w') as f:
            f.write(STAND_IN.format(name=name, condition=condition))


def main(args):
    if args[0] == '--install':
        path, headers, folder = args[1:]
        folder = installed(folder)
    else:
        path, headers, folder = args
        shutil.rmtree(folder, ignore_errors=True)  # it may have a header that HEADERS has now
    write(path, headers, folder)


if __name__ == '__main__':
    main(sys.argv[1:])
