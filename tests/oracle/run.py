#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""The real Linux kernel as judge: oracle.c in an arm64 guest of Debian's kernel, and on cohmem. Prints TAP.

usage: run.py FOLDER: with the programs of this folder. SEED= repeats the operations of an earlier run.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'vm'))
import guest
import kbuild
import packages
from kernels import kernel
from tap import check, finish

PROGRAMS, = sys.argv[1:]
SEED = int(os.environ.get('SEED') or '1', 0) % (1 << 32)
OPERATIONS, DEVICES = 25000, ('one', 'seven', 'large', 'soc:translated')
LIBRARIES = ('busybox-static',)
# RULE of wrong.c -> whether it is Linux's
RULES = {'linux': True, 'not zeroed': False, 'off by one granule': False, 'aligned by address': False, 'best fit': False}


def run(*args, **more):
    return subprocess.run(args, check=True, stdout=subprocess.PIPE, **more).stdout


def make_tree(folder):
    """QEMU's board, and ours added to it."""
    machine, _ = guest.MACHINES['arm64']
    machine = [w if w != 'virt' else f'virt,dumpdtb={folder}/qemu.dtb' for w in machine]
    run(*machine, '-m', '512M', '-display', 'none', stderr=subprocess.PIPE)
    source = run('dtc', '-q', '-I', 'dtb', '-O', 'dts', f'{folder}/qemu.dtb')
    with open(f'{HERE}/board.dts', 'rb') as f:
        source += f.read()
    run('dtc', '-q', '-I', 'dts', '-O', 'dtb', '-o', f'{folder}/board.dtb', input=source)
    return f'{folder}/board.dtb'


def make_module(folder):
    module = f'{folder}/module'
    os.mkdir(module)
    shutil.copy(f'{HERE}/oracle.c', module)
    with open(f'{module}/Makefile', 'w') as f:
        f.write('obj-m := oracle.o\nccflags-y := -Wall -Werror\n')
    r = kbuild.kbuild(kbuild.kernel_build('arm64'), module, 'ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', 'modules')
    check(os.path.exists(f'{module}/oracle.ko'), 'oracle.c is a module of arm64', r.stdout)
    with open(f'{module}/oracle.ko', 'rb') as f:
        return f.read()


def boot(folder, tree, module):
    arm64 = packages.unpacked('arm64', lambda options: LIBRARIES, arch='arm64')
    image = f'{folder}/initramfs'
    guest.initramfs(image, {f'oracle operations={OPERATIONS} seed={SEED}': module}, {}, 'true', f'{arm64}/bin/busybox')
    return guest.boot('6.1', image, '-dtb', tree, append='ignore_loglevel', arch='arm64').replace('\r', '')


def on_cohmem(program, tree, operations=OPERATIONS, **env):
    r = subprocess.run([f'{PROGRAMS}/{program}', tree, f'operations={operations}', f'seed={SEED}'], text=True,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(os.environ, **env))
    return r.stdout if r.returncode == 0 else f'status {r.returncode}: {r.stdout}'


def read(output):
    """device: what became of its operations, and what it said of all of them."""
    said = {}
    for device, words in re.findall(r'oracle (\S+) \d+: (.*)', output):
        said.setdefault(device, []).extend(words.split())
    return said, dict(re.findall(r'oracle (\S+): (\d+ operations.*)', output))


def compare(linux, cohmem):
    for device in DEVICES:
        theirs, ours = linux[0].get(device, []), cohmem[0].get(device, [])
        differs = next((i for i, pair in enumerate(zip(theirs, ours)) if pair[0] != pair[1]), min(len(theirs), len(ours)))
        check(len(theirs) >= OPERATIONS and theirs == ours, f'{device}: {len(theirs)} operations as in Linux',
              f'operation {differs}: Linux {theirs[differs:][:1]}, cohmem {ours[differs:][:1]}')
        said = linux[1].get(device, '')
        check(said == cohmem[1].get(device) and ' 0 not zeroed' in said and ' 0 refused' not in said, f'{device}: {said}',
              cohmem[1].get(device))


def judge_rules(linux, tree):
    """That the judge is one: with another rule the very first operations differ."""
    for rule, right in RULES.items():
        said, _ = read(on_cohmem('oracle-wrong', tree, operations=2000, RULE=rule))
        same = [said.get(device, [])[:2000] == linux.get(device, [])[:2000] for device in DEVICES]
        check(all(same) if right else not any(same), f'{rule}: {"as in Linux" if right else "not as in Linux"}', same)


def say_default():
    """Whether this kernel has linux,dma-default at all."""
    path, = (f for f in os.listdir(f'{kernel("arm64")}/boot') if f.startswith('config-'))
    with open(f'{kernel("arm64")}/boot/{path}') as f:
        has = 'CONFIG_DMA_GLOBAL_POOL=y' in f.read()
    print(f'# linux,dma-default: {path} is built {"with" if has else "without"} CONFIG_DMA_GLOBAL_POOL')
    check(not has, 'no linux,dma-default in this kernel to compare with')


with tempfile.TemporaryDirectory() as temporary:
    board = make_tree(temporary)
    output = boot(temporary, board, make_module(temporary))
    check('guest ends' in output, 'the guest ran to its end', output[-3000:])
    compare(read(output), read(on_cohmem('oracle-host', board)))
    judge_rules(read(output)[0], board)
    say_default()
finish()
