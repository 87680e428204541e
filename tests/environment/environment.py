#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""COHMEM_DEBUG and COHMEM_FAIL with programs that contain no code for either. Prints TAP.

usage: environment.py path/to/buggy path/to/hello path/to/vhost-blk path/to/silent
"""
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from tap import check, finish

BUGGY, HELLO, VHOST_BLK, SILENT = sys.argv[1:]


def run(*args, debug='', fail=''):
    # Leaks of the buggy program must be reported by cohmem, not by LeakSanitizer.
    sanitizer = {'ASAN_OPTIONS': 'detect_leaks=0'} if args[0] == BUGGY else {}
    env = dict(os.environ, COHMEM_DEBUG=debug, COHMEM_FAIL=fail, **sanitizer)
    return subprocess.run(args, capture_output=True, text=True, env=env)


def line_of(words):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'buggy.c')) as f:
        return next(n for n, line in enumerate(f, 1) if words in line)


def test_debug():
    r = run(BUGGY)
    check(r.returncode == 0 and r.stderr.count('\n') == 1 and 'refused' in r.stderr, 'without COHMEM_DEBUG: only what was refused', r.stderr)
    r = run(BUGGY, debug='1')
    twice = line_of('/* twice */')
    check(r.returncode == 0 and
          re.search(rf'cohmem: buggy: DMA-API: device driver frees DMA memory twice .*'
                    rf'\[freed again at \S*buggy\.c:{twice} in use\(\)\]', r.stderr),
          'COHMEM_DEBUG=1: the second release, with its line', r.stderr)
    check(re.search(rf'not freed: 1 blocks, 8192 bytes .*buggy\.c:{line_of("never freed */")} in use',
                    r.stderr),
          'COHMEM_DEBUG=1: what is not freed at the end, with its line', r.stderr)
    r = run(BUGGY, debug='abort')
    check(r.returncode == -signal.SIGABRT and 'twice' in r.stderr and 'not freed' not in r.stderr,
          'COHMEM_DEBUG=abort: ends there', (r.returncode, r.stderr))
    r = run(BUGGY, debug='maybe')
    check(r.returncode == 0 and 'COHMEM_DEBUG=maybe' in r.stderr, 'COHMEM_DEBUG=maybe: said', r.stderr)
    r = run(BUGGY, debug='\x1b]0;title\x07\x9b31m\n')
    check(r.returncode == 0 and r'COHMEM_DEBUG=\x1b]0;title\x07\xc2\x9b31m\x0a: it can be 0, 1' in r.stderr and r.stderr.count('\n') == 2,
          'what a terminal would obey is written out', r.stderr)


def test_default():
    """A program that sets no log: failures are printed, not too many of them, and errno is set."""
    def silent(*args, **env):
        return subprocess.run([SILENT, *args], capture_output=True, text=True, env=dict(os.environ, **env))
    r = silent('1')
    check(r.stdout == 'errno 12\n' and r.stderr == 'cohmem: vc4: cannot allocate 4096 bytes: the device has neither an area '
          '(dma_declare_coherent_memory()) nor generic memory (attach a back end)\n', 'a failure, by default: its reason and errno', r)
    r = silent('10000')
    check(10 <= r.stderr.count('cannot allocate') < 10000 and 'cohmem_set_log() receives all of them' in r.stderr, 'not all of very many', r.stderr[:2000])
    r = silent('1', COHMEM_LOG='off')
    check(r.stdout == 'errno 12\n' and r.stderr == '', 'COHMEM_LOG=off', r)
    r = silent('1', COHMEM_LOG='on')
    check('COHMEM_LOG=on: it can be off' in r.stderr and 'cannot allocate' in r.stderr, 'COHMEM_LOG=on', r)
    r = silent('1', 'drop')
    check(r.stderr == '', 'cohmem_set_log(NULL)', r)
    r = silent('20', 'drop', COHMEM_DEBUG='1')
    check(r.stderr.count('cannot allocate') == 20, 'COHMEM_DEBUG=1: all of them', r)


def test_no_network():
    """Separate debug information is searched for only on this machine, even if the environment names debuginfod servers."""
    with socket.socket() as server, tempfile.TemporaryDirectory() as folder:
        server.bind(('127.0.0.1', 0))
        server.listen()
        server.setblocking(False)
        subprocess.run(['strip', '-o', f'{folder}/stripped', BUGGY], check=True)
        env = dict(os.environ, COHMEM_DEBUG='1', DEBUGINFOD_URLS=f'http://127.0.0.1:{server.getsockname()[1]}',
                   DEBUGINFOD_CACHE_PATH=folder, DEBUGINFOD_TIMEOUT='1', ASAN_OPTIONS='detect_leaks=0')
        r = subprocess.run([f'{folder}/stripped'], capture_output=True, text=True, env=env)
        asked = True
        try:
            server.accept()
        except BlockingIOError:
            asked = False
        check(r.returncode == 0 and 'stripped+0x' in r.stderr and not asked, 'DEBUGINFOD_URLS: no server is asked', (asked, r))


def test_bad_fail():
    for bad in ('nonsense', 'nth', 'nth=', 'nth=x', 'nth=-1', 'nth=1x', 'nth=99999999999999999999', 'percent=0',
                'percent=101', 'percent=x', 'where=moon,nth=1', 'where=area+moon,nth=1', 'nth=1,percent=5',
                'where=any', 'nth=1,,', 'seed=x,nth=1', 'color=red,nth=1', 'x' * 1000):
        r = run(HELLO, fail=bad)
        check(r.returncode == 0 and r.stderr.startswith('cohmem: COHMEM_FAIL='),
              f'COHMEM_FAIL={bad[:30]}: said, and nothing fails', (r.returncode, r.stderr))


def test_exhaustion(what, *args):
    """Make each allocation fail in turn: the program must exit with status 1, without a crash or a leak."""
    for n in range(1, 1000):
        r = run(*args, debug='1', fail=f'nth={n}')
        clean = not re.search('Sanitizer|runtime error|DMA-API|not freed', r.stderr)
        if r.returncode != 1 or not clean:
            break
    check(r.returncode == 0 and clean and n > 2, f'{what}: {n - 1} allocations failed in turn',
          (n, r.returncode, r.stdout, r.stderr))


def test_elsewhere(*args):
    r = run(*args, debug='1', fail='where=area,nth=1,times=100000')
    check(r.returncode == 0 and re.search('moved 0 bytes through its own area', r.stdout),
          'no area has room: all goes through generic memory', r.stdout + r.stderr)
    r = run(*args, debug='1', fail='where=generic,percent=100')
    check(r.returncode == 1 and 'no memory' in r.stderr, 'no generic memory', r.stdout + r.stderr)
    r = run(*args, debug='1', fail='device=another,nth=1')
    check(r.returncode == 0, "another device's allocations fail", r.stdout + r.stderr)


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'random')
    with open(path, 'wb') as f:
        f.write(os.urandom(300000))
    transfer = (VHOST_BLK, '--area', '64K', '--buffer', '16K', '--depth', '8', path)
    test_debug()
    test_default()
    test_no_network()
    test_bad_fail()
    test_exhaustion('hello', HELLO)
    test_exhaustion('vhost-blk', *transfer)
    test_elsewhere(*transfer)
finish()
