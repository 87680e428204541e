#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""cohmem top PID of a hostile process, with and without openat2(). Prints TAP.

usage: top_process.py path/to/cohmem
"""
import ctypes
import os
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
from tap import check, finish
from own import ALLOC, HEAD, name, own

COHMEM = os.path.abspath(sys.argv[1])
NOBODY = 65534
OPENAT2, ENOSYS = 437, 38  # on every architecture
# Runs as nobody if we are root, and waits for the end of its standard input.
WAIT = f'''import os, sys
if os.geteuid() == 0:
    os.setgroups([]), os.setresgid({NOBODY}, {NOBODY}, {NOBODY}), os.setresuid({NOBODY}, {NOBODY}, {NOBODY})
print('ready', flush=True)
sys.stdin.read()'''
STAY = "import sys; print('ready', flush=True); sys.stdin.read()"
CHROOT = "import os, sys; os.chroot(sys.argv[1]); os.chdir(sys.argv[2]); print('ready', flush=True); sys.stdin.read()"


def without_openat2():
    """Make openat2() fail with ENOSYS, as before Linux 5.6, in the calling process and what it executes."""
    code = struct.pack('<' + 'HBBI' * 4, 0x20, 0, 0, 0, 0x15, 0, 1, OPENAT2, 0x06, 0, 0, 0x50000 | ENOSYS, 0x06, 0, 0, 0x7fff0000)
    buffer = ctypes.create_string_buffer(code)
    program = ctypes.create_string_buffer(struct.pack('<HxxxxxxQ', 4, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
        raise OSError(ctypes.get_errno(), 'cannot install the filter of system calls')


class Process:
    """A process that runs with COHMEM_TRACE=@trace."""

    def __init__(self, trace, *before, cwd=None, code=WAIT, args=()):
        self.program = subprocess.Popen([*before, sys.executable, '-c', code, *args], cwd=cwd, env={**os.environ, 'COHMEM_TRACE': trace},
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ready = self.program.stdout.readline() == b'ready\n'

    def __enter__(self):
        return str(self.program.pid)

    def __exit__(self, *_):
        self.program.communicate()


def top(pid, **more):
    return subprocess.run([COHMEM, 'top', '--once', pid], capture_output=True, stdin=subprocess.DEVNULL, timeout=60, **more)


def write(path, device, owner=True):
    with open(path, 'wb') as f:
        f.write(HEAD + name(1, device) + own(ALLOC, addr=0x1000, size=4096, device=1) if device else b'')
    if owner and os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    return path


def shows(what, pid, device, **more):
    r = top(pid, **more)
    check(r.returncode == 0 and f'  {device}\n'.encode() in r.stdout and r.stderr == b'', what, r)


def refuses(what, pid, words, **more):
    r = top(pid, **more)
    check(r.returncode == 2 and words in r.stderr.decode() and r.stdout == b'', what, r)


def test_names(folder, how, **more):
    """FILE.PID is tried before FILE."""
    with Process(write(f'{folder}/t', 'plain')) as pid:
        shows(f'{how}: FILE', pid, 'plain', **more)
        write(f'{folder}/t.{pid}', 'numbered')
        shows(f'{how}: FILE.PID', pid, 'numbered', **more)
        os.unlink(f'{folder}/t')
        shows(f'{how}: FILE.PID alone', pid, 'numbered', **more)
        os.unlink(f'{folder}/t.{pid}')
        refuses(f'{how}: neither', pid, f'{folder}/t: No such file', **more)
        os.symlink(write(f'{folder}/u', 'other'), f'{folder}/t.{pid}')
        write(f'{folder}/t', 'plain')
        refuses(f'{how}: a link at FILE.PID', pid, f't.{pid}: it is not a regular file', **more)
    for trace in ('t', './/t', f'../{os.path.basename(folder)}/t', '../' * 40 + folder[1:] + '/t'):
        with Process(trace, cwd=folder) as pid:
            shows(f'{how}: {trace[:20]}', pid, 'plain', **more)


def test_hostile(folder, how, **more):
    write(f'{folder}/t', 'plain')
    os.symlink('t', f'{folder}/link')
    os.symlink('/proc', f'{folder}/proc')
    os.mkfifo(f'{folder}/fifo')
    for trace, words in ((f'{folder}/link', 'it is not a regular file'), (f'{folder}/fifo', 'it is not a regular file'), ('/dev/null', 'it is not a regular file'),
                         (folder, 'it is not a regular file'), ('/etc/passwd', "does not belong to the process's user"),
                         (write(f'{folder}/empty', None), 'nothing is recorded in it yet'), (write(f'{folder}/mine', 'mine', False), "does not belong to the process's user"),
                         (f'/proc/{os.getpid()}/cwd/t', 'symbolic link'), ('/proc/self/exe', 'it is not a regular file'), ('t/t/t', 'Not a directory'),
                         ('x' * 300, 'File name too long'), (write(f'{folder}/' + 250 * 'z', 'long'), None), ('/y' * 3000, 'COHMEM_TRACE: File name too long'), ('', 'it runs without COHMEM_TRACE')):
        if trace == f'{folder}/mine' and os.geteuid():
            continue
        words = 'Not a directory' if trace.startswith('/proc') and more else words
        with Process(trace, cwd=folder) as pid:
            if words:
                refuses(f'{how}: {os.path.basename(trace)[:10] or "no name"}', pid, words, **more)
            else:
                shows(f'{how}: a name that has no room for a number', pid, 'long', **more)
    with open(write(f'{folder}/t', 'plain'), 'w') as f:
        f.write('COHMTRC2, or a secret')
    odd = f'{folder}/a\x1b]0;pwned\x07\x1b[2J\n'
    with Process(f'{folder}/t') as pid:
        refuses(f'{how}: what is not a recording', pid, 'it is not a recording of cohmem', **more)
    with Process(odd) as pid:
        refuses(f'{how}: a name with commands', pid, f'{folder}/a\\x1b]0;pwned\\x07\\x1b[2J\\x0a: No such file', **more)
    with Process(write(odd, 'odd')) as pid:
        shows(f'{how}: a recording with such a name', pid, 'odd', **more)
        check(b'\x1b' not in top(pid, **more).stdout, f'{how}: its name is visible')


def test_root(folder, how, **more):
    """A process with another root directory, and one in another PID namespace."""
    inside, before = f'{folder}/root', ('unshare', '-r')
    os.makedirs(f'{inside}/below')
    us = dict(owner=False)
    write(f'{inside}/t', 'inside', **us), write(f'{inside}/below/t', 'below', **us), write(f'{folder}/t', 'outside', **us)
    os.symlink('/below', f'{inside}/absolute')
    os.symlink('../../..', f'{inside}/up')
    for trace, cwd, device in (('/t', '/', 'inside'), ('t', '/below', 'below'), ('../t', '/below', 'inside'), ('../../../t', '/below', 'inside'), ('/../t', '/', 'inside')):
        with Process(trace, *before, code=CHROOT, args=(inside, cwd)) as pid:
            shows(f'{how}: {trace} at {cwd} of another root', pid, device, **more)
    for trace, device in (('/absolute/t', 'below'), ('/up/t', 'inside')):
        with Process(trace, *before, code=CHROOT, args=(inside, '/')) as pid:
            if more:
                refuses(f'{how}: {trace} of another root', pid, 'Not a directory', **more)
            else:
                shows(f'{how}: {trace} of another root', pid, device)
    with Process('t', *before, cwd=folder, code=CHROOT.replace('os.chdir(sys.argv[2]);', ''), args=(inside,)) as pid:
        refuses(f'{how}: a folder outside of the root', pid, "the process's working directory is not below its root directory", **more)
    write(f'{folder}/t.1', 'first', **us)
    with Process(f'{folder}/t', *before, '--pid', '--fork', '--kill-child', code=STAY) as pid:
        with open(f'/proc/{pid}/task/{pid}/children') as f:
            child = f.read().split()[0]
        shows(f'{how}: as it knows its number', child, 'first', **more)


for what, extra in (('openat2', {}), ('no openat2', {'preexec_fn': without_openat2})):
    for test in (test_names, test_hostile, test_root):
        with tempfile.TemporaryDirectory() as temporary:
            os.chmod(temporary, 0o755)
            test(temporary, what, **extra)
finish()
