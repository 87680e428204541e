#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Control characters in names from files, device trees and the kernel are escaped in all output. Prints TAP.

usage: visible.py path/to/cohmem
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as xml

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'lib'), os.path.join(HERE, '..', 'trace')]
from fdt import cells, tree
from own import ALLOC, END, HEAD, NAME, own
from tap import check, finish

COHMEM = os.path.abspath(sys.argv[1])
# Readable text, then sequences that set the title, clear the screen and forge a line, then DEL, C1 and direction controls.
# BYTES adds bytes that are not UTF-8.
PLAIN = 'né日'
TEXT = PLAIN + '\x1b]0;pwned\x07\x1b[2J\r\ncohmem: forged\x7f\u009b31m\u0085\u202edcba\u2066\u2028\ufeff'
BYTES = TEXT.encode() + b'\x9b31m\xc0\x9b\xff\xed\xa0\x80\xf0\x9f'
SHOWN = PLAIN + r'\x1b]0;pwned\x07\x1b[2J\x0d\x0acohmem: forged\x7f\u009b31m\u0085\u202edcba\u2066\u2028\ufeff'
SHOWN_BYTES = SHOWN + r'\x9b31m\xc0\x9b\xff\xed\xa0\x80\xf0\x9f'
DIRECTIONS = {'LRE', 'RLE', 'LRO', 'RLO', 'PDF', 'LRI', 'RLI', 'FSI', 'PDI'}


def run(*args, **more):
    return subprocess.run([COHMEM, *args], capture_output=True, timeout=60, stdin=subprocess.DEVNULL, **more)


def is_hidden(c):
    return (unicodedata.category(c) in ('Cc', 'Cs', 'Zl', 'Zp') or unicodedata.bidirectional(c) in DIRECTIONS or c in '\u200e\u200f\u061c') and c not in '\n\t'


def is_clean(data):
    try:
        return not any(map(is_hidden, data.decode()))
    except UnicodeDecodeError:
        return False


def shows(what, r, words, statuses=(0, 1)):
    """Both outputs are clean, no line is forged, and @words are there."""
    out = r.stdout + r.stderr
    check(is_clean(out) and not re.search(rb'(?m)^cohmem: forged', out) and words in out.decode(errors='replace') and r.returncode in statuses, what, r)


def write(path, data):
    with open(path, 'wb') as f:
        f.write(data)
    return path


def named(number, text):
    return own(NAME, addr=number, size=len(text)) + text + bytes(-len(text) % 8)


def test_recordings(folder):
    for kind, text, shown in (('UTF-8', TEXT.encode(), SHOWN), ('any bytes', BYTES, SHOWN_BYTES)):
        names = named(1, b'device ' + text) + named(2, b'task ' + text) + named(3, b'caller ' + text)
        alloc = own(ALLOC, time=1, addr=0x1000, size=4096, device=1, task=2, caller=3)
        path = write(f'{folder}/trace', HEAD + names + alloc + own(ALLOC, time=2, addr=0x5000, size=1 << 20, device=1, task=2, caller=3) + own(END))
        shows(f'size, {kind}', run('size', path), f'device {shown}\n')
        shows(f'top, {kind}', run('top', '--once', path), f'device {shown}, task task {shown}, caller {shown}\n')
        pool = ('replay', path, '--pool', '64K')
        shows(f'replay, {kind}', run(*pool), f'device {shown}, task task {shown}, caller {shown}\n')
        r = run(*pool, '--svg')
        shows(f'replay --svg, {kind}', r, shown)
        titles = [t.text for t in xml.fromstring(r.stdout).iter('{http://www.w3.org/2000/svg}title')]
        check(titles and titles[0].startswith(f'device {shown}, 4096 bytes, task {shown}'), f'replay --svg, {kind}: XML', titles)
        r = run(*pool, '--html')
        data = json.loads(re.search('<script type="application/json" id="data">(.*?)</script>', r.stdout.decode(), re.S)[1])
        shows(f'replay --html, {kind}', r, 'pwned')
        check(data['sites'] == [[f'device {shown}', f'task {shown}', f'caller {shown}']], f'replay --html, {kind}: its data', data['sites'])
        value = f'device {TEXT if kind == "UTF-8" else shown}'
        for args, of in ((('size', '--json', path), lambda d: d['devices'][0]['device']), (('top', '--json', path), lambda d: d['holders'][0]['device']),
                         ((*pool, '--json'), lambda d: d['worst']['holders'][0]['device'])):
            r = run(*args)
            shows(f'{args[0]} --json, {kind}', r, 'pwned')
            check(of(json.loads(r.stdout)) == value, f'{args[0]} --json, {kind}: its value', r)


def snapshot(text):
    area = dict.fromkeys(('size', 'granule', 'granules', 'used', 'high_water', 'blocks', 'largest_free', 'allocations', 'zeroed_bytes', 'spared_bytes'), 4096)
    area |= {'granules': 1, 'used': 1, 'high_water': 1, 'largest_free': 0, 'device_base': 'base ' + text, 'flags': 0, 'draining': False,
             'failures': {'reason ' + text: 1}, 'map': 'map ' + text}
    return {'name': 'name ' + text, 'time': 1, 'device': 'device ' + text, 'fell_through': 0, 'generic_allocations': 0, 'generic_failures': 0, 'areas': [area]}


def test_map(folder):
    path = write(f'{folder}/snapshots', json.dumps(snapshot(TEXT)).encode() + b'\n')
    r = run('map', path)
    for words in ('name ', 'device ', 'base ', 'reason ', 'map '):
        shows(f'map: {words}', r, words + SHOWN)
    r = run('map', '--json', path)
    shows('map --json', r, 'pwned')
    check(json.loads(r.stdout) == [snapshot(TEXT)], 'map --json: its values', r)
    shows('map: a name that none has', run('map', path, BYTES), f"the name '{SHOWN_BYTES}'\n")
    for what, line, words in (('a control character', b'{"a": "x\x1b[2J"}', 'control character'), ('C1', '{"a": x\u009b31m}'.encode(), 'invalid token'),
                              ('C1, bare', b'{"a": \x9b31m}', 'not a snapshot'), ('rubbish behind it', b'{} \x1b]0;pwned\x07', r"near '\x1b'"),
                              ('a key', json.dumps({TEXT: 1}).encode(), 'not a snapshot'),
                              ('directions', f'["{PLAIN}\u202e", '.encode(), '')):
        shows(f'map: an error over {what}', run('map', write(f'{folder}/bad', line + b'\n')), words, (2,))


def test_characters(folder):
    """Every Unicode character, in names of 4096 characters: hidden ones are shown as numbers, letters and the like as they are."""
    wrong, codes = [], [c for c in range(1, 0x110000) if not 0xd800 <= c < 0xe000]
    with open(f'{folder}/all', 'w') as f:
        for i in range(0, len(codes), 4096):
            f.write(json.dumps(dict(snapshot(''), name=''.join(f'{chr(c)}|' for c in codes[i:i + 4096]), areas=[])) + '\n')
    lines = run('map', f'{folder}/all').stdout.decode().split('\n')
    shown = [line.rpartition('|')[0] for line in lines if '|' in line]
    seen = '|'.join(shown).split('|')
    seen[ord('|') - 1:ord('|') + 1] = ['|']
    for c, text in zip(map(chr, codes), seen, strict=True):
        if is_hidden(c) or c in '\n\t':
            wrong += [c] if not re.fullmatch(r'\\(x[0-9a-f]{2}|u[0-9a-f]{4})', text) or int(text[2:], 16) != ord(c) else []
        elif unicodedata.category(c)[0] in 'LMNPS' or c == ' ':
            wrong += [c] if text != c else []
    check(len(seen) == len(codes) and not wrong, f'{len(codes)} characters', wrong[:20])


def test_trees(folder):
    for kind, text, shown in (('UTF-8', TEXT.encode(), SHOWN), ('any bytes', BYTES, SHOWN_BYTES)):
        short, device = text[:50], b'device' + text
        user = {'memory-region': cells(1, 99), 'memory-region-names': b'region' + text + b'\0'}
        path = write(f'{folder}/tree.dtb', tree([(b'pool' + text, 1 << 32, 1 << 20), (b'second', 1 << 32, 1 << 20)], [(device, user)]))
        r = run('dt', path)
        pool = 'pool' + shown[:20]
        shows(f'dt, {kind}', r, f'    used by /device{shown}\n')
        for words in (f'  {pool}', f'error: /device{shown}: its memory-region 1'):
            shows(f'dt, {kind}: {words[:9]}', r, words)
        check(len(r.stdout.splitlines()) == len(run('dt', write(path, tree([(b'pool', 1 << 32, 1 << 20), (b'second', 1 << 32, 1 << 20)], [(b'd', user)]))).stdout.splitlines()),
              f'dt, {kind}: no lines of its own', r)
        write(path, tree([(b'pool' + text, 1 << 32, 1 << 20)], [(device, user)]))
        found = run('dt', '--json', path)
        shows(f'dt --json, {kind}', found, 'pool' + PLAIN)
        check(list(json.loads(found.stdout)['devices']) == [f'/device{shown}'], f'dt --json, {kind}: its devices', found)
        r = run('dt', '--svg', path)
        shows(f'dt --svg, {kind}', r, pool)
        texts = [t.text or '' for t in xml.fromstring(r.stdout).iter('{http://www.w3.org/2000/svg}text')]
        check(f'/device{shown}' in texts, f'dt --svg, {kind}: XML', texts)
        # The same names in a tree of folders, as --live reads it.
        root = os.path.join(os.fsencode(folder), b'live' + kind[:1].encode())
        below = os.path.join(root, b'node' + text.replace(b'/', b''))
        os.makedirs(below)
        write(os.path.join(root, b'#address-cells'), cells(2))
        write(os.path.join(below, b'memory-region'), cells(7))
        shows(f'dt FOLDER, {kind}', run('dt', root), f'error: /node{shown}: its memory-region 0')
        with open(os.path.join(below, b'large' + short), 'wb') as f:
            f.truncate(3 << 20)
        shows(f'dt FOLDER, {kind}: an error', run('dt', root), f'/node{shown}/large', (2,))
        os.rename(os.path.join(root, b'#address-cells'), os.path.join(root, b'x'))
        shows(f'dt FOLDER, {kind}: no tree', run('dt', below), f'/node{shown}: cannot be read as a device tree', (2,))


def test_arguments(folder):
    """Hostile arguments, such as a shell's pattern yields if file names are hostile."""
    missing = os.path.join(os.fsencode(folder), BYTES)
    for args in (['map'], ['dt'], ['size'], ['top', '--once'], ['replay', '--pool', '1M']):
        shows(f'{args[0]}: no such file', run(*args, missing), f'{SHOWN_BYTES}: No such file', (2,))
        shows(f'{args[0]}: an option', run(*args, b'--x' + BYTES), f"unrecognized option '--x{SHOWN_BYTES}'\n", (2,))
        shows(f'{args[0]}: a letter', run(*args, b'-\x1b[2J'), r"invalid option -- '\x1b'", (2,))
    for args, words in ((['record', '-o', missing + b'/x'], f'{SHOWN_BYTES}/x: No such file'), ([BYTES], f"no command '{SHOWN_BYTES}'\n"),
                        (['size', '--granule', BYTES, 'x'], f"'{SHOWN_BYTES}' is not a size"), (['size', '--margin', BYTES, 'x'], f"'{SHOWN_BYTES}' is not a number"),
                        (['doctor', '--mask', BYTES], f"'{SHOWN_BYTES}' is not a number"), (['doctor', '--device', BYTES], 'not a PCI address'),
                        (['doctor', BYTES], ''), (['top', '--interval', BYTES, 'x'], f"'{SHOWN_BYTES}' is not a number"), (['size', write(f'{folder}/x', BYTES)], 'no DMA memory event')):
        shows(f'{args[0][:9]}: {words[-20:].strip()}', run(*args), words, (2,))
    why = BYTES[:120]
    shows("size: a recording's own words", run('size', write(f'{folder}/why', HEAD + own(6, size=len(why)) + why + bytes(-len(why) % 8))), SHOWN, (2,))


def test_doctor(folder):
    """doctor with a hostile /sys and a hostile kernel command line."""
    sys_folder, name = os.path.join(os.fsencode(folder), b'sys'), BYTES.replace(b'/', b'').replace(b'\n', b'')
    shown = SHOWN_BYTES.replace(r'\x0a', '')
    group = b'kernel/iommu_groups/7' + name
    for path, data in ((group + b'/devices/0' + name + b'/x', b''), (group + b'/type', b'T' + name[:20] + b'\n'), (group + b'/reserved_regions', BYTES + b'\n'),
                       (b'class/uio/uio' + name[:100] + b'/x', b''), (b'class/u-dma-buf/u' + name[:100] + b'/x', b'')):
        os.makedirs(os.path.dirname(os.path.join(sys_folder, path)), exist_ok=True)
        write(os.path.join(sys_folder, path), data)
    os.symlink(b'drivers/' + name, os.path.join(sys_folder, group, b'devices/0' + name, b'driver'))
    write(f'{folder}/cmdline', b'x memmap=' + name.replace(b' ', b'') + b'$1 y')
    # /sys and /proc become private, so that these mounts are not seen outside. (In a chroot, / itself is not a mount point.)
    inside = ('mount --make-private /sys && mount --make-private /proc && '
              'mount --bind "$1/sys" /sys && mount --bind "$1/cmdline" /proc/cmdline && shift && exec "$@"')
    for args in ([], ['--json']):
        r = subprocess.run(['unshare', '-m' if os.geteuid() == 0 else '-rm', '--propagation', 'unchanged', 'sh', '-ec', inside, 'sh', folder, COHMEM, 'doctor', *args], capture_output=True)
        shows(f'doctor {" ".join(args)}', r, 'pwned')
        for words in (f'  7{shown}', f' 0{shown} ({shown})\n', 'not for mapping: né', f'uio{PLAIN}', f'  memmap={shown.replace(" ", "")}$1\n') if not args else ():
            shows(f'doctor: {words[:9]}', r, words)
    found = json.loads(r.stdout)
    check(found['iommu_groups'][0]['devices'] == [{'device': f'0{shown}', 'driver': shown}] and len(found['backends']) == 9, 'doctor --json: its values', found)


with tempfile.TemporaryDirectory() as temporary:
    test_recordings(temporary)
    test_map(temporary)
    test_characters(temporary)
    test_trees(temporary)
    test_arguments(temporary)
    test_doctor(temporary)
finish()
