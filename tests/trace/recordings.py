#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""cohmem size and replay on recordings of real kernels and on random ones, compared with truth.py. Prints TAP.

usage: recordings.py path/to/cohmem

Set SEED to repeat the random recordings of an earlier run.
"""
import glob
import gzip
import json
import lzma
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
import truth
from tap import check, finish

COHMEM, = sys.argv[1:]
KEPT = f'{HERE}/recordings'
RNG = random.Random(int(os.environ.get('SEED') or '1', 0))
# Each kept recording: another one that has the same events, and the function that reads that one.
SAME = {
    '6.12-ftrace.txt.gz': ('6.12-ftrace.txt.gz', truth.dma_events),
    '6.12-latency-format.txt.gz': ('6.12-ftrace.txt.gz', truth.dma_events),
    '6.12-noirq-info.txt.gz': ('6.12-ftrace.txt.gz', truth.dma_events),
    '6.12-nocontext-info.txt.gz': ('6.12-ftrace.txt.gz', truth.dma_events),
    '6.12-fields.txt.gz': ('6.12-ftrace.txt.gz', truth.dma_events),
    '6.12-report.txt.gz': ('6.12-report.txt.gz', truth.dma_events),
    '6.12-report-R.txt.gz': ('6.12-report.txt.gz', truth.dma_events),
    '6.12-report-l.txt.gz': ('6.12-report.txt.gz', truth.dma_events),
    '6.12-report-ts-diff.txt.gz': ('6.12-report.txt.gz', truth.dma_events),
    '6.12-v7.dat.gz': ('6.12-report.txt.gz', truth.dma_events),
    '6.12-report-v6.txt.gz': ('6.12-report-v6.txt.gz', truth.dma_events),
    '6.12-v6.dat.gz': ('6.12-report-v6.txt.gz', truth.dma_events),
    '6.1-kprobes.txt.gz': ('6.1-kprobes.txt.gz', truth.kprobe_events),
}


def run(command, *args, **more):
    return subprocess.run([COHMEM, command, *args], capture_output=True, text=True, errors='replace', **more)


def size(path, *args, **more):
    r = run('size', '--json', path, *args, **more)
    return json.loads(r.stdout) if r.returncode < 2 else {'failed': r.stderr}


def figures(demand):
    return tuple(demand[key] for key in ('allocations', 'peak_live', 'peak_rounded', 'smallest_pool', 'smallest_exact_pool'))


def expected(events):
    return (sum(kind == 'alloc' for kind, *_ in events), truth.peak(events), truth.peak_rounded(events),
            truth.smallest(events), truth.smallest(events, exact=True))


def judge(what, found, events):
    devices = sorted({device for _, device, *_ in events})
    wrong = {}
    for device in devices:
        own = [e for e in events if e[1] == device]
        ours = next((figures(d) for d in found.get('devices', []) if d['device'] == device), None)
        if any(kind == 'alloc' for kind, *_ in own) and ours != expected(own):
            wrong[device] = ours, expected(own)
    check(not wrong, f'{what}: {len(devices)} devices, as found the slow way', (wrong, found.get('failed')))


def test_kept():
    truths = {}
    for name, (like, read) in SAME.items():
        if like not in truths:
            events = read(f'{KEPT}/{like}')
            truths[like] = events, expected(events)
        events, all_in_one = truths[like]
        found = size(f'{KEPT}/{name}')
        judge(name, found, events)
        check('all' in found and figures(found['all']) == all_in_one and found['recording']['trustworthy'],
              f'{name}: all in one pool', (found.get('all'), all_in_one))
        check(found['recording']['events'] == len(events) > 60, f'{name}: {len(events)} events', found['recording'])
    for name in sorted(os.listdir(KEPT)):
        if name not in SAME:
            r = run('size', f'{KEPT}/{name}')
            check(r.returncode == 2 and 'it has no payload' in r.stderr, f'{name}: has no payload, and that is said', r)


def test_ways_in(folder):
    """A trace.dat is read in place if it is a file, and from a copy if it is compressed or comes from stdin or a pipe."""
    for kind in ('v6', 'v7'):
        packed, path = f'{KEPT}/6.12-{kind}.dat.gz', f'{folder}/{kind}.dat'
        with gzip.open(packed) as f, open(path, 'wb') as to:
            to.write(f.read())
        want = size(packed)['all']
        with open(path) as stdin, subprocess.Popen(['cat', path], stdout=subprocess.PIPE) as cat:
            found = [size(path)['all'], size('-', stdin=stdin)['all'], size('-', stdin=cat.stdout)['all']]
        check(found == [want] * 3, f'{kind}: as a file, by stdin, by a pipe', (want, found))
        with open(path, 'r+b') as f:
            f.truncate(os.path.getsize(path) // 2)
        r = run('size', path)
        check(r.returncode == 2 and 'damaged' in r.stderr, f'{kind}: half of a file', r)


def test_pasted(folder):
    """The node that is printed for pasting is valid: dtc compiles it, and cohmem dt reads the sizes in it."""
    path = f'{KEPT}/6.1-kprobes.txt.gz'
    for margin in ('0', '25'):
        text = run('size', '--margin', margin, path).stdout
        source = '/dts-v1/; / { #address-cells = <2>; #size-cells = <2>; };\n' + text[text.index('/ {\n'):]
        subprocess.run(['dtc', '-q', '-o', f'{folder}/pasted', '-'], input=source, text=True, check=True)
        pools = json.loads(run('dt', '--json', f'{folder}/pasted').stdout)['pools']
        found = size(path, '--margin', margin)
        want = [(f'pool-{d["device"].replace(":", "_").replace(".", "_")}', d['answer']) for d in found['devices']]
        check([(p['name'], int(p['size'], 16)) for p in pools] == want and all(p['use'] == 'coherent pool' for p in pools),
              f'with a margin of {margin} %, the node to be pasted', (text, want))
        check(all(-(-d['smallest_pool'] * (100 + int(margin)) // 100 // 4096) * 4096 == d['answer'] for d in found['devices']) and
              f'coherent_pool={found["all"]["answer"] >> 10}K' in text and f'cma={-(-found["all"]["answer"] // (4 << 20)) * 4}M' in text,
              f'with a margin of {margin} %: the figures', (text, found))


def line(kind, device, address, length, time, task='driver', pid=7):
    return (f'{task:>16}-{pid:<7} [000] ..... {time // 1000000:5}.{time % 1000000:06}: dma_{kind}: {device} '
            f'dma_addr={address:x} size={length} virt_addr=00000000deadbeef flags=GFP_KERNEL attrs=')


def random_events(device, count, most):
    """Return random allocations, and releases of some of them."""
    live, events = {}, []
    for _ in range(count):
        if live and RNG.random() < 0.45:
            address = RNG.choice(list(live))
            events.append(('free', device, address, live.pop(address)))
        else:
            address, length = RNG.randrange(1, 1 << 20) * truth.PAGE, RNG.randrange(1, most * truth.PAGE)
            if address not in live:
                live[address] = length
                events.append(('alloc', device, address, length))
    return events


def write(path, events):
    with open(path, 'w') as f:
        for i, (kind, device, address, length) in enumerate(events):
            f.write(line(kind, device, address, length, 10 * i) + '\n')


def shuffled(lists):
    """Merge the lists at random; each keeps its order."""
    lists, together = [list(reversed(one)) for one in lists], []
    while lists:
        one = RNG.choice(lists)
        together.append(one.pop())
        if not one:
            lists.remove(one)
    return together


def test_random(folder):
    """Many small traces, each of one device, up to 300 in a file; then replay on pools of many sizes."""
    path = f'{folder}/random'
    for number in range(int(os.environ.get('TRACES') or '2')):
        lists = [random_events(f'dev {i}', RNG.randrange(1, 40), RNG.choice((2, 4, 9))) for i in range(300)]
        events = shuffled([one for one in lists if one])
        write(path, events)
        judge(f'random {number}', size(path), events)
    events = shuffled([random_events(f'dev{i}', 60, 6) for i in range(4)])
    write(path, events)
    check(figures(size(path)['all']) == expected(events), 'random, all in one pool', size(path)['all'])
    for pool in range(1, 80, 3):
        for how in ([], ['--exact']):
            r = json.loads(run('replay', '--json', path, '--pool', str(pool * truth.PAGE), *how).stdout)
            refused, most = truth.replay(events, pool, exact=bool(how))
            worst = r['worst']['used'] // truth.PAGE if r['worst'] else 0
            if (r['refused_in_all'], worst) != (refused, most):
                check(False, f'replay on {pool} pages {how}', (r['refused_in_all'], worst, refused, most))
    check(True, 'replay on every pool size: what is refused, and the most in use')


def test_packed(folder):
    events = random_events('dev', 200, 4)
    write(f'{folder}/plain', events)
    with open(f'{folder}/plain', 'rb') as f:
        text = f.read()
    want = size(f'{folder}/plain')['all']
    packed = {'gzip': gzip.compress(text), 'gzip in two': gzip.compress(text[:999]) + gzip.compress(text[999:]),
              'xz': lzma.compress(text), 'zstd': subprocess.run(['zstd', '-c'], input=text, stdout=subprocess.PIPE).stdout}
    for what, data in packed.items():
        with open(f'{folder}/packed', 'wb') as f:
            f.write(data)
        check(size(f'{folder}/packed').get('all') == want, what)
        with open(f'{folder}/packed', 'rb') as f:
            check(size('-', stdin=f).get('all') == want, f'{what}, from standard input')
        with open(f'{folder}/packed', 'wb') as f:
            f.write(data[:len(data) // 2])
        r = run('size', f'{folder}/packed')
        check(r.returncode == 2 and ('within packed data' in r.stderr or 'damaged' in r.stderr), f'half of it, {what}', r)
        with open(f'{folder}/packed', 'wb') as f:
            f.write(data[:40] + bytes(len(data) - 80) + data[-40:])
        r = run('size', f'{folder}/packed')
        check(r.returncode == 2, f'damaged, {what}', r)


with tempfile.TemporaryDirectory() as temporary:
    test_kept()
    test_random(temporary)
    test_packed(temporary)
    test_ways_in(temporary)
    test_pasted(temporary)
finish()
