#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""make on machines without apt or QEMU, and for users who may not install packages. Prints TAP."""
import os
import re
import tempfile

from checkout import NOBODY, checkout, modules_without, programs_without, run
from tap import check, finish

USER = NOBODY if os.geteuid() == 0 else None
# Programs that make and make install do not need.
ELSEWHERE = ('apt*', 'dpkg*', 'sudo', 'qemu*', 'chromium*', 'clang*', 'dtc', 'valgrind*', 'reuse')


def fake(folder, name, text):
    """Create a shell script @name in @folder, to be found in PATH before the system's program."""
    os.makedirs(folder, exist_ok=True)
    with open(f'{folder}/{name}', 'w') as f:
        f.write('#!/bin/sh\n' + text)
    os.chmod(f'{folder}/{name}', 0o755)
    return folder


def test_without_apt(folder, source):
    path = programs_without(f'{folder}/elsewhere', *ELSEWHERE)
    modules = modules_without(f'{folder}/no-libmd', 'libmd')
    status, said = run('make', cwd=source, PATH=path, PKG_CONFIG_LIBDIR=modules)
    check(status == 0 and os.path.exists(f'{source}/build/tools/cohmem') and 'apt-get' not in said, 'make, without apt, QEMU and libmd', said[-3000:])
    status, said = run('make', 'install', f'PREFIX={folder}/installed', cwd=source, PATH=path, PKG_CONFIG_LIBDIR=modules)
    check(status == 0 and os.path.exists(f'{folder}/installed/bin/cohmem'), 'make install, too', said[-3000:])
    status, said = run('make', 'run', cwd=source, PATH=path, PKG_CONFIG_LIBDIR=modules)
    check(status and 'apt-get' not in said and 'libmd' in said, 'make run: meson says that libmd is missing', said[-3000:])
    with open(f'{folder}/file', 'wb') as f:
        f.write(os.urandom(65536))
    status, said = run('make', 'run', f'FILE={folder}/file', cwd=source, PATH=path)
    check(status and 'apt-get' not in said and 'cannot start qemu-storage-daemon' in said, 'with libmd: that QEMU is', said[-3000:])
    os.rename(f'{source}/build', f'{folder}/build')
    status, said = run('make', cwd=source, PATH=path, PKG_CONFIG_LIBDIR=modules_without(f'{folder}/no-jansson', 'jansson'))
    check(status and 'apt-get' not in said and 'Dependency "jansson" not found' in said, 'make, without jansson: meson says so', said[-3000:])


def test_without_root(folder, source):
    """With apt, but with programs that were installed in another way, so that dpkg-query does not know them."""
    path = fake(f'{folder}/knows-nothing', 'dpkg-query', 'exit 1\n') + ':' + programs_without(f'{folder}/user', 'sudo', 'dpkg-query', 'chromium')
    if USER:
        for where, folders, names in os.walk(source):
            for name in ['.', *names]:
                os.chown(f'{where}/{name}', USER, USER)
    home = {'PATH': path, 'HOME': source}
    for what in ('build', 'run', 'nvme'):
        status, said = run('scripts/deps', what, cwd=source, user=USER, **home)
        check(status == 0 and not said, f'{what}: all is there, whoever brought it', said)
    status, said = run('make', 'run', f'FILE={folder}/file', cwd=source, user=USER, **home)
    check(status == 0 and 'apt-get' not in said and 'the area:' in said, 'make run goes on', said[-3000:])
    status, said = run('make', 'test', cwd=source, user=USER, **home)
    commands = re.findall(r'^  (apt-get update && apt-get install -y .*)$', said, re.M)
    check(status and len(commands) == 1 and ' chromium' in commands[0] and 'meson' not in commands[0],
          'make test: one command brings what is missing, and no more', said)


with tempfile.TemporaryDirectory() as temporary:
    os.chmod(temporary, 0o755)
    clone = checkout(f'{temporary}/cohmem')
    test_without_apt(temporary, clone)
    test_without_root(temporary, clone)
finish()
