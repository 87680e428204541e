#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""COHMEM_TRACE: a recording contains exactly what the program did. Prints TAP.

usage: recorder.py path/to/cohmem path/to/traced
"""
import glob
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
import events
from machine import has_tsan, is_native
from own import events_in
from tap import check, finish

COHMEM, TRACED = map(os.path.abspath, sys.argv[1:])


def traced(path, threads, rounds, *how):
    r = subprocess.run([TRACED, str(threads), str(rounds), *how], env=dict(os.environ, COHMEM_TRACE=path), text=True,
                       input='', capture_output=True)
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
        path += 's'
        r, calls, high_water = traced(path, 8, 3000, *how)
        r2, found = read(path)
        told = found.get('recording') or {'failed': r2.stderr, 'events': 0, 'lost': 0}
        check(told['events'] + told['lost'] == calls, f'eight threads: {calls} calls', (told, r2))
        # In a wrong order an address would be allocated twice, or released before it was allocated.
        check(told['lost'] or not (told['addresses_reused'] or told['releases_from_before']), 'eight threads: in order', told)
        check(found['all']['peak_rounded'] <= high_water * 4096, 'eight threads: no more in use than was', (high_water, found['all']))


def test_slow(path):
    """A file that accepts no data for a while: events that do not fit in the rings are counted as lost."""
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


def test_system(path):
    env = dict(os.environ, COHMEM_TRACE=path)
    r = subprocess.run([TRACED, '1', '100', 'system'], env=env, text=True, capture_output=True)
    own = re.search(rf'it exists and is not overwritten: recording to ({re.escape(path)}\.\d+)$', r.stderr, re.M)
    counts = [read(p)[1]['recording']['events'] for p in (path, own[1] if own else path)]
    check(r.returncode == 0 and counts == [200, 20], 'a program that it starts has a recording of its own', (r, counts))


def test_neighbours(path):
    """Signals, and other programs with the same environment."""
    env = dict(os.environ, COHMEM_TRACE=path)
    r = subprocess.run([TRACED, '1', '100', 'signal'], env=env, text=True, capture_output=True)
    check(r.returncode == 0 and 'sigwait got it' in r.stdout, 'a signal that the program waits for', r)
    if is_native(TRACED):  # in an emulator the program cannot start itself
        test_system(path + '.system')
    os.mkfifo(path + '.pipe')
    program = subprocess.Popen([TRACED, '2', '60000'], env=dict(os.environ, COHMEM_TRACE=path + '.pipe'), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    open(path + '.pipe', 'rb').close()
    out, err = program.communicate()
    check(program.returncode == 0 and 'calls' in out and 'cannot be written: Broken pipe' in err, 'a reader that goes', (program.returncode, out, err))


def test_files(folder):
    """Which files may be written: no existing one, unless it is empty, and none behind a symbolic link."""
    path = f'{folder}/kept'
    traced(path, 1, 100)
    before = open(path, 'rb').read()
    r, calls, _ = traced(path, 1, 200)
    second = glob.glob(path + '.*')
    check('it exists and is not overwritten' in r.stderr and open(path, 'rb').read() == before and len(second) == 1 and
          read(second[0])[1]['recording']['events'] == calls, 'a second run: the first recording is kept', (r.stderr, second))
    check(os.stat(path).st_mode & 0o777 == 0o600, 'a recording is its user\'s alone')
    open(f'{folder}/precious', 'w').write('precious')
    os.symlink(f'{folder}/precious', f'{folder}/link')
    os.symlink(f'{folder}/nothing', f'{folder}/dangling')
    for name, why in (('precious', 'it exists and is not overwritten'), ('link', 'is not followed'), ('dangling', 'is not followed')):
        r, _, _ = traced(f'{folder}/{name}', 1, 10)
        check(r.returncode == 0 and why in r.stderr and open(f'{folder}/precious').read() == 'precious' and
              not os.path.exists(f'{folder}/nothing'), f'{name}: {why}', r)
    open(f'{folder}/empty', 'w').close()
    r, calls, _ = traced(f'{folder}/empty', 1, 10)
    check(r.stderr == '' and read(f'{folder}/empty')[1]['recording']['events'] == calls, 'an empty file is used', r)
    with open(f'{folder}/stdout', 'w') as out:
        r = subprocess.run([TRACED, '1', '10'], env=dict(os.environ, COHMEM_TRACE='/dev/fd/9'), stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, text=True, preexec_fn=lambda: os.dup2(out.fileno(), 9), close_fds=False)
    check(r.stderr == '' and read(f'{folder}/stdout')[1]['recording']['events'] == 20, 'a file that is open, by its number', r)
    r = subprocess.run([TRACED, '1', '10'], env=dict(os.environ, COHMEM_TRACE='relative'), cwd=folder, capture_output=True, text=True)
    check(r.stderr == '' and os.path.exists(f'{folder}/relative'), 'a relative path', r)


def test_tools(folder):
    """The cohmem command ignores COHMEM_TRACE, so it does not overwrite the recording that it reads."""
    path = f'{folder}/read'
    traced(path, 1, 100)
    before = open(path, 'rb').read()
    for args in (['size'], ['replay', '--pool', '2M'], ['top', '--once']):
        r = subprocess.run([COHMEM, *args, path], env=dict(os.environ, COHMEM_TRACE=path, COHMEM_DEBUG='1'), capture_output=True, text=True)
        check(r.returncode == 0 and open(path, 'rb').read() == before and glob.glob(path + '.*') == [] and r.stderr == '',
              f'cohmem {args[0]} does not record', r)


def test_setuid(folder):
    """A setuid program ignores the COHMEM_ variables of its caller."""
    if not is_native(TRACED):
        return
    for outer in (folder, os.path.dirname(folder)):
        os.chmod(outer, 0o711)
    program, victim = f'{folder}/setuid', f'{folder}/victim'
    shutil.copy(TRACED, program)
    os.chmod(program, 0o4755)
    open(victim, 'w').write('root\'s')
    os.chmod(victim, 0o600)
    r = subprocess.run([program, '1', '10'], env=dict(os.environ, COHMEM_TRACE=victim, COHMEM_DEBUG='1', COHMEM_FAIL='nth=1'),
                       user=65534, group=65534, extra_groups=[], capture_output=True, text=True)
    check(r.returncode == 0 and r.stderr == '' and 'calls 20' in r.stdout and open(victim).read() == 'root\'s' and
          glob.glob(victim + '.*') == [], 'a setuid program: the environment is not read', r)


def test_signals(folder):
    """SIGPIPE and SIGXFSZ, caused by writing the recording, do not end the program."""
    def signals_open():
        for s in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(s, signal.SIG_DFL)

    os.mkfifo(f'{folder}/pipe')
    program = subprocess.Popen([TRACED, '1', '100', 'wait'], env=dict(os.environ, COHMEM_TRACE=f'{folder}/pipe'), stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=signals_open)
    open(f'{folder}/pipe', 'rb').close()
    out, err = program.communicate('go on\n')
    check(program.returncode == 0 and 'Broken pipe' in err, 'SIGPIPE at the end', (program.returncode, out, err))
    r = subprocess.run([TRACED, '1', '30000'], env=dict(os.environ, COHMEM_TRACE=f'{folder}/large'), capture_output=True, text=True,
                       preexec_fn=lambda: (signals_open(), resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20))))
    check(r.returncode == 0 and 'File too large' in r.stderr, 'SIGXFSZ', r)


def test_daemon(folder):
    """What a program does before and after it becomes a daemon is in one recording, though its working directory changes."""
    if has_tsan(TRACED):
        return
    r = subprocess.run([TRACED, '1', '100', 'daemon'], env=dict(os.environ, COHMEM_TRACE='daemon'), cwd=folder, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, text=True)
    calls = sum(int(n) for n in re.findall(r'calls (\d+)', r.stdout))
    files = glob.glob(f'{folder}/daemon*')
    told = read(f'{folder}/daemon')[1]['recording']
    check(len(files) == 1 and told['events'] == calls == 400 and not told['unended'], 'a daemon', (r, files, told))


def test_child(folder):
    """A child's recording is created beside its parent's, even if the child changes its working directory."""
    if has_tsan(TRACED):
        return
    r = subprocess.run([TRACED, '1', '100', 'fork'], env=dict(os.environ, COHMEM_TRACE='forked'), cwd=folder, capture_output=True, text=True)
    files = sorted(glob.glob(f'{folder}/forked*'))
    own = re.search(r'a child process records to (.*)', r.stderr)
    check(r.returncode == 0 and len(files) == 2 and own and own[1] == files[1] and read(own[1])[1]['recording']['failed'] == 100,
          'a child in another folder records beside its parent', (r, files))


def test_faults(path):
    program = subprocess.Popen([TRACED, '1', '1000', 'kill'], env=dict(os.environ, COHMEM_TRACE=path), text=True, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    calls = int(re.search(r'calls (\d+)', program.stdout.readline())[1])
    events.until(os.path.dirname(path), lambda: events_in(path) == calls, program.pid)
    program.communicate()
    r2, found = read(path)
    check(program.returncode == -9 and found['recording']['unended'] and found['recording']['events'] == calls and
          'it has no end' in r2.stderr, 'killed: all up to there', (found['recording'], calls, r2.stderr))
    r, _, _ = traced('/nonexistent/file', 1, 10)
    check(r.returncode == 0 and 'COHMEM_TRACE=/nonexistent/file: No such file' in r.stderr, 'no such folder: told, and it runs', r)
    r, _, _ = traced('/dev/full', 1, 1000)
    check(r.returncode == 0 and 'cannot be written: No space' in r.stderr, 'a full disk: told, and it runs', r)
    path += '.threads'
    r, calls, _ = traced(path, 64, 50)
    told = read(path)[1]['recording']
    check(told['events'] + told['lost'] == calls, '64 threads at once', (told, calls))


with tempfile.TemporaryDirectory() as temporary:
    test_same(f'{temporary}/trace')
    test_slow(f'{temporary}/fifo')
    test_neighbours(f'{temporary}/shared')
    for test in (test_files, test_tools, test_setuid, test_signals, test_daemon, test_child):
        os.mkdir(f'{temporary}/{test.__name__}')
        test(f'{temporary}/{test.__name__}')
    test_faults(f'{temporary}/trace.faults')
finish()
