#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""examples/vhost-blk against the real device: qemu-storage-daemon. Prints TAP.

usage: vhost_blk.py path/to/vhost-blk
"""
import glob
import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
import events
from tap import check, finish

PROGRAM = sys.argv[1]


def run(*args):
    return subprocess.run([PROGRAM, *map(str, args)], capture_output=True, text=True)


def random_file(folder, size):
    path = os.path.join(folder, f'random-{size}')
    with open(path, 'wb') as f:
        f.write(os.urandom(size))
    return path


def moved(out):
    return tuple(int(n) for n in re.findall(r'(\d+) bytes through', out))


def daemons(folder):
    """The process IDs of daemons that serve a disk in @folder."""
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/cmdline', 'rb') as f:
                words = f.read()
            if words.startswith(b'qemu-storage-daemon') and folder.encode() in words:
                found.append(pid)
        except OSError:
            pass
    return found


def test_transfer(folder, size, *options):
    path = random_file(folder, size)
    with open(path, 'rb') as f:
        sha = hashlib.sha256(f.read()).hexdigest()
    r = run(*options, path)
    name = f'{size} bytes, {" ".join(options) or "defaults"}'
    check(r.returncode == 0 and r.stdout.count(sha) == 3 and not r.stderr, name, r.stdout + r.stderr)
    return r.stdout, moved(r.stdout)


def test_sizes_and_options(folder):
    mib = 1 << 20
    _, (area, generic) = test_transfer(folder, 8 * mib)
    check(area > 0 and generic > 0 and area + generic == 16 * mib,
          'some bytes went through the area, the others through generic memory', (area, generic))
    for size in (1, 511, 512, 513, 3 * mib + 17):
        test_transfer(folder, size)
    _, (area, generic) = test_transfer(folder, 4 * mib, '--area', '4M', '--exclusive', '1')
    check((area, generic) == (8 * mib, 0), 'exclusive: all through the area', (area, generic))
    _, (area, generic) = test_transfer(folder, 4 * mib, '--area', '4K')
    check(area == 0 and generic == 8 * mib, 'a tiny area: all data through generic memory')
    test_transfer(folder, 2 * mib, '--depth', '1', '--buffer', '512', '--area', '64K')
    out, _ = test_transfer(folder, 4 * mib, '--depth', '256', '--area', '16M', '--buffer', '60K')
    check('R' in out and 'H' in out and 'DDDD' in out, 'the picture shows rings, headers and data')
    rows = [line for line in out.splitlines() if line.rstrip().endswith('|')]
    check(rows and all(len(line) <= 80 for line in out.splitlines()), 'and fits a terminal', out)


def test_too_small_says_what_suffices(folder):
    path = random_file(folder, 4096)
    r = run('--exclusive', 1, '--area', '256K', path)
    check(r.returncode == 1 and 'full' in r.stderr and 'no room for the 32768 bytes' in r.stderr,
          'an exclusive area that is too small: says that it is full and what was asked', r.stderr)
    needed = int(re.search(r'AREA=(\d+)K', r.stderr).group(1))
    r = run('--exclusive', 1, '--area', f'{needed}K', path)
    check(r.returncode == 0, f'{needed} KiB suffice, as it said', r.stderr)
    r = run('--exclusive', 1, '--area', f'{needed - 4}K', path)
    check(r.returncode == 1, 'and 4 KiB less do not', r.stderr)


def test_refusals():
    for how, words in (('never', 'never handed out'), ('released', 'released')):
        r = run('--refuse', how)
        check(r.returncode == 0 and f'{words}: the device refused it' in r.stdout and
              'invalid address for buffers' in r.stderr,
              f'an address that was {words} is refused by the device', r.stdout + r.stderr)


def test_nonsense(folder):
    path = random_file(folder, 512)
    for args, word in ((['--area', '0', path], 'area'), (['--area', '-4096', path], 'area'),
                       (['--area', '5000', path], 'area'), (['--area', '1T', path], 'area'),
                       (['--area', '999999999999999999999', path], 'area'),
                       (['--exclusive', 'maybe', path], 'exclusive'), (['--depth', '0', path], 'depth'),
                       (['--depth', '257', path], 'depth'), (['--buffer', '513', path], 'buffer'),
                       (['--refuse', 'all'], 'refuse'), ([], 'file'), ([path, path], 'file'),
                       ([folder], 'regular file'), (['/nonexistent'], 'nonexistent')):
        r = run(*args)
        check(r.returncode == 2 and word in r.stderr, f'nonsense: {" ".join(args) or "nothing"}', r.stderr)


def disks(folder):
    """Disk files that contain data; before the first transfer they have no blocks."""
    return {disk for disk in glob.glob(f'{folder}/cohmem-*/disk.img') if os.stat(disk).st_blocks}


def start_endless(folder):
    """Start a transfer that is too long to finish, and wait until it moves data."""
    path = os.path.join(folder, 'long')
    with open(path, 'wb') as f:
        f.truncate(1 << 40)
    left = disks(folder)
    p = subprocess.Popen([PROGRAM, '--depth', '1', '--buffer', '512', path],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    events.until(folder, lambda: disks(folder) - left, p.pid)
    return p, daemons(folder)


def test_interrupted(folder):
    for how, status in ((signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -9)):
        p, before = start_endless(folder)
        devices = [events.Process(int(pid)) for pid in before]
        p.send_signal(how)
        p.communicate()
        for device in devices:
            device.wait()
        left = [name for name in os.listdir(folder) if name.startswith('cohmem-')]
        check(len(before) == 1 and p.returncode == status and (how == signal.SIGKILL or not left),
              f'{how.name}: the device ends too', (before, p.returncode, left))


def test_device_dies(folder):
    p, before = start_endless(folder)
    os.kill(int(before[0]), signal.SIGKILL)
    out, err = p.communicate()
    check(p.returncode == 1 and 'failed' in err, 'the device dies: a message, status 1', out + err)


def main():
    with tempfile.TemporaryDirectory(prefix='vhb-') as folder:
        os.environ['TMPDIR'] = folder
        test_sizes_and_options(folder)
        test_too_small_says_what_suffices(folder)
        test_refusals()
        test_nonsense(folder)
        test_interrupted(folder)
        test_device_dies(folder)
    finish()


main()
