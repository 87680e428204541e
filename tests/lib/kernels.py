# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Debian's kernels, unpacked."""
import glob

import packages

# The release of Debian that has this kernel; the host may run another one.
SUITES = {'6.1': 'bookworm', '6.12': 'trixie'}
# flavour: (architecture, patterns of the files that are needed; () for all)
FLAVOURS = {
    'amd64': ('amd64', ()),
    'arm64': ('arm64', ('./boot/*', '*.dtb')),
    'armmp': ('armhf', ('*.dtb',)),
}


def source(version):
    return ('deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] '
            f'http://deb.debian.org/debian {SUITES[version]} main')


def packages_of(kind, flavour, version, options):
    """Returns the packages of @version that the metapackage linux-@kind-@flavour depends on."""
    return [p for p in packages.depends(f'linux-{kind}-{flavour}', options) if p.startswith(f'linux-{kind}-{version}.')]


def kernel(flavour, version='6.1'):
    """Returns the folder in which a kernel is unpacked."""
    arch, only = FLAVOURS[flavour]
    return packages.unpacked(f'linux-{version}-{flavour}', lambda options: [packages_of('image', flavour, version, options)[0]],
                             source(version), arch=None if arch == packages.architecture() else arch, only=only)


def kernel_doc():
    """Returns the path of Linux's kernel-doc script, of 6.12: that of 6.1 has no -Wall."""
    def choose(options):
        headers = packages_of('headers', packages.architecture(), '6.12', options)[0]
        return [p for p in packages.depends(headers, options) if p.startswith('linux-kbuild-')][:1]
    folder = packages.unpacked('kernel-doc-6.12', choose, source('6.12'), only=('./usr/lib/linux-kbuild-*/scripts/kernel-doc',))
    script, = glob.glob(f'{folder}/usr/lib/linux-kbuild-*/scripts/kernel-doc')
    return script
