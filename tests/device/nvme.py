#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""examples/nvme against QEMU's controller, over qtest. Prints TAP.

usage: nvme.py path/to/nvme
"""
import os
import re
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
import events
from tap import check, finish

NVME = sys.argv[1]
MIB = 1 << 20


def run(*args):
    return subprocess.run([NVME, *args], capture_output=True, text=True)


def moved(out):
    return tuple(int(n) for n in re.findall(r'(\d+) bytes of data went', out))


def transfer(what, *args, size=64 * MIB):
    r = run(*args)
    area, generic = moved(r.stdout) or (-1, 0)
    check(r.returncode == 0 and r.stderr == '' and f': {size} bytes written and read back' in r.stdout and
          area + generic == 2 * size, what, r.stdout + r.stderr)
    return r.stdout, area, generic


def test_memories():
    out, area, generic = transfer('64 MiB, 1 MiB of CMB')
    check(area > 0 and generic > 0 and 'queue of 33 in controller memory buffer' in out and
          'device address 0xe0000000' in out, 'queue and data in the CMB, and as much as did not fit elsewhere', out)
    out, area, _ = transfer('the CMB as before 1.4', '--legacy-cmb', '--bytes', '8M', size=8 * MIB)
    check(area > 0 and 'device address 0xe0000000' in out, 'lies at its BAR', out)
    out, area, _ = transfer('no CMB', '--cmb', '0', '--bytes', '8M', size=8 * MIB)
    check(area == 0 and '0 of 256 PRP lists' in out and 'in generic memory' in out, 'all is in generic memory', out)
    out, area, generic = transfer('a CMB with room for everything', '--cmb', '16M', '--bytes', '8M', size=8 * MIB)
    check(generic == 0 and '256 of 256 PRP lists' in out, 'all of it is used', out)
    out, area, generic = transfer('a PMR', '--pmr', '--bytes', '8M', size=8 * MIB)
    check(area > 0 and 'persistent memory region: 1024 KiB' in out, 'is the area', out)


def test_options():
    for args in (['--depth', '1'], ['--depth', '255', '--cmb', '64K'], ['--buffer', '4K'], ['--buffer', '8K'],
                 ['--buffer', '12K'], ['--buffer', '1M', '--depth', '3'], ['--cmb', '4K'], ['--cmb', '12K']):
        transfer(' '.join(args), '--bytes', '4M', *args, size=4 * MIB)
    transfer('--bytes 4K', '--bytes', '4K', size=4096)


def test_nonsense():
    for args, word in ((['--depth', '0'], 'depth'), (['--depth', '256'], 'depth'), (['--depth', 'x'], 'depth'), (['--depth', '4294967297'], 'depth'),
                       (['--depth', '-1'], 'depth'), (['--cmb', '5000'], 'memory buffer'), (['--cmb', '17M'], 'memory buffer'),
                       (['--cmb', '1T'], 'memory buffer'), (['--buffer', '0'], 'buffer'), (['--buffer', '2M'], 'buffer'),
                       (['--buffer', '4097'], 'buffer'), (['--bytes', '100'], 'bytes'),
                       (['--bytes', '99999999999999999999999'], 'bytes'), (['--bytes', '65M'], '67108864'),
                       (['a', 'b'], 'second')):
        r = run(*args)
        check(r.returncode == 2 and word in r.stderr, f'nonsense: {" ".join(args)}', r.stderr)
    for address, word in (('x', 'not a PCI address'), ('ffff:1f:1f.7', 'no such device'), ('0000:00:00.0', '')):
        r = run(address)
        check(r.returncode == 1 and word in r.stderr and r.stderr, f'nonsense: {address}', r.stderr)


def machines(folder):
    """The process IDs of machines whose files are in @folder."""
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/cmdline', 'rb') as f:
                words = f.read()
        except OSError:
            continue
        if words.startswith(b'qemu-system') and f'{folder}/cohmem-'.encode() in words:
            found.append(int(pid))
    return found


def start(folder, *args):
    """Start a transfer and wait until it has begun; returns its process, its terminal and its machine's process ID.

    It cannot end before the terminal is read.
    """
    terminal = events.Terminal()
    p = subprocess.Popen([NVME, '--buffer', '4K', *args], env=dict(os.environ, TMPDIR=folder), stdout=subprocess.DEVNULL,
                         stderr=terminal.theirs)
    terminal.begin()
    terminal.read('writing')
    machine, = machines(folder)
    return p, terminal, machine


def test_killed():
    """The machine ends when the program is killed."""
    with tempfile.TemporaryDirectory() as folder:
        p, terminal, pid = start(folder, '--depth', '1')
        machine = events.Process(pid)
        p.kill()
        machine.wait()
        check(p.wait() == -signal.SIGKILL and not machines(folder), 'killed: the machine ends, too', terminal.read())


def test_device_dies():
    with tempfile.TemporaryDirectory() as folder:
        p, terminal, machine = start(folder, '--cmb', '16M', '--depth', '4')
        os.kill(machine, signal.SIGKILL)
        said = terminal.read()
        check(p.wait() == 1 and 'the transfer failed' in said and not re.search('busy|still in use|AddressSanitizer', said) and
              not os.listdir(folder), 'the device dies: a message, status 1, nothing left',
              (p.returncode, said, os.listdir(folder)))


test_memories()
test_options()
test_nonsense()
test_killed()
test_device_dies()
finish()
