# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Modules for Debian's kernel (6.1), built against the headers of its package, which is only unpacked."""
import glob
import re
import subprocess

import packages


def headers(options):
    meta = f'linux-headers-{packages.architecture()}'
    package = next(p for p in packages.depends(meta, options) if p.startswith('linux-headers-'))
    return [package] + [p for p in packages.depends(package, options) if re.match(r'linux-(headers|kbuild)', p)]


def kernel_build():
    """The folder to build modules with; its Makefile names the place where it would be installed."""
    root = packages.unpacked('linux-headers', headers)
    build, = (d for d in glob.glob(f'{root}/usr/src/linux-headers-*') if not d.endswith('-common'))
    with open(f'{build}/Makefile') as f:
        text = f.read()
    if ' /usr/src' in text:
        with open(f'{build}/Makefile', 'w') as f:
            f.write(text.replace(' /usr/src', f' {root}/usr/src'))
    return build


def kbuild(build, folder, *targets):
    return subprocess.run(['make', '-C', build, f'M={folder}', *targets], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
