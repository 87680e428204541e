# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Temporary checkouts to run make in, and PATHs that lack some of the system's programs or modules."""
import fnmatch
import hashlib
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'tests', 'lib'))
NOBODY = 65534


def files():
    return subprocess.run(['git', 'ls-files', '-co', '--exclude-standard'], cwd=ROOT, check=True, text=True,
                          capture_output=True).stdout.splitlines()


def checkout(folder):
    """Copy the files that git tracks or would add into @folder, as in a fresh clone."""
    for name in files():
        os.makedirs(os.path.dirname(f'{folder}/{name}'), exist_ok=True)
        shutil.copy(f'{ROOT}/{name}', f'{folder}/{name}')
    return folder


def contents(folder):
    """The names and hashes of a checkout's files, except those in build folders."""
    found = {}
    for path, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not fnmatch.fnmatch(f, 'build*')]
        for name in names:
            with open(f'{path}/{name}', 'rb') as f:
                found[os.path.relpath(f'{path}/{name}', folder)] = hashlib.sha256(f.read()).digest()
    return found


def programs_without(folder, *patterns):
    """Create a folder for PATH with the system's programs, except those that match @patterns."""
    os.makedirs(folder)
    for place in ('/usr/bin', '/usr/sbin', '/bin', '/sbin'):
        for name in os.listdir(place):
            if not any(fnmatch.fnmatch(name, p) for p in patterns) and not os.path.lexists(f'{folder}/{name}'):
                os.symlink(f'{place}/{name}', f'{folder}/{name}')
    return folder


def modules_without(folder, *names):
    """Create a folder for PKG_CONFIG_LIBDIR with the system's modules, except @names."""
    os.makedirs(folder)
    paths = subprocess.run(['pkg-config', '--variable=pc_path', 'pkg-config'], check=True, text=True, capture_output=True).stdout
    for place in filter(os.path.isdir, paths.strip().split(':')):
        for name in os.listdir(place):
            if name.removesuffix('.pc') not in names and not os.path.lexists(f'{folder}/{name}'):
                os.symlink(f'{place}/{name}', f'{folder}/{name}')
    return folder


def run(*command, cwd, user=None, **env):
    """Run a command without the variables that an outer make has set; returns its status and its output."""
    clean = {key: value for key, value in os.environ.items() if key not in ('MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'PREFIX', 'DESTDIR', 'FILE', 'CC')}
    r = subprocess.run(command, cwd=cwd, env=clean | env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       stdin=subprocess.DEVNULL, user=user, group=user, extra_groups=[] if user else None)
    return r.returncode, r.stdout


def readme(begin):
    """The README's code block that has a line starting with @begin."""
    text = open(f'{ROOT}/README.md').read()
    return re.search(rf'((?:^    .*\n)*^    {re.escape(begin)}.*\n(?:^    .*\n)*)', text, re.M)[1]


def readme_program():
    return re.search(r'```c\n(.*?)```', open(f'{ROOT}/README.md').read(), re.S)[1]
