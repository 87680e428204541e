#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""COHMEM_TRACE: what a program did is what its recording says. Prints TAP.

usage: recorder.py path/to/cohmem path/to/traced
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'tools'))
from tap import check, finish

COHMEM, TRACED = sys.argv[1:]


def traced(path, threads, rounds, *how):
    r = subprocess.run([TRACED, str(threads), str(rounds), *how], env=dict(os.environ, COHMEM_TRACE=path), text=True,
                       input='', capture_output=True, timeout=300)
    said = re.search(r'calls (\d+), high water (\d+)', r.stdout)
    return r, *(int(n) for n in said.groups())


def read(path, command='size', *args):
    r = subprocess.run([COHMEM, command, '--json', path, *args], text=True, capture_output=True)
    return r, json.loads(r.stdout) if r.returncode < 2 else {}


def test_same(path):
    r, calls, high_water = traced(path, 1, 5000)
    r2, found = read(path)
    told = found['recording']
    check(r.returncode == 0 and r.stderr == '' and told['events'] == calls and not told['lost'] and not told['unended'],
          f'one thread: {calls} calls', (r, told))
    check(found['all']['peak_rounded'] == high_water * 4096, 'one thread: as much in use as the area says', (high_water, found['all']))
    check(found['devices'][0]['device'] == 'traced <device>', 'the device by its name', found['devices'])
    r2, found = read(path, 'replay', '--pool', '2M')
    check(found['refused_in_all'] == 0 and found['worst']['used'] == high_water * 4096, 'replayed on such an area', found['worst'])
    callers = {h['caller'] for h in found['worst']['holders']}
    check(all('traced.c:' in caller or 'traced+0x' in caller for caller in callers), 'callers by their place', callers)
    for how in ([], ['fork']):
        r, calls, high_water = traced(path, 8, 3000, *how)
        r2, found = read(path)
        told = found.get('recording') or {'failed': r2.stderr, 'events': 0, 'lost': 0}
        check(told['events'] + told['lost'] == calls, f'eight threads: {calls} calls', (told, r2))
        # In another order an address would be given twice, or released before it was given.
        check(told['lost'] or not (told['addresses_reused'] or told['releases_from_before']), 'eight threads: in order', told)
        check(found['all']['peak_rounded'] <= high_water * 4096, 'eight threads: no more in use than was', (high_water, found['all']))


def test_slow(path):
    """A file that takes nothing for a while: what the rings cannot hold is counted."""
    os.mkfifo(path)
    program = subprocess.Popen([TRACED, '2', '100000'], env=dict(os.environ, COHMEM_TRACE=path), stdout=subprocess.PIPE, text=True)
    with open(path, 'rb') as f:
        calls = int(re.search(r'calls (\d+)', program.stdout.readline())[1])
        data = f.read()
    program.wait()
    with open(path + '.copy', 'wb') as f:
        f.write(data)
    told = read(path + '.copy')[1]['recording']
    check(told['lost'] > 0 and told['events'] + told['lost'] == calls, 'a slow file: what is lost is counted', (told, calls))


def test_neighbours(path):
    """Signals, and other programs with the same environment."""
    env = dict(os.environ, COHMEM_TRACE=path)
    r = subprocess.run([TRACED, '1', '100', 'signal'], env=env, text=True, capture_output=True, timeout=60)
    check(r.returncode == 0 and 'sigwait got it' in r.stdout, 'a signal that the program waits for', r)
    r = subprocess.run([TRACED, '1', '100', 'system'], env=env, text=True, capture_output=True, timeout=60)
    found = read(path)[1]
    check(r.returncode == 0 and 'another program records to it' in r.stderr and found['recording']['events'] == 200, 'a child with the same file', (r, found))
    os.mkfifo(path + '.pipe')
    program = subprocess.Popen([TRACED, '2', '60000'], env=dict(os.environ, COHMEM_TRACE=path + '.pipe'), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    open(path + '.pipe', 'rb').close()
    out, err = program.communicate(timeout=60)
    check(program.returncode == 0 and 'calls' in out and 'cannot be written: Broken pipe' in err, 'a reader that goes', (program.returncode, out, err))


def test_faults(path):
    r, calls, _ = traced(path, 1, 1000, 'kill')
    r2, found = read(path)
    check(r.returncode == -9 and found['recording']['unended'] and found['recording']['events'] == calls and
          'it has no end' in r2.stderr, 'killed: all up to there', (found['recording'], calls, r2.stderr))
    r, _, _ = traced('/nonexistent/file', 1, 10)
    check(r.returncode == 0 and 'COHMEM_TRACE=/nonexistent/file: No such file' in r.stderr, 'no such folder: told, and it runs', r)
    r, _, _ = traced('/dev/full', 1, 1000)
    check(r.returncode == 0 and 'cannot be written: No space' in r.stderr, 'a full disk: told, and it runs', r)
    r, calls, _ = traced(path, 64, 50)
    told = read(path)[1]['recording']
    check(told['events'] + told['lost'] == calls, '64 threads at once', (told, calls))


with tempfile.TemporaryDirectory() as temporary:
    test_same(f'{temporary}/trace')
    test_slow(f'{temporary}/fifo')
    test_neighbours(f'{temporary}/shared')
    test_faults(f'{temporary}/trace')
finish()
