#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Drivers bind, work and unbind in a guest; cohmem record, trace-cmd and ftrace's text contain the same. Prints TAP.

usage: record.py KERNEL path/to/cohmem [FOLDER]: the recordings are kept in FOLDER
"""
import base64
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, '..', 'trace'))
import guest
import truth
from tap import check, finish

KERNEL, COHMEM = sys.argv[1:3]
KEEP = sys.argv[3] if len(sys.argv) > 3 else None
TRACING = '/sys/kernel/tracing'
MODULES = ['nvme', 'e1000e', 'ahci', 'xhci-pci', 'snd-hda-codec-generic', 'snd-hda-intel']
DEVICES = ['-device', 'nvme,drive=disk,serial=a', '-netdev', 'user,id=net', '-device', 'e1000e,netdev=net', '-device', 'ahci',
           '-device', 'qemu-xhci', '-device', 'intel-hda', '-device', 'hda-duplex,audiodev=a', '-audiodev', 'none,id=a']
# Recordings begin and end while no driver is bound, and hence none allocates, so that all of them contain the same events.
# Some drivers are bound only some time after their module was loaded.
BOUND = '[ -e /dev/nvme0n1 ] && [ -e /sys/class/sound/card0 ] && [ -e /sys/class/net/eth0 ]'
UNBIND = '''#!/bin/sh
for p in /sys/bus/pci/drivers/*/0000:*; do echo ${p##*/} > ${p%/*}/unbind 2>/dev/null; done
'''
WORK = f'''#!/bin/sh
for d in /sys/bus/pci/devices/*; do echo ${{d##*/}} > /sys/bus/pci/drivers_probe 2>/dev/null; done
ip link set eth0 up
until {BOUND} && read -r up < /sys/class/net/eth0/carrier && [ $up = 1 ]; do :; done
dd if=/dev/nvme0n1 of=/dev/null bs=64k count=64
sh /tmp/unbind
'''
# cohmem's kprobes exist only while it records; their events must be read as text during that time.
WITH_TEXT = f'''#!/bin/sh
echo 1 > {TRACING}/events/cohmem/enable
sh /tmp/work
echo 0 > {TRACING}/events/cohmem/enable
cat {TRACING}/trace > /tmp/recorded.txt
'''
# However a recording ends, nothing of it remains in the kernel, and except after SIGKILL the recorded events are written.
# After SIGKILL the watchdog removes the instance, and then the probes.
SIGNALS = f'''echo @signals
for sig in HUP TERM USR1 ALRM KILL; do
cohmem record -o /tmp/$sig.own & p=$!
i={TRACING}/instances/cohmem-$p
until cat $i/events/dma/dma_free/enable $i/events/cohmem/dma_free_attrs/enable 2>/dev/null | grep -q 1; do :; done
kill -$sig $p; wait $p; status=$?
while [ -d $i ] || grep -q cohmem {TRACING}/kprobe_events; do :; done
echo "@signal $sig status $status bytes $(wc -c < /tmp/$sig.own) left $(ls {TRACING}/instances) $(cat {TRACING}/kprobe_events)"
done
'''
SEND = 'for f in recorded.txt recorded.dat recorded.own; do gzip /tmp/$f; echo @@$f; base64 /tmp/$f.gz; echo @@end; done\n'
# libtracefs 1.8 (Debian 13) leaks a page whenever it has read a CPU's events to their end.
NOT_OURS = '''echo leak:tracefs_cpu_flush_buf > /tmp/not-ours
export LSAN_OPTIONS=suppressions=/tmp/not-ours:print_suppressions=0
'''
# kallsyms is hidden, because the kernel's symbols take a megabyte of a trace.dat, and none of its events needs them.
SCRIPTS = {
    '6.1': f'''{NOT_OURS}mount -t tracefs tracing {TRACING}
until {BOUND}; do :; done
sh /tmp/unbind
cohmem record -o /tmp/recorded.own -- sh /tmp/with-text; echo recorded $?
: > /tmp/recorded.dat
cat {TRACING}/kprobe_events; ls {TRACING}/instances
{SIGNALS}{SEND}''',
    '6.12': f'''{NOT_OURS}mount -t tracefs tracing {TRACING}
until {BOUND}; do :; done
sh /tmp/unbind
: > /tmp/empty; mount -o bind /tmp/empty /proc/kallsyms
echo 4096 > {TRACING}/buffer_size_kb
echo 1 > {TRACING}/events/dma/dma_alloc/enable; echo 1 > {TRACING}/events/dma/dma_free/enable
cohmem record -o /tmp/recorded.own -- trace-cmd record -q -B other -e dma:dma_alloc -e dma:dma_free -o /tmp/recorded.dat sh /tmp/work
echo recorded $?
cat {TRACING}/trace > /tmp/recorded.txt; ls {TRACING}/instances
{SIGNALS}{SEND}'''}


def boot(folder):
    files = {'/bin/cohmem': COHMEM}
    for name, text in (('unbind', UNBIND), ('work', WORK), ('with-text', WITH_TEXT)):
        with open(f'{folder}/{name}', 'w') as f:
            f.write(text)
        files[f'/tmp/{name}'] = f'{folder}/{name}'
    with open(f'{folder}/disk', 'wb') as f:
        f.truncate(64 << 20)
    if KERNEL != '6.1':
        files['/bin/trace-cmd'] = shutil.which('trace-cmd')
    guest.initramfs(f'{folder}/image', guest.find_modules(KERNEL, MODULES), files, SCRIPTS[KERNEL])
    return guest.boot(KERNEL, f'{folder}/image', *DEVICES, '-drive', f'if=none,id=disk,format=raw,file={folder}/disk').replace('\r', '')


def figures(path):
    r = subprocess.run([COHMEM, 'size', '--json', path], capture_output=True, text=True)
    if r.returncode == 2:
        return r.stderr
    return tuple(json.loads(r.stdout)['all'][key] for key in ('allocations', 'peak_live', 'smallest_pool', 'smallest_exact_pool'))


def judge(folder):
    """Compare all recordings with figures computed from ftrace's text by trying every pool size."""
    events = (truth.kprobe_events if KERNEL == '6.1' else truth.dma_events)(f'{folder}/recorded.txt')
    want = (sum(kind == 'alloc' for kind, *_ in events), truth.peak(events), truth.smallest(events),
            truth.smallest(events, exact=True))
    check(len(events) > 60 and len({device for _, device, *_ in events}) >= 5, f'{KERNEL}: {len(events)} events of five drivers', events)
    for name in ('recorded.txt', 'recorded.own') + (('recorded.dat',) if KERNEL != '6.1' else ()):
        found = figures(f'{folder}/{name}')
        check(found == want, f'{KERNEL}: {name}: {want}, as found the slow way', found)
    status = [subprocess.run([COHMEM, 'replay', f'{folder}/recorded.own', '--pool', str(pool)], capture_output=True).returncode
              for pool in (want[2], want[2] - truth.PAGE)]
    check(status == [0, 1], f'{KERNEL}: replayed on the smallest pool, and on one that is smaller', status)


def main(folder):
    output = boot(folder)
    how = 'kprobes' if KERNEL == '6.1' else "the kernel's events"
    check('guest ends' in output and 'recorded 0' in output, f'{KERNEL}: recorded', output[-3000:])
    check(re.search(rf'\d\d+ events in /tmp/recorded.own, by {how}', output), f'{KERNEL}: by {how}', output[-3000:])
    ends = {sig: rest for sig, rest in re.findall(r'^@signal (\w+) (.*?)\s*$', output, re.M)}
    check(len(ends) == 5 and all(re.fullmatch(r'status 137 bytes \d+ left' if sig == 'KILL' else r'status 0 bytes [1-9]\d+ left', rest)
                                 for sig, rest in ends.items()), f'{KERNEL}: ended by signals', ends or output[-3000:])
    left = output.split('recorded 0')[-1].split('@signals')[0]
    check('cohmem' not in left, f'{KERNEL}: nothing is left in the kernel', left)
    for name, data in re.findall(r'@@(recorded\.\w+)\n(.*?)\n@@end', output, re.S):
        with open(f'{folder}/{name}', 'wb') as f:
            f.write(gzip.decompress(base64.b64decode(data)))
    judge(folder)
    if KEEP:
        for name in os.listdir(folder):
            if name.startswith('recorded.'):
                shutil.copy(f'{folder}/{name}', KEEP)


with tempfile.TemporaryDirectory() as temporary:
    main(temporary)
finish()
