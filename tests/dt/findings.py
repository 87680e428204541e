#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""cohmem dt on small trees with one error each, and on files that are not trees. Prints TAP.

usage: findings.py path/to/cohmem path/to/attach
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
import flat
from tap import check, finish

COHMEM, ATTACH = sys.argv[1:]
GOOD = '''p: dsp@80000000 {{ compatible = "shared-dma-pool"; reg = <0 0x80000000 0 0x100000>; no-map; {more} }};'''


MEMORY = 'memory@80000000 { device_type = "memory"; reg = <0 0x80000000 0 0x1000000 1 0 0 0x2000 0 0 0 0>; };'


def tree(pools, devices='dsp { memory-region = <&p>; };', ranges='ranges;', cells='2'):
    return f'''/dts-v1/;
/ {{ #address-cells = <2>; #size-cells = <2>;
  reserved-memory {{ #address-cells = <{cells}>; #size-cells = <2>; {ranges} {pools} }};
  {devices} }};'''


def compile_tree(folder, source):
    path = f'{folder}/tree.dtb'
    subprocess.run(['dtc', '-q', '-f', '-I', 'dts', '-O', 'dtb', '-o', path, '-'], input=source, text=True, check=True,
                   capture_output=True)
    return path


def run(*args):
    return subprocess.run([COHMEM, 'dt', *args], capture_output=True, text=True, errors='replace')


def expect(folder, what, source, status, *words):
    r = run(compile_tree(folder, source))
    check(r.returncode == status and all(w in r.stdout for w in words) and r.stderr == '', what,
          (r.returncode, r.stdout, r.stderr))


def test_pools(folder):
    good = GOOD.format(more='')
    expect(folder, 'a coherent pool', tree(good), 0, 'dsp@80000000: coherent pool, no_map', '1 MiB at 0x80000000', 'used by /dsp')
    expect(folder, 'CMA', tree(good.replace('no-map', 'reusable').replace('0x100000>', '0x400000>')), 0, 'CMA, reusable')
    expect(folder, 'a restricted pool', tree(good.replace('shared', 'restricted').replace('no-map;', '')), 0, ': restricted pool')
    expect(folder, 'above 4 GiB', tree(good.replace('<0 0x80000000 0 ', '<0x12 0x80000000 0 ')), 0, 'at 0x1280000000')
    expect(folder, 'no compatible', tree(good.replace('compatible = "shared-dma-pool";', '')), 0, 'reserved, no_map')
    expect(folder, 'dynamic', tree('p: pool { compatible = "shared-dma-pool"; size = <0 0x400000>; alignment = <0 0x2000>; '
                                   'alloc-ranges = <0 0x40000000 0 0x10000000>; };'),
           0, '4 MiB, placed at boot', '256 MiB available for it at 0x40000000')
    one = 'p: pool {{ compatible = "shared-dma-pool"; size = <0x400000>; alignment = <{}>; }};'
    for what, alignment, words in (('an alignment of as many cells as an address', '0 0x2000', 'placed at boot'),
                                   ('an alignment of other cells', '0x2000', 'invalid alignment property')):
        source = tree(one.format(alignment)).replace('#size-cells = <2>', '#size-cells = <1>')
        expect(folder, what, source, words.startswith('invalid'), words)
    expect(folder, 'disabled', tree(GOOD.format(more='status = "disabled";')), 0, 'ignored', 'its status is not okay')
    expect(folder, 'a default', tree(GOOD.format(more='linux,dma-default;'), devices=''), 0, 'dma_default')
    expect(folder, 'no reserved memory', '/dts-v1/; / { };', 0, 'no reserved memory')
    r = run('--json', compile_tree(folder, tree(good, devices='a { memory-region = <&p>, <&p>; memory-region-names = "x", "y"; '
                                                              'status = "disabled"; };')))
    device = json.loads(r.stdout)['devices']['/a']
    check([region['name'] for region in device['regions']] == ['x', 'y'] and not device['available'], 'names of references', r.stdout)


def test_findings(folder):
    good = GOOD.format(more='')
    second = 'q: b@80080000 { reg = <0 0x80080000 0 0x100000>; };'
    for what, source, status, words in (
            ('an overlap', tree(good + second), 1, 'error: dsp@80000000: it overlaps b@80080000 at 0x80080000'),
            ('nobody refers to it', tree(good, devices=''), 0, 'warning: dsp@80000000: no device refers to it'),
            ('a dangling reference', tree(good, devices='dsp { memory-region = <&p>, <77>; };'), 1,
             'error: /dsp: its memory-region 1 does not refer to a node of /reserved-memory'),
            ('a reference of the root, to nothing', tree(good).replace('#size-cells = <2>;', '#size-cells = <2>; memory-region = <0>, <0>;', 1), 1,
             'error: /: its memory-region 1 does not refer to a node'),
            ('a reference to something else', tree(good, devices='x: x { memory-region = <&x>, <&p>; };'), 1, 'memory-region 0 does not refer to a node'),
            ('nomap', tree(GOOD.format(more='').replace('no-map', 'nomap')), 1, "'nomap' is misspelt"),
            ('no multiple of the page', tree(good.replace('0x100000>', '0x100800>')), 0, 'not a multiple of the page'),
            ('no power of two', tree(good.replace('0x100000>', '0x700000>')), 0, 'the largest is 0x400000'),
            ('in memory without no-map', tree(GOOD.format(more='').replace('no-map;', ''), MEMORY), 1, 'has no no-map'),
            ('on half a page', tree(good.replace('0x80000000 0 ', '0x80000800 0 '), MEMORY), 1, 'its base is not a multiple of the page size'),
            ('outside of memory', tree(good.replace('0x80000000 0 ', '0xc0000000 0 '), MEMORY), 0, 'it lies outside of /memory'),
            ('CMA across the end of memory', tree(good.replace('no-map', 'reusable').replace('0x100000>', '0x40000000>'), MEMORY), 0,
             'it does not lie entirely in /memory'),
            ('beyond 32 bits', tree(good.replace('<0 0x80000000 0 ', '<1 0x80000000 0 ')), 0, 'it sees dsp@80000000 at 0x180000000, which reaches beyond the 32-bit mask'),
            ('beyond dma-ranges', tree(good, bus('soc', 'dma-ranges = <0 0 0x80000000 0x80000>;', 'dsp { memory-region = <&p>; };')), 1,
             'error: /soc/dsp: its bus\'s dma-ranges do not reach dsp@80000000'),
            ('ill-formed dma-ranges', tree(good, bus('soc', 'dma-ranges = <1 2>;', 'dsp { memory-region = <&p>; };')), 1, 'ill-formed'),
            ('two coherent pools', tree(good + good.replace('p:', 'r:').replace('80000000', '90000000'), 'dsp { memory-region = <&p>, <&r>; };'), 0,
             'warning: /dsp: it has 2 coherent pools'),
            ('0 bytes', tree(good.replace('0x100000>', '0>')), 1, 'it is 0 bytes long'),
            ('reusable and no-map', tree(GOOD.format(more='reusable;')), 1, 'Linux refuses it, and uses the memory like any other: a shared'),
            ('restricted and no-map', tree(good.replace('shared', 'restricted')), 1, 'Linux refuses it, and uses the memory like any other: a restricted'),
            ('restricted and a default', tree(GOOD.format(more='linux,cma-default;').replace('shared', 'restricted').replace('no-map;', '')), 1, ': a restricted'),
            ('an empty reg', tree(good.replace('<0 0x80000000 0 0x100000>', '<>')), 1, 'invalid reg property'),
            ('CMA at 1 MiB', tree(good.replace('no-map', 'reusable')), 1, 'multiples of 2 MiB'),
            ('CMA at 2 MiB', tree(good.replace('no-map', 'reusable').replace('0x100000>', '0x200000>')), 0, '32-bit ARM refuses such CMA'),
            ('coherent without no-map', tree(good.replace('no-map;', '')), 0, 'it has no no-map property: 32-bit ARM'),
            ('an overlap of its own', tree(good.replace('0x100000>', '0x100000 0 0x80080000 0 0x100000>')), 1, 'it overlaps dsp@80000000 at 0x80080000'),
            ('/memreserve/', tree(good).replace('/dts-v1/;', '/dts-v1/; /memreserve/ 0x80001000 0x1000;'), 1, 'a /memreserve/ at 0x80001000 overlaps it'),
            ('ten ranges', tree(good.replace('0x100000>', '0x100000' + ''.join(f' 0 {0x90000000 + 0x10000 * i:#x} 0 0x1000' for i in range(9)) + '>')), 0, 'it has 10 ranges, of which only the first 8'),
            ('65 nodes', tree(good + ''.join(f'n{i} {{ reg = <1 {i << 20:#x} 0 0x1000>; }};' for i in range(64))), 1, 'it has 65 nodes: Linux 6.1 supports at most 64'),
            ('a device that is disabled', tree(good, 'dsp { memory-region = <&p>, <77>; status = "disabled"; };'), 0, 'no device refers to it'),
            ('CMA that nobody has', tree(good.replace('no-map', 'reusable').replace('0x100000>', '0x400000>'), ''), 0, 'no device refers to it'),
            ('a tail beyond 32 bits', tree(good.replace('0x80000000 0 0x100000>', '0xfff80000 0 0x100000>')), 0, 'beyond the 32-bit mask'),
            ('two ranges', tree(good.replace('0x100000>', '0x100000 0 0x90000000 0 0x1000>')), 0, 'its first range only'),
            ('reg of a wrong length', tree(good.replace('0x100000>', '0x100000 1>')), 1, 'invalid reg property'),
            ('neither reg nor size', tree('p: pool { compatible = "shared-dma-pool"; };'), 1, 'neither reg nor size'),
            ('size of a wrong length', tree('p: pool { size = <1>; };'), 1, 'invalid size property'),
            ('alignment of a wrong length', tree('p: pool { size = <0 0x1000>; alignment = <1>; };'), 1, 'invalid alignment property'),
            ('alloc-ranges of a wrong length', tree('p: pool { size = <0 0x1000>; alloc-ranges = <1>; };'), 1, 'invalid alloc-ranges'),
            ('no ranges', tree(good, ranges=''), 1, 'has no ranges'),
            ('other cells', tree(good, cells='1'), 1, "are not the root's")):
        expect(folder, what, source, status, words)


def test_no_findings(folder):
    """Correct trees yield no findings."""
    good = GOOD.format(more='')
    r = run('--json', compile_tree(folder, tree(good, MEMORY + ' soc { dma-coherent; dsp { memory-region = <&p>; }; a { dma-noncoherent; '
                                                               'memory-region = <&p>; }; };')))
    found = json.loads(r.stdout)
    check(r.returncode == 0 and found['findings'] == [], 'nothing is wrong', r.stdout)
    check(found['memory'] == [{'base': '0x80000000', 'size': '0x1000000'}, {'base': '0x100000000', 'size': '0x2000'}], '/memory', r.stdout)
    check([found['devices'][d]['dma_coherent'] for d in ('/soc/dsp', '/soc/a')] == [True, False], 'dma-coherent', r.stdout)
    usable = MEMORY.replace('};', 'linux,usable-memory = <0 0x80000000 0 0x200000>; };')
    for what, memory, count in (('linux,usable-memory', usable, 1), ('memory that is disabled', MEMORY.replace('};', 'status = "disabled"; };'), 0),
                                ('memory that is ok', MEMORY.replace('};', 'status = "ok"; };'), 2)):
        found = json.loads(run('--json', compile_tree(folder, tree(good, memory + ' dsp { memory-region = <&p>; };'))).stdout)
        check(len(found['memory']) == count and not any('outside' in f['text'] for f in found['findings']), what, found)
    for what, more, device in (('a default needs no device', 'linux,dma-default;', ''),
                               ('one that a boot places', '', 'dsp { memory-region = <&p>; };')):
        source = tree(GOOD.format(more=more), device) if more else tree('p: p { compatible = "shared-dma-pool"; size = <1 0>; alignment = <0 0x1000>; alloc-ranges = <2 0 1 0>; no-map; };', device)
        found = json.loads(run('--json', compile_tree(folder, source)).stdout)
        check(found['findings'] == [], f'{what}: nothing is wrong', found)
    for size in (4, 5, 6, 7, 8, 12, 13, 14, 15, 16):
        found = json.loads(run('--json', compile_tree(folder, tree(good.replace('0x100000>', f'{size * 4096:#x}>')))).stdout)
        wasteful = size - 2 ** (size.bit_length() - 1) > size / 4
        check(len(found['findings']) == wasteful, f'a pool of {size} pages', found['findings'])


def unfold(data, folder):
    """A flattened tree (Devicetree Specification, 5.4) as Linux shows it in /proc/device-tree."""
    words, strings = (int.from_bytes(data[i:i + 4], 'big') for i in (8, 12))
    at, path = words, []
    while (token := int.from_bytes(data[at:at + 4], 'big')) != 9:
        at += 4
        if token == 1:
            name = data[at:data.index(b'\0', at)].decode()
            at += (len(name) + 4) // 4 * 4
            path.append(name)
            os.makedirs('/'.join([folder, *path]))
        elif token == 2:
            path.pop()
        elif token == 3:
            length, name = (int.from_bytes(data[i:i + 4], 'big') for i in (at, at + 4))
            name = data[strings + name:data.index(b'\0', strings + name)].decode()
            with open('/'.join([folder, *path, name]), 'wb') as f:
                f.write(data[at + 8:at + 8 + length])
            at += 8 + (length + 3) // 4 * 4


def test_folder(folder):
    path = compile_tree(folder, tree(GOOD.format(more='') + 'q: q { size = <0 0x100000>; };', MEMORY + ' dsp { memory-region = <&q>, <&p>; empty; };'))
    with open(path, 'rb') as f:
        unfold(f.read(), f'{folder}/live')
    with open(f'{folder}/live/name', 'w') as f:
        f.write('a property that Linux adds')
    ours, theirs = run('--json', f'{folder}/live'), run('--json', path)
    check(ours.returncode == 0 and ours.stdout == theirs.stdout, 'a folder like /proc/device-tree', (ours, theirs))
    big = f'{folder}/live/soc'
    os.makedirs(big)
    for i in range(300):
        with open(f'{big}/p{i}', 'wb') as f:
            f.write(bytes(4096))
    ours = run('--json', f'{folder}/live')
    check(ours.returncode == 0 and ours.stdout == theirs.stdout, 'and a large one', ours)
    deep = f'{folder}/live' + '/d' * 100
    os.makedirs(deep)
    r = run(f'{folder}/live')
    check(r.returncode == 2 and '/d/d/d' in r.stderr and 'symbolic links' in r.stderr, 'a deep one is told', r)
    shutil.rmtree(f'{folder}/live/d')
    os.mkfifo(f'{folder}/live/fifo')
    os.symlink('..', f'{folder}/live/link')
    check(run('--json', f'{folder}/live').stdout == theirs.stdout, 'no pipe is waited for, no link followed')
    with open(f'{folder}/live/huge', 'wb') as f:
        f.truncate(1 << 40)
    r = run(f'{folder}/live')
    check(r.returncode == 2 and 'live/huge: File too large' in r.stderr, 'a huge property is told', r)
    r = run('--live')
    if not os.path.exists('/proc/device-tree'):
        check(r.returncode == 2 and 'runs without a device tree' in r.stderr, '--live', r)
    else:
        check(r.returncode in (0, 1), '--live', r)


def test_picture(folder):
    second = 'q: b@80080000 { reg = <0 0x80080000 0 0x100000>; }; z: z { size = <0 0x100000>; };'
    path = compile_tree(folder, tree(GOOD.format(more='') + second, MEMORY + ' dsp { memory-region = <&p>; };').replace('b@', 'b+,._-@'))
    r = run('--svg', path)
    root = xml.fromstring(r.stdout)
    space = '{http://www.w3.org/2000/svg}'
    pools = {pool.find(f'{space}text').text: pool for pool in root.iter(f'{space}svg') if pool.get('class') == 'pool'}
    dsp, other = pools['dsp@80000000'], pools['b+,._-@80080000']
    (y1, y2), (h1, h2), (x1, x2) = ([int(pool.get(key)) for pool in (dsp, other)] for key in ('y', 'height', 'x'))
    check(r.returncode == 1 and len(pools) == 2 and x1 < x2 and y1 < y2 < y1 + h1 < y2 + h2, 'a picture: an overlap stands beside', r.stdout)
    check('/dsp' in [t.text for t in dsp.iter(f'{space}text')], 'a picture: who uses it')
    addresses = [t.text for t in root.findall(f'{space}text') if (t.text or '').startswith('0x')]
    check(addresses == ['0x80000000', '0x80080000', '0x80100000', '0x80180000', '0x81000000', '0x100000000', '0x100002000'],
          'a picture: addresses', addresses)
    words = ' '.join(t.text or '' for t in root.iter(f'{space}text'))
    check('placed at boot: z, 1 MiB' in words and '8 KiB of memory' in words and ', no memory' in words, 'a picture: the rest', words)
    r = run('--svg', compile_tree(folder, '/dts-v1/; / { };'))
    check(r.returncode == 0 and xml.fromstring(r.stdout) is not None, 'a picture of nothing', r.stdout)


def test_hostile(folder):
    path = compile_tree(folder, tree(GOOD.format(more='')))
    with open(path, 'rb') as f:
        data = f.read()
    bad = f'{folder}/bad.dtb'
    statuses = set()
    rng = random.Random(int(os.environ.get('SEED') or '1', 0))
    for i in range(600):
        changed = bytearray(data)
        if i < 200:
            changed = changed[:i * len(data) // 200]
        for _ in range(rng.randrange(4) if i >= 200 else 0):
            changed[rng.randrange(len(changed))] = rng.choice((0, 1, 0x7f, 0x80, 0xff, rng.randrange(256)))
        with open(bad, 'wb') as f:
            f.write(changed)
        r = run(bad)
        statuses.add(r.returncode)
        if r.returncode not in (0, 1, 2) or (r.returncode == 2) != ('cannot be read as a device tree' in r.stderr):
            check(False, f'a damaged tree, {i}', (r.returncode, r.stdout, r.stderr))
            break
    check(statuses == {0, 1, 2}, '600 damaged trees: read, or a message and status 2', statuses)
    for at, what in ((16, 'memory reservations'), (8, 'structure')):
        changed = bytearray(data)
        changed[at + 3] ^= 1
        with open(bad, 'wb') as f:
            f.write(changed)
        r = run(bad)
        check(r.returncode == 2 and 'are not aligned' in r.stderr, f'the {what} are not aligned', r)
    for byte in (0xff, 0xe9, 0x1b, 0x0a):
        changed = tree(GOOD.format(more='nomap;') + 'q: other@90000000 { reg = <0 0x90000000 0 0>; };')
        with open(compile_tree(folder, changed), 'rb') as f:
            changed = f.read().replace(b'dsp@8', bytes((byte,)) + b'sp@8').replace(b'dsp\0', bytes((byte,)) + b'sp\0')
        with open(bad, 'wb') as f:
            f.write(changed)
        r = run('--json', bad)
        found = json.loads(r.stdout)
        name = f'\\x{byte:02x}sp@80000000'
        check(r.returncode == 1 and found['pools'][0]['name'] == name and found['pools'][0]['users'] == [f'/\\x{byte:02x}sp'] and
              {f['node'] for f in found['findings'] if f['severity'] == 'error'} == {name, 'other@90000000'}, f'a name with {byte:#x}', r.stdout)
    at = data.index(b'shared-dma-pool') - 12
    for length in (0xffffffff, 0xfffffff4, 0xfffffff0, 0x80000000, len(data)):
        with open(bad, 'wb') as f:
            f.write(data[:at + 4] + length.to_bytes(4, 'big') + data[at + 8:])
        r = run(bad)
        check(r.returncode == 2 and 'cannot be read as a device tree' in r.stderr, f'a property of {length:#x} bytes', r)
    for what, args, words in (('no such file', ['/nonexistent'], 'No such file'), ('a folder', [folder], 'has no #address-cells'),
                              ('nothing', [], 'Usage'), ('two files', [path, path], 'one tree at a time'), ('a file and the live one', [path, '--live'], 'one tree'), ('endless', ['/dev/zero'], 'too large')):
        r = run(*args)
        check(r.returncode == 2 and words in r.stderr, what, (r.returncode, r.stderr))


def test_large(folder):
    """Large and deeply nested trees are read or refused. (tests/wcet/growth.py measures the work.)"""
    trees = {'30,000 nodes': (flat.nodes(30000), 1), '8,000 pools that overlap': (flat.pools(8000), 1),
             '100,000 references': (flat.references(100000), 1),
             '64 deep': (flat.deep(64), 0), '65 deep': (flat.deep(65), 2), 'no root': (b'', 2)}
    for what, (structure, status) in trees.items():
        path = f'{folder}/large.dtb'
        with open(path, 'wb') as f:
            f.write(flat.tree(structure))
        r = run('--json', path)
        check(r.returncode == status, f'{what}: status {status}', (r.returncode, r.stderr, r.stdout[-300:]))
        if status == 1:
            check(len(json.loads(r.stdout)['findings']) < 110000, f'{what}: no more findings than things', '')
            r = run('--svg', path)
            check(r.returncode == 1 and r.stdout.endswith('</svg>\n'), f'{what}: a picture', r.stderr)


def attach(folder, what, source, path, *words, regions=('0x80000000', '0x200000')):
    r = subprocess.run([ATTACH, compile_tree(folder, source), path, *regions], capture_output=True, text=True, timeout=60)
    check(r.returncode == 0 and all(w in r.stdout for w in words), f'attached: {what}', r.stdout + r.stderr)
    return r.stdout


def bus(name, ranges, inner):
    """A bus of one cell each for address and size."""
    return f'{name} {{ #address-cells = <1>; #size-cells = <1>; {ranges} {inner} }};'


def wide_bus(name, ranges, inner):
    """A bus of two cells each for address and size."""
    return f'{name} {{ #address-cells = <2>; #size-cells = <2>; dma-ranges = {ranges}; {inner} }};'


# A range that begins at 3, and is so large that its last byte would be at 2^64.
WRAPS = '<0 3 0 0x80000000 0xffffffff 0xfffffffe>'


def test_last_address(folder):
    """Ranges whose sums reach 2^64."""
    good = GOOD.format(more='')
    user = 'dsp { memory-region = <&p>; };'
    all_bits = 'limit 0xffffffffffffffff, mask 0xffffffffffffffff'
    for what, ranges, words in (
            ('one that ends there', '<0xffffffff 0x80000000 0 0x80000000 0 0x80000000>', (all_bits, 'at 0xffffffff80000000')),
            ('one that ends there, and one below', '<0xffffffff 0x80000000 0 0x80000000 0 0x80000000>, <0 0 0 0x90000000 0 0x1000>', (all_bits,)),
            ('one of all addresses but the last', '<0 0 0 0 0xffffffff 0xffffffff>', (all_bits, 'block at 0x80000000')),
            ('two that make all addresses', '<0 0 0 0 0x80000000 0>, <0x80000000 0 0x80000000 0 0x80000000 0>', (all_bits, 'block at 0x80000000')),
            ('the last physical addresses, and the first', '<0 0 0xffffffff 0x80000000 0 0x80000000>, <0 0x80000000 0 0 1 0>',
             ('limit 0x17fffffff', 'block at 0x100000000')),
            ('the last device addresses, and the first', '<0xffffffff 0x80000000 0 0 0 0x80000000>, <0 0 0 0x80000000 1 0>',
             (all_bits, 'block at 0\n')),
            ('one that wraps, and another', f'{WRAPS}, <0 0 0 0x80000000 0 0x1000000>', ('limit 0xffffff, mask 0xffffff', 'block at 0\n'))):
        attach(folder, what, tree(good, wide_bus('soc', ranges, user)), '/soc/dsp', 'returned 0', *words)
    for what, devices, path, words in (
            ('device addresses wrap', wide_bus('soc', WRAPS, user), '/soc/dsp', ('returned -22', 'end below 2^64')),
            ('device addresses wrap, of a device without pools', wide_bus('soc', WRAPS, 'dsp { };'), '/soc/dsp', ('returned -22', 'end below 2^64')),
            ('physical addresses wrap', wide_bus('soc', '<0 0 0xffffffff 0 2 0>', user), '/soc/dsp', ('returned -34', 'do not reach it')),
            ('those of a bus above wrap', wide_bus('soc', WRAPS, wide_bus('inner', '<0 0 0 3 0 0x1000000>', user)), '/soc/inner/dsp',
             ('returned -22', 'end below 2^64')),
            ('a translated one wraps', wide_bus('soc', '<0 0 0xffffffff 0 0x10 0>', wide_bus('inner', '<0 0 1 0x80000000 0 0x1000000>', user)),
             '/soc/inner/dsp', ('returned -22', 'end below 2^64'))):
        out = attach(folder, what, tree(good, devices), path, *words)
        check('area at' not in out and 'limit 0, mask 0xffffffffffffffff' in out, f'{what}: nothing is left', out)
    source = tree(good.replace('<0 0x80000000 0 0x100000>', '<0xffffffff 0xfffff000 0 0x2000>'), wide_bus('soc', '<0 0 0xffffffff 0 2 0>', user))
    attach(folder, 'a pool that wraps', source, '/soc/dsp', 'returned -34', 'do not reach it')


def test_attach(folder):
    good = GOOD.format(more='')
    second = 'q: q@80180000 { compatible = "shared-dma-pool"; reg = <0 0x80180000 0 0x8000>; no-map; };'
    user = 'dsp { memory-region = <&p>; };'
    attach(folder, 'nothing is said: physical addresses', tree(good), '/dsp', 'returned 0, limit 0,', 'area at 0x80000000, 1048576', 'too large: 1',
           'block at 0x80000000', 'again: 1')
    soc = bus('soc', 'dma-ranges = <0x0 0x0 0x80000000 0x40000000>;', user)
    attach(folder, 'through a bus', tree(good, soc), '/soc/dsp', 'returned 0, limit 0x3fffffff, mask 0x3fffffff', 'block at 0\n')
    soc = bus('soc', 'dma-ranges = <0xc0000000 0x0 0x80000000 0x3f000000>;', user)
    attach(folder, 'to the end of its addresses', tree(good, soc), '/soc/dsp', 'limit 0xfeffffff, mask 0xffffffff', 'at 0xc0000000')
    soc = bus('soc', 'dma-ranges;', bus('inner', 'dma-ranges = <0x10000000 0x80000000 0x400000>;', user))
    attach(folder, 'an empty one above', tree(good, soc), '/soc/inner/dsp', 'limit 0x103fffff', 'block at 0x10000000')
    soc = bus('soc', 'dma-ranges = <0x20000000 0x0 0x80000000 0x1000000>;', bus('inner', 'dma-ranges = <0x0 0x20000000 0x400000>;', user))
    attach(folder, 'two that translate', tree(good, soc), '/soc/inner/dsp', 'returned 0', 'block at 0\n')
    soc = bus('soc', 'dma-ranges = <0x0 0x0 0x40000000 0x1000000>, <0x2000000 0x0 0x80000000 0x1000000>;', user)
    attach(folder, 'the second of two ranges', tree(good, soc), '/soc/dsp', 'limit 0x2ffffff', 'block at 0x2000000')
    soc = bus('soc', 'ranges;', bus('inner', 'ranges;', user))
    attach(folder, 'buses without', tree(good, soc), '/soc/inner/dsp', 'returned 0, limit 0,', 'block at 0x80000000')
    soc = bus('soc', 'ranges;', bus('inner', 'dma-ranges = <0x10000000 0x80000000 0x400000>;', user))
    attach(folder, 'below one without', tree(good, soc), '/soc/inner/dsp', 'limit 0x103fffff', 'block at 0x10000000')
    soc = bus('soc', 'dma-ranges = <0x0 0x0 0x80000000 0x80000>, <0x80000 0x0 0x80080000 0x80000>;', user)
    attach(folder, 'across two that are one', tree(good, soc), '/soc/dsp', 'limit 0xfffff,', 'block at 0\n')
    soc = bus('soc', 'dma-ranges = <0x0 0x0 0x80000000 0x7fffffff>, <0x0 0x0 0x0 0x0>;', user)
    attach(folder, 'a size that is a mask', tree(good, soc), '/soc/dsp', 'limit 0x7fffffff, mask 0x7fffffff')
    soc = bus('soc', 'dma-ranges = <0x2000000 0x0 0x80000000 0x1000000>, <0x0 0x0 0x40000000 0x1000000>;', user)
    attach(folder, 'ranges that fall', tree(good, soc), '/soc/dsp', 'limit 0x2ffffff', 'block at 0x2000000', 'streaming 0x3ffffff')
    attach(folder, 'one that is disabled', tree(GOOD.format(more='status = "disabled";')), '/dsp', 'returned 0', 'mask 0xffffffffffffffff')
    attach(folder, 'several, in their order', tree(good + second, 'dsp { memory-region = <&q>, <&p>; };'), '/dsp',
           'area at 0x80180000, 32768 bytes\narea at 0x80000000')
    attach(folder, 'others are left alone', tree(good.replace('no-map', 'reusable') + second, 'dsp { memory-region = <&p>, <&q>; };'),
           '/dsp', 'returned 0', 'streaming 0xffffffffffffffff\narea at 0x80180000')


def test_no_attach(folder):
    good = GOOD.format(more='')
    soc = bus('soc', 'dma-ranges = <0x0 0x0 0x90000000 0x1000000>;', 'dsp { memory-region = <&p>; };')
    for what, source, path, words in (
            ('out of the reach of the bus', tree(good, soc), '/soc/dsp', ('returned -34', 'do not reach it')),
            ('an ill-formed bus', tree(good, bus('soc', 'dma-ranges = <1 2>;', 'dsp { memory-region = <&p>; };')), '/soc/dsp',
             ('returned -22', 'ill-formed')),
            ('placed by the boot', tree('p: p { compatible = "shared-dma-pool"; size = <0 0x100000>; };'), '/dsp',
             ('returned -6', 'its address is chosen at boot')),
            ('a dangling reference, undone', tree(good, 'dsp { memory-region = <&p>, <99>; };'), '/dsp',
             ('returned -19', 'its memory-region 1 does not refer to a node')),
            ('a reference to something else', tree(good, 'x: x { }; dsp { memory-region = <&p>, <&x>; };'), '/dsp', ('returned -22', 'memory-region 1 does not refer to a node')),
            ('an ill-formed pool', tree(good.replace('0x100000>', '0x100000 1>')), '/dsp', ('returned -22', 'invalid reg property')),
            ('a refused one', tree(GOOD.format(more='reusable;')), '/dsp', ('returned -22', 'must not be both reusable and no-map')),
            ('in memory without no-map', tree(good.replace('no-map;', ''), MEMORY + ' dsp { memory-region = <&p>; };'), '/dsp', ('returned -22', 'has no no-map')),
            ('no region, undone', tree(good + 'q: q { compatible = "shared-dma-pool"; reg = <0 0xa0000000 0 0x1000>; };',
                                       'dsp { memory-region = <&p>, <&q>; };'), '/dsp', ('returned -6',)),
            ('no such node', tree(good), '/cat', ('returned -2', 'has no node /cat'))):
        out = attach(folder, what, source, path, *words)
        check('area at' not in out and 'limit 0, mask 0xffffffffffffffff' in out, f'{what}: nothing is left', out)


with tempfile.TemporaryDirectory() as temporary:
    test_attach(temporary)
    test_no_attach(temporary)
    test_last_address(temporary)
    test_pools(temporary)
    test_findings(temporary)
    test_no_findings(temporary)
    test_folder(temporary)
    test_picture(temporary)
    test_large(temporary)
    test_hostile(temporary)
finish()
