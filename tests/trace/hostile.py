#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Faulty recordings: what is reported about them, with the place of the fault. Prints TAP.

usage: hostile.py path/to/cohmem
"""
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
from tap import check, finish
from own import ALLOC, AREA, AREA_END, END, FREE, HEAD, LOST, NAME, name, own

COHMEM, = sys.argv[1:]
A = 'x-1 [000] ..... 1.000000: dma_alloc: dev dma_addr=1000 size=4096 virt_addr=00000000deadbeef flags=GFP_KERNEL attrs='
F = 'x-1 [000] ..... 2.000000: dma_free: dev dma_addr=1000 size=4096 virt_addr=00000000deadbeef attrs='


def run(*args, **more):
    return subprocess.run([COHMEM, *args], capture_output=True, text=True, errors='replace', **more)


def size(folder, text, *args):
    with open(f'{folder}/trace', 'wb') as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    r = run('size', '--json', f'{folder}/trace', *args)
    return r, json.loads(r.stdout) if r.returncode < 2 else None


def says(folder, what, text, status, words, events=None, pool=None):
    r, found = size(folder, text)
    good = r.returncode == status and words in r.stderr
    if found:
        good &= events in (None, found['recording']['events']) and pool in (None, found['all']['smallest_pool'])
    check(good, what, (r.returncode, r.stderr, found))


def test_lines(folder):
    """Variants of what precedes, follows and describes an event."""
    for what, text in (
            ('as it is', A), ('a task with a colon', A.replace('x-1', 'dma_free: a b-1')),
            ('a task like a context', ' x-1 [000] ... -77     [000] ..... 1.000000: ' + A[26:]),
            ('a task like a whole context', ' a-1 [0] 1: b: c-77      [000] ..... 1.000000: ' + A[26:]),
            ('a tgid', A.replace('x-1 ', 'x-1 (   1) ')), ('an unknown tgid', A.replace('x-1 ', 'x-1 (-----) ')),
            ('no flags', A.replace('..... ', '')), ('a clock without a dot', A.replace('1.000000', '123456789')),
            ('a direction', A.replace('dev ', 'dev dir=BIDIRECTIONAL ')), ('carriage returns', A + '\r'),
            ('no end of line', A), ('blanks before it', '    ' + A), ('latency-format', A.replace('[000] ..... 1.000000', '   0d..1.    4us ')),
            ('another event before it', 'y-2 [000] ..... 1.0: sched_switch: dma_alloc: dev dma_addr=9\n' + A),
            ('nothing is parsed', A.replace('dev dma_addr=1000', '[FAILED TO PARSE] device=dev virt_addr=0xdeadbeef dma_addr=4096')),
            ('zeros and junk before it', b'\0\xff\xfe\n\n#\n# x\n' + A.encode())):
        text = text if isinstance(text, bytes) else (text + ('' if what == 'no end of line' else '\n')).encode()
        r, found = size(folder, text)
        good = found and found['recording']['events'] == 1 and found['all']['smallest_pool'] == 4096
        check(good and found['devices'][0]['device'] == 'dev', f'a line: {what}', (r.returncode, r.stderr, found))
    r, found = size(folder, A.replace('dev ', 'a device, with blanks '))
    check(found['devices'][0]['device'] == 'a device, with blanks', 'a device with blanks', found)


def test_meaning(folder):
    failed = A.replace('00000000deadbeef', '0000000000000000').replace('=1000', '=dead000')
    says(folder, 'released', f'{A}\n{F}\n{A}\n{F}\n', 0, '', 4, 4096)
    says(folder, 'a failed allocation', f'{A}\n{failed}\n', 1, 'is not in these figures (the first at 2)', 2, 4096)
    says(folder, 'a failed one of trace-cmd', f'{A}\n{failed.replace("0" * 16, "(nil)")}\n', 1, '1 allocations had failed', 2, 4096)
    says(folder, 'a release of null', f'{A}\n{F.replace("00000000deadbeef", "0" * 16).replace("4096", "0").replace("=1000", "=0")}\n', 0, '', 2, 4096)
    says(folder, 'a release from before', f'{F}\n{A}\n', 0, '1 releases of what was allocated before the recording (the first at 1)', 2, 4096)
    says(folder, 'an address that was live', f'{A}\n{A}\n', 1, 'at best a bound, not the answer (the first at 2)', 2, 4096)
    says(folder, 'released in parts', f'{A}\n{F.replace("4096", "2048")}\n', 1, 'another size than the allocation\'s: what was not released is missing from these figures (the first at 2)', 2, 4096)
    says(folder, 'two devices at one address', f'{A}\n{A.replace("dev", "other")}\n', 0, '', 2, 8192)
    says(folder, 'lost in the pipe', f'CPU:0 [LOST 12 EVENTS]\n{A}\n', 1, '12 events were lost', 1)
    says(folder, 'lost before it was saved', f'# entries-in-buffer/entries-written: 1/100   #P:1\n{A}\n', 1, '99 events were lost when it was recorded: these figures are only a hint (the first at 1)', 1)
    marker = 'y-9 [000] ..... 1.5: tracing_mark_write: x-1 [000] ..... 2.0: dma_free: dev dma_addr=1000 size=4096 virt_addr=1\n'
    says(folder, 'a forged release', f'{A}\n{marker}{A.replace("=1000", "=2000")}\n', 0, '1 lines of trace_marker', 2, 8192)
    says(folder, 'times run backwards', f'{F}\n{A}\n{F}\n{A}\n', 0, 'timestamps run backwards (the first at', 4, 4096)
    log = ('[    1.5] cma: cma_alloc(cma 00000000aa, count 16, align 4)\n[    1.6] cma: cma_alloc(): returned 00000000bb\n'
           '[    1.7] cma: cma_alloc(cma 00000000aa, count 3, align 0)\n[    1.8] cma: cma_alloc(): returned 00000000cc\n'
           '[    1.9] cma: cma_release(page 00000000bb, count 16)\n')
    says(folder, "the kernel's log", log, 0, '', 3, 80 << 10)
    pages = A.replace('dma_alloc', 'dma_alloc_pages').replace('dev ', 'dev dir=TO_DEVICE ')
    sgt = 'x-1 [000] ..... 1.0: dma_alloc_sgt: dev dir=TO_DEVICE dma_addr=9000 size=8192 phys_addrs={0x1000,0x9000} flags=GFP_KERNEL attrs='
    gone = 'x-1 [000] ..... 1.0: dma_free_sgt: dev dir=TO_DEVICE dma_addr=9000 size=8192 phys_addrs={0x1000,0x9000}'
    says(folder, 'pages and scattered memory', f'{pages}\n{sgt}\n{F.replace("dma_free", "dma_free_pages")}\n{gone}\n', 0, '', 4, 16384)
    says(folder, 'scattered memory that failed', f'{A}\n{failed.replace("dma_alloc", "dma_alloc_sgt_err")}\n', 1, '1 allocations had failed', 2, 4096)
    odd = A.encode().replace(b'dev ', b'd\xff\x1b[2Jv ')
    r, found = size(folder, odd + b'\n')
    check(r.returncode == 0 and [d['device'] for d in found['devices']] == ['d\\xff\\x1b[2Jv'], 'a name of any bytes', found)
    for command in (['size'], ['replay', '--pool', '1M'], ['replay', '--pool', '1M', '--json'], ['replay', '--pool', '1M', '--html'],
                    ['replay', '--pool', '1M', '--svg'], ['top', '--once'], ['top', '--json']):
        r = subprocess.run([COHMEM, *command, f'{folder}/trace'], capture_output=True, stdin=subprocess.DEVNULL)
        check(r.returncode == 0 and b'\x1b' not in r.stdout and b'[2Jv' in r.stdout, f'{" ".join(command)}: no command for a terminal', r)
    cma = ('x-1 [000] ..... 1.0: cma_alloc_finish: name=reserved pfn=0x40000 page=00000000ab count=4 align=2 errorno=0\n'
           'x-1 [000] ..... 2.0: cma_release: name=reserved pfn=0x40000 page=00000000ab count=4\n'
           'x-1 [000] ..... 3.0: cma_alloc_finish: name=reserved pfn=0x0 page=0 count=4000 align=2 errorno=-12\n')
    says(folder, 'events of CMA', cma, 1, '1 allocations had failed', 3, 16384)


def test_calls(folder):
    """kprobes of two tasks, whose calls overlap."""
    call = '{0:>16}-{0} [000] ..... 1.0: dma_alloc_attrs: (dma_alloc_attrs+0x0/0x60) device="d{0}" size=0x{1:x}\n'
    back = '{0:>16}-{0} [001] ..... 1.1: dma_alloc_attrs_ret: (f{0}+0x5a/0x170 [m] <- dma_alloc_attrs) virt_addr=0x{1:x}\n'
    gone = '{0:>16}-{0} [001] ..... 1.2: dma_free_attrs: (dma_free_attrs+0x0/0x60) device="d{0}" size=0x{1:x} virt_addr=0x{2:x} dma_addr=0x0\n'
    text = call.format(1, 100) + call.format(2, 20000) + back.format(1, 0x1000) + back.format(2, 0x2000) + back.format(3, 0x9000) + gone.format(1, 100, 0x1000)
    r, found = size(folder, text)
    check([(d['device'], d['peak_live'], d['live_at_end']) for d in found['devices']] == [('d1', 100, 0), ('d2', 20000, 20000)] and r.returncode == 0, 'calls of two tasks', found)
    r = json.loads(run('replay', '--json', '--pool', '1M', f'{folder}/trace').stdout)
    check([h['caller'] for h in r['worst']['holders']] == ['f2+0x5a/0x170 [m]', 'f1+0x5a/0x170 [m]'] and
          r['worst']['wasted_by_rounding'] == 4096 - 100 + 32768 - 20000, 'who called, and what rounding takes', r['worst'])
    says(folder, 'a failed call', text + call.format(4, 5) + back.format(4, 0), 1, '1 allocations had failed', 4)
    says(folder, '300 calls that do not return', ''.join(call.format(i, 1) for i in range(300)) + text, 1, '46 events were lost', 3)


def test_large(folder):
    big = A.replace('size=4096', 'size=161061273600').replace('=1000', '=7000')
    r, found = size(folder, big + '\n')
    check(r.returncode == 0 and found['all']['impossible'] == 0 and found['all']['smallest_pool'] == 1 << 38, '150 GiB', (r, found))
    r, found = size(folder, f'{A}\n{big}\n{big.replace("=7000", "=8000")}\n{A.replace("=1000", "=2000")}\n')
    check(r.returncode == 0 and found['all']['impossible'] == 2 and found['all']['smallest_pool'] == 8192, 'and where there is no room for it', (r, found))
    with open(f'{folder}/trace', 'wb') as f:
        f.write(HEAD + name(1, 'dev'))
        for i in range(60000):
            f.write(name(i + 2, f't{i}'))
            for j in range(2):
                f.write(own(ALLOC, addr=(2 * i + j) << 12, size=4096, device=1, task=i + 2))
            f.write(own(FREE, addr=(2 * i) << 12, size=4096, device=1))
        f.write(own(END))
    r = json.loads(run('replay', '--json', '--pool', '1G', f'{folder}/trace').stdout)
    check(r['refused_in_all'] == 0 and r['worst']['holders_in_all'] == 60000 and r['worst']['used'] == 60001 * 4096,
          '60,000 tasks, each of which makes it fuller (how much work that is: tests/wcet/growth.py)', r['worst'])


def test_nonsense(folder):
    says(folder, 'no size', f'{A}\n{A.replace("size=4096", "")}\n', 1, 'the first at 2: it has no size', 1)
    says(folder, 'a negative size', f'{A}\n{A.replace("size=4096", "size=-4096")}\n', 1, 'the first at 2: it has no size', 1)
    says(folder, 'a size beyond 2^64', f'\n{A}\n{A.replace("size=4096", "size=99999999999999999999")}\n', 1, 'the first at 3', 1)
    says(folder, 'no address', f'{A}\n{A.replace("dma_addr=1000 ", "")}\n', 1, 'it has no dma_addr', 1)
    says(folder, 'an address of letters', f'{A}\n{A.replace("=1000", "=zz")}\n', 1, 'it has no dma_addr', 1)
    says(folder, 'no device', f'{A}\n{A.replace("dev ", "")}\n', 1, 'it names no device', 1)
    r, found = size(folder, f'{A}\n{A.replace("size=4096", "size=18446744073709551615").replace("=1000", "=2000")}\n')
    check(found['all']['impossible'] == 1 and found['all']['smallest_pool'] == 4096, 'a size that no pool has', found)
    r, found = size(folder, f'{A}\n{A.replace("size=4096", "size=0").replace("=1000", "=2000")}\n')
    check(found['all']['impossible'] == 1 and found['all']['smallest_pool'] == 4096, 'a size of 0', found)
    says(folder, 'a line of 1 MB', f'{A}\n{"x" * 1000000}\n{A.replace("=1000", "=2000")}\n', 1, '1 lines were passed over: they are longer than 65536 bytes (the first at 2)', 2, 8192)
    says(folder, 'a line of 1 MB at the end', f'{A}\n{"x" * 1000000}', 1, '1 lines were passed over', 1)
    says(folder, 'a task of 1 MB', f'{A}\n{"x" * 60000}{A}\n', 1, '', 2)
    for what, data in (('nothing', b''), ('zeros', bytes(100000)), ('noise', random.Random(1).randbytes(300000))):
        says(folder, what, data, 2, 'no DMA memory event')
    for what, args, words in (('no such file', ['/nonexistent'], 'No such file'), ('a folder', [folder], 'directory'),
                              ('nothing', [], 'Usage'), ('no granule', ['--granule', '100', 'x'], 'not a power of two'),
                              ('no margin', ['--margin', 'x', 'x'], 'is not a number')):
        r = run('size', *args)
        check(r.returncode == 2 and words in r.stderr, f'size: {what}', r)
    for what, args, words in (('no pool', ['x'], '--pool'), ('a pool of 0', ['--pool', '0', 'x'], 'is not a size'), ('a small pool', ['--pool', '100', 'x'], 'smaller than a granule'),
                              ('a huge pool', ['--pool', '1000000G', 'x'], '2^26'), ('no mask', ['--pool', '1M', '--mask', '65', 'x'], 'bits')):
        r = run('replay', *args)
        check(r.returncode == 2 and words in r.stderr, f'replay: {what}', r)


def test_reasons(folder):
    """Why a request is refused."""
    text = ''
    for i in range(8):
        text += A.replace('=1000', f'={i + 1}000') + '\n'
    for i in (1, 3, 5):
        text += F.replace('=1000', f'={i + 1}000') + '\n'
    for what, extra, args, reason in (
            ('fragmented', 'size=8192', ['--pool', '32K'], 'fragmented'), ('full', 'size=16384', ['--pool', '32K'], 'full'),
            ('too large', 'size=65536', ['--pool', '32K'], 'too_large'),
            ('out of reach', 'size=8192', ['--pool', '64K', '--base', '0x0', '--mask', '15'], 'out_of_reach'),
            ('out of reach, and fragmented beyond', 'size=32768', ['--pool', '60K', '--base', '0x0', '--mask', '15'], 'fragmented')):
        with open(f'{folder}/trace', 'w') as f:
            f.write(text + A.replace('=1000', '=99000').replace('size=4096', extra) + '\n')
        r = json.loads(run('replay', '--json', f'{folder}/trace', *args).stdout)
        check(r['refused'][reason] == 1 and r['refused_in_all'] == 1 and r['first_refused']['at'] == 12, f'refused: {what}', r)
    r = run('replay', f'{folder}/trace', '--pool', '64K')
    check(r.returncode == 0 and 'nothing was refused' in r.stdout, 'nothing was refused', r)
    r = run('replay', f'{folder}/trace', '--pool', '4K')
    check(r.returncode == 1 and 'requests refused' in r.stdout and 'the first at 1.000000 s (line or offset 2)' in r.stdout, 'the first refused', r)


def test_dat(folder):
    """Damaged trace.dat files: libtracecmd may crash, cohmem must not."""
    with gzip.open(f'{HERE}/recordings/6.12-v6.dat.gz') as f:
        good = f.read()
    with gzip.open(f'{HERE}/recordings/6.12-v7.dat.gz') as f:
        packed = f.read()
    rng, statuses = random.Random(int(os.environ.get('SEED') or '1', 0)), set()
    for i in range(int(os.environ.get('DAMAGED') or '150')):
        data = bytearray(good if i % 2 else packed)
        if i % 5 == 0:
            del data[rng.randrange(len(data)):]
        for _ in range(rng.randrange(1, 6)):
            if data:
                data[rng.randrange(len(data))] = rng.choice((0, 0x7f, 0xff, rng.randrange(256)))
        r, _ = size(folder, bytes(data))
        statuses.add(r.returncode)
        if r.returncode not in (0, 1, 2) or (r.returncode == 2 and not re.search('trace: .*(byte|after|offset|fell over|no DMA memory event)', r.stderr)):
            check(False, f'a damaged trace.dat, {i}', r)
    check(statuses >= {0, 2}, 'damaged trace.dat: read, or a message and status 2', statuses)


def test_own(folder):
    dev, end = name(1, 'dev'), own(END)
    alloc = own(ALLOC, time=5, addr=0x1000, size=4096, device=1)
    says(folder, 'own', HEAD + dev + alloc + end, 0, '', 1, 4096)
    says(folder, 'own, cut off', HEAD + dev + alloc, 0, 'it has no end', 1, 4096)
    says(folder, 'own, lost', HEAD + dev + own(LOST, size=7) + alloc + end, 1, '7 events were lost', 1)
    says(folder, 'own, released', HEAD + dev + alloc + own(FREE, addr=0x1000, device=1) + alloc + end, 0, '', 3, 4096)
    says(folder, 'own, within a record', HEAD + dev + alloc + alloc[:20], 2, 'offset 112: unexpected end of file within a record')
    says(folder, 'own, within a name', HEAD + own(NAME, addr=1, size=300), 2, 'unexpected end of file within a name')
    says(folder, 'own, a long name', HEAD + own(NAME, addr=1, size=1 << 40), 2, 'a name that is too long')
    says(folder, 'own, a name too many', HEAD + own(NAME, addr=1 << 40, size=0), 2, 'impossible number')
    says(folder, 'own, an untold name', HEAD + alloc, 2, 'offset 8: a name that was not defined before')
    says(folder, 'own, another kind', HEAD + own(99), 2, 'unknown kind of record')
    says(folder, 'own, its head alone', HEAD, 2, 'no DMA memory event')
    area = dict(addr=0x1000, size=8192, device=1, granule_shift=12)
    says(folder, 'own, an area', HEAD + dev + own(AREA, **area) + alloc + own(AREA_END, addr=0x1000, device=1) + end, 0, '', 1, 4096)
    says(folder, 'own, an area alone', HEAD + dev + own(AREA, **area), 2, 'no DMA memory event')
    for wrong in (dict(granule_shift=4), dict(granule_shift=22), dict(granule_shift=1 << 31), dict(size=4095), dict(size=1 << 63), dict(addr=-4096 & (1 << 64) - 1),
                  dict(size=0)):
        says(folder, f'own, an area with {wrong}', HEAD + dev + own(AREA, **(area | wrong)) + alloc, 2, 'offset 64: an area with an invalid size')


with tempfile.TemporaryDirectory() as temporary:
    test_lines(temporary)
    test_meaning(temporary)
    test_nonsense(temporary)
    test_calls(temporary)
    test_large(temporary)
    test_reasons(temporary)
    test_own(temporary)
    test_dat(temporary)
finish()
