#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Unpacks cohmem's build dependencies for another architecture, and writes a cross file for meson.

usage: sysroot.py i386|armhf CROSS-FILE
"""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from packages import unpacked

PACKAGES = ['libc6-dev', 'libcmocka-dev', 'libdw-dev', 'libfdt-dev', 'libjansson-dev', 'liblzma-dev', 'libmd-dev', 'libtracecmd-dev', 'libtraceevent-dev',
            'libtracefs-dev', 'libzstd-dev', 'zlib1g-dev']
# Debian's name: triplets of the compiler and of its libraries; meson's names of CPU family and CPU; QEMU's name
MACHINES = {'i386': ('i686-linux-gnu', 'i386-linux-gnu', 'x86', 'i686', 'i386'),
            'armhf': ('arm-linux-gnueabihf', 'arm-linux-gnueabihf', 'arm', 'armv7', 'arm')}
CROSS_FILE = '''[binaries]
c = '{compiler}-gcc'
cpp = '{compiler}-g++'
ar = '{compiler}-ar'
strip = '{compiler}-strip'
pkg-config = 'pkg-config'
pkgconfig = 'pkg-config'
{wrapper}

[properties]
sys_root = '{root}'
runner = {runner}
pkg_config_libdir = '{root}/usr/lib/{triplet}/pkgconfig:{root}/usr/share/pkgconfig'

[built-in options]
c_args = ['--sysroot={root}', '-isystem', '{root}/usr/include/{triplet}', '-isystem', '{root}/usr/include']
c_link_args = ['--sysroot={root}', '-L{root}/usr/lib/{triplet}', '-B{root}/usr/lib/{triplet}', '-Wl,-rpath-link,{root}/lib/{triplet}'] + {link}

[host_machine]
system = 'linux'
cpu_family = '{family}'
cpu = '{cpu}'
endian = 'little'
'''


def with_what_they_need(options):
    lines = subprocess.run(['apt-get', *options, 'install', '-y', '--no-install-recommends', '--print-uris', *PACKAGES], check=True,
                           text=True, capture_output=True).stdout.splitlines()
    return [line.split()[1].split('_')[0] for line in lines if line.startswith("'")]


def runs(loader):
    try:
        return subprocess.run([loader, '--version'], capture_output=True).returncode == 0
    except OSError:
        return False


def how_to_run(root, triplet, emulated):
    """Returns link arguments and the command that runs programs: empty if the kernel can run them, else QEMU."""
    loader = f'{root}/lib/ld-linux.so.2'
    if runs(loader):
        return [f'-Wl,--dynamic-linker={loader}', '-Wl,--disable-new-dtags', f'-Wl,-rpath={root}/lib/{triplet}:{root}/usr/lib/{triplet}'], []
    return [], [shutil.which(f'qemu-{emulated}-static') or f'qemu-{emulated}', '-L', root]


def main(machine, path):
    compiler, triplet, family, cpu, emulated = MACHINES[machine]
    root = unpacked(f'sysroot-{machine}', with_what_they_need, arch=machine)
    if not os.path.exists(f'{root}/lib'):
        os.symlink('usr/lib', f'{root}/lib')  # Debian 13's packages have everything in /usr
    link, runner = how_to_run(root, triplet, emulated)
    with open(path, 'w') as f:
        f.write(CROSS_FILE.format(compiler=compiler, triplet=triplet, family=family, cpu=cpu, root=root, link=link, runner=runner,
                                  wrapper=f'exe_wrapper = {runner}' if runner else ''))


main(*sys.argv[1:])
