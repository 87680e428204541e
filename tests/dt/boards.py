#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Compares cohmem dt with an independent reading of every device tree of Debian's arm64 and armmp kernels. Prints TAP.

usage: boards.py path/to/cohmem [--table]

--table prints the figures of docs/device-trees.md.
"""
import collections
import concurrent.futures
import glob
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
sys.path.insert(0, HERE)
import dts
from kernels import kernel
from tap import check, finish

COHMEM = sys.argv[1]


def trees(flavour):
    return sorted(glob.glob(f'{kernel(flavour)}/usr/lib/**/*.dtb', recursive=True))


def use(node, good):
    """Return how Linux 6.1 uses a node of reserved-memory."""
    compatible = node.properties.get('compatible', [])
    reusable, no_map = 'reusable' in node, 'no-map' in node
    if not good:
        return 'ignored'
    if 'restricted-dma-pool' in compatible:
        taken = not (reusable or no_map or 'linux,cma-default' in node or 'linux,dma-default' in node)
        return 'restricted pool' if taken else 'refused'
    if 'shared-dma-pool' in compatible:
        return 'coherent pool' if not reusable else 'refused' if no_map else 'CMA'
    return 'reserved'


def ranges(node, name, address, size):
    words = node.words(name)
    step = address + size
    return [(node.number(words[i:i + address]), node.number(words[i + address:i + step]))
            for i in range(0, len(words) - step + 1, step)]


def cells(node, name):
    """Return the number of cells from the node or its nearest ancestor that has the property; 1 by default."""
    while node is not None and name not in node:
        node = node.parent
    return node.words(name)[0] if node else 1


def entries(bus):
    """Return (device, cpu, size) of each of a bus's dma-ranges; None if it has no dma-ranges, [] if they are empty (identity)."""
    if 'dma-ranges' not in bus or bus.parent is None:
        return None
    a, p, s = cells(bus, '#address-cells'), cells(bus.parent, '#address-cells'), cells(bus, '#size-cells')
    words = bus.words('dma-ranges')
    low = lambda part: bus.number(part[-2:])
    return [(low(words[i:i + a]), low(words[i + a:i + a + p]), low(words[i + a + p:i + a + p + s]))
            for i in range(0, len(words), a + p + s)]


def translated(bus, address):
    """Translate an address on the bus to a CPU address; None if it is outside the dma-ranges."""
    while bus.parent is not None:
        found = entries(bus)
        hits = [address - device + cpu for device, cpu, size in found or [] if device <= address < device + size]
        if found and not hits:
            return None
        address = hits[0] if found else address
        bus = bus.parent
    return address


def joined(found):
    """Merge each range with the one before it if it begins where that one ends."""
    together = []
    for device, cpu, size in found:
        if together and (device, cpu) == (together[-1][0] + together[-1][2], together[-1][1] + together[-1][2]):
            together[-1] = (*together[-1][:2], together[-1][2] + size)
        else:
            together.append((device, cpu, size))
    return together


def dma_ranges(node):
    before = False
    bus = node.parent
    while bus is not None:
        found = entries(bus)
        if found:
            there = [(device, translated(bus.parent, cpu), size) for device, cpu, size in found if size]
            return joined([t for t in there if t[1] is not None])
        if found is None and before:
            return []
        before = True
        bus = bus.parent
    return []


def coherent(node):
    while node is not None and not {'dma-coherent', 'dma-noncoherent'} & set(node.properties):
        node = node.parent
    return node is not None and 'dma-coherent' in node


def memory(root, address, size):
    found = []
    for node in root.children:
        if node.properties.get('device_type') == ['memory'] and node.properties.get('status', ['okay'])[0] in ('okay', 'ok'):
            found += [r for r in ranges(node, 'reg', address, size) if r[1]]
    return found


def expected(root):
    parent = next((n for n in root.children if n.name == 'reserved-memory'), None)
    pools = parent.children if parent else []
    address, size = cells(root, '#address-cells'), cells(root, '#size-cells')
    by_phandle = {n.words('phandle')[0]: n for n in pools if 'phandle' in n}
    users = collections.defaultdict(list)
    devices = {}
    for node in root.walk():
        regions = [by_phandle.get(word) for word in node.words('memory-region')]
        if regions:
            devices[node.path] = [r.name if r else None for r in regions], dma_ranges(node), coherent(node)
            for r in regions:
                if r:
                    users[r.name].append(node.path)
    found = []
    for node in pools:
        status = node.properties.get('status', ['okay'])[0]
        good = status in ('okay', 'ok') and ('reg' in node or 'size' in node)
        dynamic = good and 'reg' not in node
        name = 'alloc-ranges' if dynamic else 'reg'
        found.append((node.name[:63], use(node, good), dynamic,
                      node.number(node.words('size')) if dynamic else None,
                      ranges(node, name, address, size)[:8] if good else [], users[node.name],
                      'no-map' in node, 'reusable' in node))
    return found, devices, memory(root, address, size)


def seen(found):
    pools = [(p['name'], p['use'], p['dynamic'], int(p['size'], 16) if p['dynamic'] else None,
              [(int(r['base'], 16), int(r['size'], 16)) for r in p['ranges']], p['users'], p['no_map'], p['reusable'])
             for p in found['pools']]
    devices = {path: ([r['pool'] for r in d['regions']],
                      [tuple(int(r[key], 16) for key in ('device', 'cpu', 'size')) for r in d['dma_ranges']],
                      d['dma_coherent'])
               for path, d in found['devices'].items()}
    return pools, devices, [(int(r['base'], 16), int(r['size'], 16)) for r in found['memory']]


def judge(path):
    """Return what differs ('' if nothing) and the set of kinds that the board has."""
    r = subprocess.run([COHMEM, 'dt', '--json', path], capture_output=True, text=True)
    if r.returncode not in (0, 1) or r.stderr:
        return f'{path}: status {r.returncode}: {r.stderr}', set()
    ours, theirs = seen(json.loads(r.stdout)), expected(dts.read(path))
    wrong = '' if ours == theirs else f'{path}:\n{ours}\n{theirs}'
    kinds = {pool[1] for pool in theirs[0]} | {'dynamic' for pool in theirs[0] if pool[2]}
    if any(len(regions) > 1 for regions, _, _ in theirs[1].values()):
        kinds.add('several references')
    if any(seen_as for _, seen_as, _ in theirs[1].values()):
        kinds.add('dma-ranges')
    if any(is_coherent for _, _, is_coherent in theirs[1].values()):
        kinds.add('dma-coherent')
    if theirs[2]:
        kinds.add('memory')
    return wrong, kinds


def main():
    table = {}
    for flavour in ('arm64', 'armmp'):
        paths = trees(flavour)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = list(pool.map(judge, paths))
        wrong = [w for w, _ in results if w]
        check(len(paths) > 300 and not wrong, f'{flavour}: {len(paths)} trees read alike', '\n'.join(wrong[:3]))
        table[flavour] = collections.Counter(kind for _, kinds in results for kind in kinds)
        check(table[flavour]['coherent pool'] and table[flavour]['CMA'] and table[flavour]['reserved'],
              f'{flavour}: of all kinds', table[flavour])
    if '--table' in sys.argv:
        for kind in sorted(set(table['arm64']) | set(table['armmp'])):
            print(f'| {kind} | {table["arm64"][kind]} | {table["armmp"][kind]} |')
    finish()


main()
