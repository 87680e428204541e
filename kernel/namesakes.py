#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Headers that stand in for those of the kernel that cohmem lacks, where user space has one of the same name.

usage: namesakes.py LIST HEADERS FOLDER: one in FOLDER for each in LIST that the folder HEADERS lacks
       namesakes.py --install LIST HEADERS FOLDER: the same, as meson's install script; below its prefix
"""
import os
import shutil
import sys

STAND_IN = '''/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Made from kernel/namesakes.list, which says why. */
#if {condition}
#include_next <{name}>
#else
#error "cohmem has no <{name}> for drivers, and the system's is another header, for user space. Hosted code that wants the system's defines COHMEM_UAPI first."
#endif
'''


def namesakes(path):
    """Each name, and the include guards of libc's headers that include it."""
    with open(path) as f:
        words = [line.split() for line in f if not line.startswith('#')]
    return {name: guards for name, *guards in filter(None, words)}


def installed(folder):
    """@folder below the prefix, or an absolute path, where meson install puts it."""
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
        shutil.rmtree(folder, ignore_errors=True)  # of headers that are there by now
    write(path, headers, folder)


if __name__ == '__main__':
    main(sys.argv[1:])
