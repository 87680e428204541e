#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""-Ddefault_library=static, shared and both: installed, with -Dtests=true, and as a subproject. Prints TAP."""
import os
import tempfile

from checkout import ROOT, readme_program, run
from tap import check, finish

PARENT = '''project('parent', 'c')
linux = dependency('cohmem-linux')
executable('hello', 'hello.c', dependencies: dependency('cohmem'))
executable('module', 'module.c', dependencies: linux, override_options: 'c_std=gnu11')
'''
KINDS = {'static': ['libcohmem.a'], 'shared': ['libcohmem.so'], 'both': ['libcohmem.a', 'libcohmem.so']}


def write(path, text):
    with open(path, 'w') as f:
        f.write(text)


def test_installed(folder, kind):
    prefix = f'{folder}/{kind}'
    script = f'''meson setup "$0" {ROOT} -Ddefault_library={kind} -Dexamples=disabled --prefix={prefix} --libdir=lib
meson install -C "$0"
export PKG_CONFIG_PATH={prefix}/lib/pkgconfig
cc hello.c -o "$0/hello" $(pkg-config --cflags --libs cohmem) -Wl,-rpath,{prefix}/lib
cc module.c -o "$0/module" $(pkg-config --cflags --libs cohmem-linux) -Wl,-rpath,{prefix}/lib -pthread
"$0/hello"
"$0/module"
'''
    status, said = run('sh', '-ec', script, f'{folder}/build-{kind}', cwd=folder)
    check(status == 0, f'{kind}: installed, and programs with it run', said[-3000:])
    found = [name for name in KINDS['both'] if os.path.exists(f'{prefix}/lib/{name}')]
    check(found == KINDS[kind], f'{kind}: {" and ".join(KINDS[kind])}', found)


def test_tests(folder, kind):
    """The tests always link the static library: test_iova calls functions that the shared library hides."""
    script = f'meson setup "$0" {ROOT} -Ddefault_library={kind} -Dtests=true; ninja -C "$0" tests/test_iova; "$0/tests/test_iova"'
    status, said = run('sh', '-ec', script, f'{folder}/tests-{kind}', cwd=folder)
    check(status == 0, f'{kind}: tests see hidden functions', said[-3000:])


def test_subproject(folder, kind):
    parent = f'{folder}/parent'
    if not os.path.exists(parent):
        os.makedirs(f'{parent}/subprojects')
        os.symlink(ROOT, f'{parent}/subprojects/cohmem')
        write(f'{parent}/subprojects/cohmem.wrap', '[wrap-file]\ndirectory = cohmem\n[provide]\ndependency_names = cohmem, cohmem-linux\n')
        write(f'{parent}/meson.build', PARENT)
        for name in ('hello', 'module'):
            os.link(f'{folder}/{name}.c', f'{parent}/{name}.c')
    script = f'''meson setup "$0" {parent} -Dcohmem:default_library={kind} --wrap-mode=forcefallback
ninja -C "$0" hello module
"$0/hello"
"$0/module"
'''
    status, said = run('sh', '-ec', script, f'{folder}/subproject-{kind}', cwd=folder)
    check(status == 0, f'{kind}: as a subproject', said[-3000:])


with tempfile.TemporaryDirectory() as temporary:
    write(f'{temporary}/hello.c', readme_program())
    with open(f'{ROOT}/tests/compat/selftest.c') as source:
        write(f'{temporary}/module.c', source.read())
    for each in KINDS:
        test_installed(temporary, each)
        test_tests(temporary, each)
        test_subproject(temporary, each)
finish()
