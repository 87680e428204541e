# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Builds modules for Debian's kernel 6.1 against the headers of its package, which is unpacked, not installed."""
import glob
import os
import re
import subprocess

import packages
from kernels import packages_of, source

VERSION = '6.1'


def kernel_headers(arch, wanted):
    """Returns the folder where the headers for @arch are unpacked, with those of their dependencies that match @wanted."""
    def choose(options):
        package = packages_of('headers', arch, VERSION, options)[0]
        return [package] + [p for p in packages.depends(package, options) if re.match(wanted, p)]
    own = arch == packages.architecture()
    return packages.unpacked('linux-headers' if own else f'linux-headers-{arch}', choose, source(VERSION),
                             arch=None if own else arch)


def kernel_build(arch=None):
    """Returns the folder to build modules in; paths in its Makefile are changed to where it is unpacked."""
    own = packages.architecture()
    root = tools = kernel_headers(own, 'linux-(headers|kbuild)')
    if arch and arch != own:
        # The tools of kbuild must be those of the host.
        root = kernel_headers(arch, 'linux-headers')
        for kbuild_folder in glob.glob(f'{tools}/usr/lib/linux-kbuild-*'):
            link = f'{root}/usr/lib/{os.path.basename(kbuild_folder)}'
            os.makedirs(os.path.dirname(link), exist_ok=True)
            if not os.path.lexists(link):
                os.symlink(kbuild_folder, link)
    build, = (d for d in glob.glob(f'{root}/usr/src/linux-headers-*') if not d.endswith('-common'))
    with open(f'{build}/Makefile') as f:
        text = f.read()
    if ' /usr/src' in text:
        with open(f'{build}/Makefile', 'w') as f:
            f.write(text.replace(' /usr/src', f' {root}/usr/src'))
    return build


def kbuild(build, folder, *targets, cross=''):
    """Uses the installed compiler: the one of Debian 12, which the package names, may be missing."""
    return subprocess.run(['make', '-C', build, f'M={folder}', f'CROSS_COMPILE={cross}', f'CC={cross}gcc', *targets],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
