#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""make install: where it installs, which places it refuses, and the README's commands that follow it. Prints TAP."""
import os
import subprocess
import tempfile

from checkout import ROOT, checkout, contents, programs_without, readme, readme_program, run
from tap import check, finish


def refused(what, source, **env):
    before = contents(source)
    status, said = run('make', 'install', cwd=source, **env)
    check(status and 'would install into the sources of cohmem' in said and contents(source) == before,
          f'{what}: refused, and the checkout is as before', said[-2000:])


def test_refusals(folder):
    """The checkout, folders in it, and folders above it from which files would be installed into it; also through links and DESTDIR."""
    home = f'{folder}/refusals'
    source = checkout(f'{home}/cohmem')
    os.symlink(source, f'{home}/link')
    for what, env in {'the checkout': {'PREFIX': source}, 'a folder of it': {'PREFIX': f'{source}/examples'},
                      'a new folder in it': {'PREFIX': f'{source}/new'}, 'relative': {'PREFIX': '.'},
                      'through a link': {'PREFIX': f'{home}/link'}, 'DESTDIR': {'PREFIX': '/', 'DESTDIR': source},
                      'DESTDIR above': {'PREFIX': '/cohmem', 'DESTDIR': home}}.items():
        refused(what, source, **env)
    for name in ('lib', 'include/cohmem', 'share/man', 'bin/cohmem'):
        above = f'{folder}/above-{name.replace("/", "-")}'
        os.makedirs(os.path.dirname(f'{above}/{name}'), exist_ok=True)
        os.rename(source, f'{above}/{name}')
        source = f'{above}/{name}'
        refused(f'above, the checkout being {name}', source, PREFIX=above)
    return source


def test_readme(folder, source):
    """The README's commands, unchanged, for a user with the clone in the home folder, on Debian without dpkg-dev."""
    home = f'{folder}/home'
    os.mkdir(home)
    os.rename(source, f'{home}/cohmem')
    source = f'{home}/cohmem'
    with open(f'{source}/hello.c', 'w') as f:
        f.write(readme_program())
    with open(f'{ROOT}/tests/compat/selftest.c') as module, open(f'{source}/dmapool_test.c', 'w') as f:
        f.write(module.read())
    before = contents(source)
    env = {'HOME': home, 'PATH': programs_without(f'{folder}/no-dpkg', 'dpkg*', 'apt*')}
    lines = readme('make install') + './a.out\n'
    status, said = run('sh', '-ec', lines, cwd=source, **env)
    check(status == 0 and "ring at device address 0x1000: the device's own area" in said, "the README's program", lines + said[-3000:])
    check(before == {name: what for name, what in contents(source).items() if name != 'a.out'}, 'make install leaves the checkout as it was')
    found = subprocess.run(['find', home, '-path', source, '-prune', '-o', '-name', 'cohmem.pc', '-print'], text=True, capture_output=True).stdout
    check(found.endswith('/lib/pkgconfig/cohmem.pc\n'), 'without dpkg-dev the library is in lib', found)
    lines = ''.join(line for line in readme('make install').splitlines(True) if 'export' in line) + \
        ''.join(line for line in readme('cc $(pkg-config --cflags cohmem-linux)').splitlines(True) if 'curl' not in line)
    status, said = run('sh', '-ec', lines, cwd=source, **env)
    check(status == 0 and 'selftest' in said, "the README's line for a module of the kernel, its test being ours", lines + said[-3000:])
    return source


def test_places(folder, source):
    prefix = f'{folder}/with a space'
    status, said = run('make', 'install', f'PREFIX={prefix}', cwd=source)
    program = ['sh', '-ec', 'eval cc hello.c -o "$0" $(pkg-config --cflags --libs cohmem) "-Wl,-rpath,\'$1/lib\'"; "$0"', f'{folder}/hello', prefix]
    status2, said2 = run(*program, cwd=source, PKG_CONFIG_PATH=f'{prefix}/lib/pkgconfig')
    check(status == 0 and status2 == 0, 'PREFIX with a space', said[-2000:] + said2)
    stage = f'{source}/build-stage'
    status, said = run('make', 'install', 'PREFIX=/usr', f'DESTDIR={stage}', cwd=source)
    paths = subprocess.run(['pkg-config', '--variable=pc_path', 'pkg-config'], text=True, capture_output=True).stdout.strip().split(':')
    found = [path for path in paths if os.path.exists(f'{stage}{path}/cohmem.pc')]
    check(status == 0 and len(found) == 1 and found[0].startswith('/usr/lib') and os.path.exists(f'{stage}{found[0]}/../libcohmem.so') and
          os.path.exists(f'{stage}/usr/include/cohmem-linux/linux/pci.h'),
          'PREFIX=/usr: where pkg-config looks, below DESTDIR, which may be a folder in the checkout', (paths, said[-2000:]))
    with open(f'{stage}{found[0]}/cohmem.pc') as f:
        check('prefix=/usr\n' in f.read(), 'DESTDIR is in no file')
    status, said = run('make', 'install', 'PREFIX=relative/../stage', f'DESTDIR={os.path.relpath(folder, source)}', cwd=source)
    check(status == 0 and os.path.exists(f'{folder}{source}/stage/bin/cohmem'), 'both relative', said[-2000:])


with tempfile.TemporaryDirectory() as temporary:
    os.chmod(temporary, 0o755)
    test_places(temporary, test_readme(temporary, test_refusals(temporary)))
finish()
