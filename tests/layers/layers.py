#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""The object files of this build have no dependency cycle, and check-layers finds the cycles created here. Prints TAP.

usage: layers.py SOURCES BUILD
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from tap import check, finish

SOURCES, BUILD = (os.path.abspath(path) for path in sys.argv[1:])
LAYERS = f'{SOURCES}/scripts/check-layers'


def run(*args, cwd):
    r = subprocess.run([LAYERS, *args], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return r.returncode, r.stdout


def write(folder, files):
    for path, text in files.items():
        os.makedirs(os.path.dirname(f'{folder}/{path}'), exist_ok=True)
        with open(f'{folder}/{path}', 'w') as f:
            f.write(text)


def includes(files):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(['git', 'init', '-q', folder], check=True)
        write(folder, files)
        return run(cwd=folder)


def objects(files):
    """Compile @files, list them as meson does, and run check-layers on the object files."""
    with tempfile.TemporaryDirectory() as folder:
        write(folder, files)
        commands = []
        for path in files:
            output = path.replace('/', '_') + '.o'
            subprocess.run(['cc', '-c', path, '-o', output], cwd=folder, check=True)
            commands.append({'directory': folder, 'file': path, 'output': output})
        write(folder, {'build/compile_commands.json': json.dumps(commands)})
        return run('--objects', 'build', cwd=folder)


status, said = run('--objects', BUILD, cwd=SOURCES)
check(status == 0 and int(said.split()[0]) > 100, f'this build: {said.strip()}', said)

status, said = includes({'dt/a.h': '', 'trace/b.h': '', 'core/area/area.h': '#include "../runs/state.h"\n', 'core/runs/state.h': ''})
check(status == 0, 'includes that point one way', said)
status, said = includes({'core/runs/state.h': '#include "../area/area.h"\n', 'core/area/area.h': ''})
check(status == 1 and 'core/runs is below core/area' in said, 'an include that points up', said)
status, said = includes({'tools/a.h': '#include "../trace/b.h"\n', 'trace/b.h': '#include "../tools/a.h"\n'})
check(status == 1 and 'a cycle of 2 folders:\n    tools needs trace: line 1\n' in said, 'a circle of folders that include each other', said)

PROTOTYPES = 'void a(void);\nvoid b(void);\nvoid c(void);\n'
status, said = objects({'core/runs/a.c': PROTOTYPES + 'void a(void) { b(); }', 'core/runs/b.c': PROTOTYPES + 'void b(void) { }'})
check(status == 0 and said.startswith('2 object files'), 'objects that need each other one way', said)
status, said = objects({'core/runs/a.c': PROTOTYPES + 'void a(void) { b(); }', 'core/runs/b.c': PROTOTYPES + 'void b(void) { a(); }'})
check(status == 1 and 'a cycle of 2 object files:\n    core/runs/a.c needs core/runs/b.c: b\n' in said, 'a circle of object files', said)
status, said = objects({'dt/a.c': PROTOTYPES + 'void a(void) { b(); }', 'trace/b.c': PROTOTYPES + 'void b(void) { }',
                        'trace/c.c': PROTOTYPES + 'void c(void) { }', 'dt/d.c': PROTOTYPES + 'void a(void);\nvoid d(void);\nvoid d(void) { }',
                        'trace/e.c': PROTOTYPES + 'void d(void);\nvoid e(void);\nvoid e(void) { d(); }'})
check(status == 1 and 'a cycle of 2 folders:\n    dt needs trace: b\n    trace needs dt: d\n' in said, 'a circle of folders, and none of files', said)
finish()
