# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Debian's kernels, unpacked."""
import packages

BACKPORTS = ('deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] '
             'http://deb.debian.org/debian bookworm-backports main')
SOURCES = {'6.1': None, '6.12': BACKPORTS}
# flavour: (architecture, what of its files is wanted)
FLAVOURS = {
    'amd64': ('amd64', ()),
    'arm64': ('arm64', ('./boot/*', '*.dtb')),
    'armmp': ('armhf', ('*.dtb',)),
}


def kernel(flavour, version='6.1'):
    """The folder that a kernel is unpacked in."""
    def image(options):
        return [p for p in packages.depends(f'linux-image-{flavour}', options) if p.startswith('linux-image-')][:1]
    arch, only = FLAVOURS[flavour]
    return packages.unpacked(f'linux-{version}-{flavour}', image, SOURCES[version],
                             arch=None if arch == packages.architecture() else arch, only=only)
