#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""A driver never gets a user-space header in place of a kernel header that cohmem lacks. Prints TAP.

Which names exist twice is read from Linux's source tree and from the headers of this system.

usage: namesakes.py path/to/include path/to/namesakes COMPILER...: path/to/namesakes has the generated headers
"""
import concurrent.futures
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'kernel'))
from kbuild import kernel_headers
from namesakes import namesakes
from packages import architecture
from tap import check, finish

INCLUDE, MADE, *COMPILER = sys.argv[1:]
KERNEL = f'{INCLUDE}/kernel'
# The system's folders with headers from Linux, and scsi, which has copies from libc.
FOLDERS = ('linux', 'sound', 'scsi', 'rdma', 'misc', 'mtd', 'video', 'drm', 'xen')
# Headers of libc that tests of drivers include (with _GNU_SOURCE, so with everything they declare).
LIBC = '''arpa/inet assert ctype dirent dlfcn errno fcntl fenv fnmatch ftw glob grp ifaddrs inttypes limits locale malloc
math mntent mqueue net/ethernet net/if netdb netinet/if_ether netinet/in netinet/tcp poll pthread pwd regex sched
semaphore setjmp signal spawn stdatomic stdbool stddef stdint stdio stdlib string strings sys/epoll sys/eventfd
sys/fanotify sys/file sys/inotify sys/ioctl sys/ipc sys/mman sys/mount sys/msg sys/param sys/personality sys/poll
sys/prctl sys/ptrace sys/quota sys/random sys/reboot sys/resource sys/select sys/sem sys/sendfile sys/shm
sys/signalfd sys/socket sys/stat sys/statfs sys/statvfs sys/swap sys/syscall sys/time sys/timerfd sys/timex sys/types
sys/uio sys/un sys/utsname sys/wait sys/xattr syslog termios threads time unistd wchar wctype'''.split()


def headers(root, folders=('',)):
    found = [path for folder in folders for path in glob.glob(f'{root}/{folder}/**/*.h', recursive=True)]
    return {os.path.relpath(path, root) for path in found}


def compiles(source, *flags, folders=True):
    """Returns the compiler's output, or '' if @source compiles."""
    ours = [f'-I{KERNEL}', f'-I{MADE}', f'-I{INCLUDE}'] if folders else []
    r = subprocess.run([*COMPILER, '-std=gnu11', *ours, *flags, '-fsyntax-only', '-x', 'c', '-'], input=source, text=True,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return r.stdout if r.returncode else ''


def judge_driver(name):
    """A driver that includes this header gets cohmem's, or the error that cohmem has none."""
    said = compiles(f'#include <{name}>\n')
    if os.path.exists(f'{KERNEL}/{name}'):
        return said
    return '' if f'cohmem has no <{name}> for drivers' in said else f'{name}: not refused\n{said}'


def judge_uapi(name):
    """Hosted code that defines COHMEM_UAPI gets the system's header."""
    r = subprocess.run([*COMPILER, '-std=gnu11', f'-I{KERNEL}', f'-I{MADE}', f'-I{INCLUDE}', '-DCOHMEM_UAPI', '-M', '-x', 'c', '-'],
                       input=f'#include <{name}>\n', text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return '' if f'/usr/include/{name}' in r.stdout and 'cohmem has no' not in r.stdout else f'{name}: not reached\n{r.stdout}'


def judge_libc(name):
    """A header that compiles without cohmem's folders compiles with them, too."""
    source = f'#include <{name}.h>\n'
    return compiles(source, '-D_GNU_SOURCE') if not compiles(source, '-D_GNU_SOURCE', folders=False) else ''


def all_of(pool, judge, sources):
    return '\n'.join(filter(None, pool.map(judge, sources)))


common, = glob.glob(f'{kernel_headers(architecture(), "linux-(headers|kbuild)")}/usr/src/linux-headers-*-common/include')
linux = headers(common)
twice = {name for name in headers(f'{common}/uapi') & linux if not name.startswith('asm-generic/')}
here = headers('/usr/include', FOLDERS) & linux
table = namesakes(f'{HERE}/../../kernel/namesakes.list')
lacking = sorted(name for name in table if not os.path.exists(f'{KERNEL}/{name}'))
check(len(twice) > 200 and twice <= set(table), "kernel/namesakes.list has what Linux has twice", twice - set(table))
check(len(here) > 200 and here <= set(table), "and each header of this system that the kernel has, too", here - set(table))
check(set(table) <= linux, 'and no name that the kernel has no header of', set(table) - linux)
check(lacking and headers(MADE) == set(lacking), f'{len(lacking)} headers stand in for those that cohmem lacks',
      headers(MADE) ^ set(lacking))
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    wrong = all_of(pool, judge_driver, sorted(table))
    check(not wrong, f'a driver that includes one of the {len(table)}: compiles, or reads why not', wrong[:3000])
    wrong = all_of(pool, judge_uapi, sorted(here & set(lacking)))
    check(not wrong, 'with COHMEM_UAPI hosted code has the one of the system', wrong[:3000])
    wrong = all_of(pool, judge_libc, LIBC)
    check(not wrong, "libc's headers include the system's", wrong[:3000])
finish()
