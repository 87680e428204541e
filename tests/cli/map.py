#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""cohmem map: snapshots of a real device's areas, and files that are not snapshots. Prints TAP.

usage: map.py path/to/cohmem path/to/snapshots
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
from tap import check, finish

COHMEM, SNAPSHOTS = sys.argv[1:]


def run(*args):
    return subprocess.run([COHMEM, *args], capture_output=True, text=True)


def expect(status, out, err, what, *args):
    r = run(*args)
    check(r.returncode == status and out in r.stdout and err in r.stderr, what, (r.returncode, r.stdout, r.stderr))


with tempfile.TemporaryDirectory() as folder:
    file = f'{folder}/snapshots'
    # The program leaks on purpose, so that the snapshots show allocated blocks.
    subprocess.run([SNAPSHOTS, file], check=True, env=dict(os.environ, ASAN_OPTIONS='detect_leaks=0', COHMEM_DEBUG=''))
    everything = run('map', file).stdout
    check([line.split('  ')[0] for line in everything.splitlines() if line[0] != ' '] ==
          ['empty', 'after probe', 'later'], 'all of them, in their order', everything)
    check('0x1000  64 KiB in granules of 4 KiB' in everything and '|................|' in everything, 'an empty area')
    r = run('map', file, 'after probe')
    for words in ('|#####...........|', 'used 20 KiB (31 %), at most 20 KiB; 2 blocks; largest free run 44 KiB',
                  '2 allocations; failed: 1 full; 0 bytes zeroed, 16 KiB known to be zero',
                  'generic memory: 1 allocations, 0 failures; 1 requests did not fit in the areas'):
        check(words in r.stdout, f'after probe: {words}', r.stdout)
    check('\033' not in r.stdout, 'no colours in a file')
    expect(0, '|....#...........|', '', '--last', 'map', '--last', file)
    written = [json.loads(line) for line in open(file)]
    check(json.loads(run('map', '--json', file).stdout) == written, '--json: as they were written')
    check(json.loads(run('map', '--json', file, 'later').stdout) == written[2:], '--json, by name')
    expect(1, '', "no snapshot has the name 'never'", 'a name that none has', 'map', file, 'never')

    expect(1, 'later', "no snapshot has the name 'never'", 'one of two names', 'map', file, 'later', 'never')
    with open('/dev/full', 'w') as full:
        r = subprocess.run([COHMEM, 'map', file], stdout=full, stderr=subprocess.PIPE, text=True)
        check(r.returncode == 2 and 'No space left' in r.stderr, 'no room for the output', r.stderr)
    lines = open(file).read().splitlines()
    for bad, why in (('nonsense', "expected near 'nonsense'"), ('{}', 'device'), ('[1, 2]', 'Expected object'), ('', ''),
                     (lines[0][:100], ''), (lines[0].replace('"size": 65536', '"size": "x"'), 'Expected integer'),
                     (lines[0].replace('"areas": [', '"areas": [1, '), 'Expected object'), ('\xff\x00', ''),
                     (lines[0][:lines[0].index('"areas"')] + '"areas": {}}', 'areas is not an array')):
        with open(f'{folder}/bad', 'w', encoding='latin-1') as f:
            f.write('\n'.join([lines[1], bad, lines[2]]) + '\n')
        r = run('map', f'{folder}/bad')
        check(r.returncode == 2 and 'bad:2: not a snapshot' in r.stderr and why in r.stderr and
              'after probe' in r.stdout and 'later' in r.stdout,
              f'{bad[:20]!r}: said with its line, the others are shown', (r.returncode, r.stderr))
    expect(2, '', '/nonexistent: No such file', 'no file', 'map', '/nonexistent')
    expect(2, '', 'Is a directory', 'a folder', 'map', folder)
    expect(2, '', 'Usage:', 'no arguments', 'map')
    expect(2, '', 'unrecognized option', 'an option that it does not have', 'map', '--nonsense', file)
expect(0, 'Example: cohmem map', '', 'map --help has an example', 'map', '--help')
expect(0, 'map ', '', '--help lists the commands', '--help')
expect(2, '', 'usage:', 'no command')
expect(2, '', "no command 'fly'", 'a command that it does not have', 'fly')
finish()
