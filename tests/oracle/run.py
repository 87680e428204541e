#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Compares cohmem with Linux: oracle.c runs in an arm64 guest with Debian's kernel, and on cohmem. Prints TAP.

usage: run.py FOLDER [--keep]

FOLDER contains the test programs; --keep updates docs/board.svg. Set SEED to repeat the operations of an earlier run.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'vm'))
import guest
import kbuild
import packages
from kernels import kernel
from tap import check, finish

PROGRAMS, KEEP = sys.argv[1], '--keep' in sys.argv
SEED = int(os.environ.get('SEED') or '1', 0) % (1 << 32)
OPERATIONS, DEVICES = 17000, ('one', 'seven', 'large', 'soc:translated', 'plain-soc:inner:below', 'two-ranges:across')
ARM64 = ('busybox-static', 'libc6', *(f'lib{name}-dev' for name in ('fdt', 'jansson', 'lzma', 'md', 'tracecmd', 'traceevent', 'tracefs',
                                                            'zstd')), 'zlib1g-dev', 'libfdt1', 'libjansson4', 'liblzma5',
         'libmd0', 'libtracecmd1', 'libtraceevent1', 'libtracefs1', 'libzstd1', 'zlib1g')
CROSS = '''[binaries]
c = 'aarch64-linux-gnu-gcc'
ar = 'aarch64-linux-gnu-ar'
strip = 'aarch64-linux-gnu-strip'
pkgconfig = 'pkg-config'
[properties]
sys_root = '{root}'
pkg_config_libdir = '{root}/usr/lib/aarch64-linux-gnu/pkgconfig'
[built-in options]
c_args = ['-isystem', '{root}/usr/include', '-isystem', '{root}/usr/include/aarch64-linux-gnu']
c_link_args = ['-L{root}/usr/lib/aarch64-linux-gnu', '-L{root}/lib/aarch64-linux-gnu']
[host_machine]
system = 'linux'
cpu_family = 'aarch64'
cpu = 'cortex-a57'
endian = 'little'
'''
# What Linux calls a pool in its log -> what cohmem dt calls it.
KINDS = {'DMA memory pool': 'coherent pool', 'CMA memory pool': 'CMA'}
# RULE of wrong.c -> True if it is Linux's rule
RULES = {'linux': True, 'not zeroed': False, 'off by one granule': False, 'aligned by address': False, 'best fit': False}


def run(*args, **more):
    return subprocess.run(args, check=True, stdout=subprocess.PIPE, **more).stdout


def make_tree(folder):
    """QEMU's device tree with board.dts added to it."""
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
    r = kbuild.kbuild(kbuild.kernel_build('arm64'), module, 'ARCH=arm64', 'modules', cross='aarch64-linux-gnu-')
    check(os.path.exists(f'{module}/oracle.ko'), 'oracle.c is a module of arm64', r.stdout)
    with open(f'{module}/oracle.ko', 'rb') as f:
        return f.read()


def make_command(folder, arm64):
    """Build cohmem for the guest."""
    with open(f'{folder}/cross', 'w') as f:
        f.write(CROSS.format(root=arm64))
    source = os.path.join(HERE, '..', '..')
    env = {key: value for key, value in os.environ.items() if key not in ('CC', 'CFLAGS', 'LDFLAGS')}
    r = subprocess.run(f"meson setup --cross-file {folder}/cross {folder}/arm64 {source} && "
                       f"ninja -C {folder}/arm64 tools/cohmem", shell=True, text=True, env=env, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT)
    check(r.returncode == 0, 'cohmem is built for arm64', r.stdout)
    return f'{folder}/arm64/tools/cohmem'


def below(arm64, name):
    """Find a file in any folder: Debian 13 has some in /usr that Debian 12 has outside it."""
    return glob.glob(f'{arm64}/**/{name}', recursive=True)[0]


def libraries(arm64):
    """Map the place where the loader looks to the file, for each shared library."""
    found = {f'/lib/{os.path.basename(path)}': path for path in glob.glob(f'{arm64}/**/lib*.so.*', recursive=True)}
    return found | {'/lib/ld-linux-aarch64.so.1': below(arm64, 'aarch64-linux-gnu/ld-linux-aarch64.so.1')}


def boot(folder, tree, module):
    arm64 = packages.unpacked(f'arm64-{zlib.crc32(repr(ARM64).encode()):08x}', lambda options: ARM64, arch='arm64')
    image = f'{folder}/initramfs'
    script = 'echo @live; cohmem dt --live --json; echo @end $?; echo @iomem; cat /proc/iomem'
    guest.initramfs(image, {f'oracle operations={OPERATIONS} seed={SEED}': module},
                    {'/bin/cohmem': make_command(folder, arm64), **libraries(arm64)}, script, below(arm64, 'bin/busybox'))
    return guest.boot('6.1', image, '-dtb', tree, append='ignore_loglevel', arch='arm64').replace('\r', '')


def on_cohmem(program, tree, operations=OPERATIONS, **env):
    r = subprocess.run([f'{PROGRAMS}/{program}', tree, f'operations={operations}', f'seed={SEED}'], text=True,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(os.environ, **env))
    return r.stdout if r.returncode == 0 else f'status {r.returncode}: {r.stdout}'


def read(output):
    """Return two dicts by device: the results of its operations, and its summary."""
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


def judge_refusal(linux, cohmem):
    """A pool in memory that Linux has mapped must be refused by both."""
    said = [re.findall(r'oracle (\S+): memory-region: (\S+)', output) for output in (linux, cohmem)]
    check(said[0] == said[1] == [('mapped', '-22')], 'a pool without no-map: refused here and there', said)


def given_back(output, base):
    """True if Linux uses a page as ordinary memory: in System RAM, and not reserved."""
    found = re.findall(r'^( *)([0-9a-f]+)-([0-9a-f]+) : (.*)', output[output.index('@iomem'):], re.M)
    kinds = [name for _, first, last, name in found if int(first, 16) <= base <= int(last, 16)]
    return 'System RAM' in kinds and 'reserved' not in kinds


def judge_live(output):
    """Compare what cohmem reads from the running kernel's device tree with the kernel's boot messages."""
    found = re.search(r'@live\n(.*)\n@end (\d+)', output, re.S)
    if not found:
        check(False, 'cohmem dt --live', output[-3000:])
        return
    live = json.loads(found[1])
    ours = {p['name']: p for p in live['pools'] if p['use'] in KINDS.values()}
    logged = re.findall(r'created (.*) at (0x\w+), size (\d+) MiB\n.*initialized node (\S+),', output)
    check(len(logged) == len(ours) == 11, f'cohmem dt --live: {len(ours)} pools', (logged, ours))
    for kind, base, size, name in logged:
        pool = ours.get(name, {'use': None, 'ranges': [{'base': '0', 'size': '0'}], 'dynamic': False})
        ranges = [(int(r['base'], 16), int(r['size'], 16)) for r in pool['ranges']]
        base, size = int(base, 16), int(size) << 20
        if pool['dynamic']:
            same = int(pool['size'], 16) == size and all(b <= base and base + size <= b + s for b, s in ranges)
        else:
            same = ranges == [(base, size)]
        check(same and pool['use'] == KINDS[kind], f'cohmem dt --live: {name} as in the log', (kind, base, size, pool))
    refused = re.findall(r'reserved mem: node (\S+) compatible matching fail', output)
    why = [p['name'] for p in live['pools'] if p['use'] == 'refused']
    check(refused == why == ['both@4f800000'], 'cohmem dt --live: the one that Linux does not take', (refused, why))
    check(given_back(output, 0x4f800000) and not given_back(output, 0x4d000000),
          'the memory of what Linux refuses is used as any other', output[output.index('@iomem'):][:3000])
    errors = {f['node'] for f in live['findings'] if f['severity'] == 'error'}
    check(found[2] == '1' and errors == {'both@4f800000', 'mapped@58001000', '/two-ranges/refused'}, 'cohmem dt --live: its errors', errors)
    check(sum(int(r['size'], 16) for r in live['memory']) == 512 << 20, 'cohmem dt --live: memory', live['memory'])


def judge_rules(linux, tree):
    """Check that the comparison can fail: with a wrong rule, the first 2000 operations differ."""
    for rule, right in RULES.items():
        said, _ = read(on_cohmem('oracle-wrong', tree, operations=2000, RULE=rule))
        same = [said.get(device, [])[:2000] == linux.get(device, [])[:2000] for device in DEVICES]
        check(all(same) if right else not any(same), f'{rule}: {"as in Linux" if right else "not as in Linux"}', same)


def say_default():
    """Print whether this kernel supports linux,dma-default."""
    path, = (f for f in os.listdir(f'{kernel("arm64")}/boot') if f.startswith('config-'))
    with open(f'{kernel("arm64")}/boot/{path}') as f:
        has = 'CONFIG_DMA_GLOBAL_POOL=y' in f.read()
    print(f'# linux,dma-default: {path} is built {"with" if has else "without"} CONFIG_DMA_GLOBAL_POOL')
    check(not has, 'no linux,dma-default in this kernel to compare with')


def judge_picture(tree):
    r = subprocess.run([f'{PROGRAMS}/../../tools/cohmem', 'dt', '--svg', tree], text=True, stdout=subprocess.PIPE)
    path = f'{HERE}/../../docs/board.svg'
    if KEEP:
        with open(path, 'w') as f:
            f.write(r.stdout)
    with open(path) as f:
        check(r.stdout == f.read(), 'docs/board.svg is what cohmem dt --svg draws of it (run.py FOLDER --keep renews it)')


with tempfile.TemporaryDirectory() as temporary:
    board = make_tree(temporary)
    output = boot(temporary, board, make_module(temporary))
    check('guest ends' in output, 'the guest ran to its end', output[-3000:])
    ours = on_cohmem('oracle-host', board)
    compare(read(output), read(ours))
    judge_refusal(output, ours)
    judge_live(output)
    judge_rules(read(output)[0], board)
    say_default()
    judge_picture(board)
finish()
