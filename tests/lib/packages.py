# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Files of Debian packages that must not be installed here: downloaded once, unpacked and kept in a cache.

The cache is $COHMEM_CACHE or ~/.cache/cohmem. The host's apt is not changed: if its package lists are
missing, outdated or lack a package, separate lists are downloaded.
"""
import fcntl
import fnmatch
import glob
import os
import shutil
import subprocess
import tarfile

CACHE = os.environ.get('COHMEM_CACHE') or os.path.join(
    os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'cohmem')


def run(*args, **more):
    return subprocess.run(args, check=True, text=True, capture_output=True, **more).stdout


def architecture():
    return run('dpkg', '--print-architecture').strip()


def own_lists(source=None, arch=None):
    """Returns options with which apt uses separate lists: of the host's sources, or of @source."""
    lists = os.path.join(CACHE, 'apt' + (f'-{source.split()[-2]}' if source else '') + (f'-{arch}' if arch else ''))
    for folder in ('lists/partial', 'archives/partial'):
        os.makedirs(os.path.join(lists, folder), exist_ok=True)
    options = ['-o', f'Dir::State::lists={lists}/lists', '-o', f'Dir::Cache={lists}',
               '-o', 'APT::Sandbox::User=root', '-o', 'Debug::NoLocking=1']
    if arch:
        options += ['-o', f'APT::Architecture={arch}', '-o', f'APT::Architectures={arch}', '-o', 'Dir::State::status=/dev/null']
    if source:
        with open(f'{lists}/sources.list', 'w') as f:
            f.write(source + '\n')
        options += ['-o', f'Dir::Etc::sourcelist={lists}/sources.list', '-o', 'Dir::Etc::sourceparts=/nonexistent']
    return options


def depends(package, options):
    """Returns what a metapackage depends on."""
    lines = run('apt-cache', *options, 'depends', '--no-recommends', package).splitlines()
    return [line.split()[-1] for line in lines if 'Depends:' in line]


def fetch(folder, choose, source=None, arch=None):
    """Downloads the packages that choose(options) returns to @folder."""
    ways = [] if arch else [lambda: []]
    ways += [lambda: own_lists(None, arch)] + ([lambda: own_lists(source, arch)] if source else [])
    for way in ways:
        options = way()
        try:
            if options:  # may fail: some of the host's sources may lack another architecture
                subprocess.run(['apt-get', *options, 'update'], capture_output=True)
            run('apt-get', *options, 'download', *choose(options), cwd=folder)
            return
        except (subprocess.CalledProcessError, IndexError) as error:
            why = getattr(error, 'stderr', '') or str(error)
    raise RuntimeError(f'cannot download the packages: {why}')


def unpack(package, folder, only):
    if not only:
        run('dpkg-deb', '-x', package, folder)
        return
    stream = subprocess.Popen(['dpkg-deb', '--fsys-tarfile', package], stdout=subprocess.PIPE)
    with tarfile.open(fileobj=stream.stdout, mode='r|') as tar:
        for member in tar:
            if any(fnmatch.fnmatch(member.name, pattern) for pattern in only):
                tar.extract(member, folder)
    if stream.wait():
        raise RuntimeError(f'cannot unpack {package}')


def unpacked(name, choose, source=None, arch=None, only=()):
    """Returns the folder in which the packages that choose(apt_options) returns are unpacked; created at first use.

    They are downloaded from the host's sources or, if choose() finds nothing there (raises IndexError), from
    @source, a line of sources.list. @arch: None for the host's architecture. @only: patterns of the files to
    unpack; all files if empty.
    """
    root, new = os.path.join(CACHE, name), os.path.join(CACHE, f'{name}.new')
    os.makedirs(CACHE, exist_ok=True)
    with open(os.path.join(CACHE, 'lock'), 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in parallel and share apt's lists
        if os.path.exists(root):
            return root
        shutil.rmtree(new, ignore_errors=True)
        os.makedirs(new)
        fetch(new, choose, source, arch)
        for package in glob.glob(f'{new}/*.deb'):
            unpack(package, new, only)
            os.unlink(package)
        os.rename(new, root)
    return root
