#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""The back ends in guests, where there are an IOMMU, VFIO, UIO, huge pages and dma-heaps. Prints TAP.

usage: run.py KERNEL FOLDER: with the programs backends, faults, pci and vhost-blk in FOLDER
"""
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import guest
from tap import finish

KERNEL, PROGRAMS = sys.argv[1:]
MODULES = ['irqbypass', 'vfio', 'vfio_virqfd', 'vfio_iommu_type1 allow_unsafe_interrupts=1', 'vfio-pci',
           'uio_pci_generic']
EDU, MEMORY = '0000:00:04.0', '0000:00:05.0'
DEVICES = ['-device', 'edu,addr=4', '-object', 'memory-backend-ram,id=bar,size=2M,share=on',
           '-device', 'ivshmem-plain,memdev=bar,addr=5']
HEAPS = '' if KERNEL == '6.1' else 'dma-heap dma-heap-window udmabuf-window'

START = 'export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=halt_on_error=1:exitcode=99\necho 48 > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages\n'
HEAP_DEVICE = '''
head -c 3000000 /dev/urandom > /tmp/random
if vhost-blk --heap system /tmp/random > /tmp/out 2>&1 && grep -q 'all three are equal' /tmp/out; then echo ok 1 - vhost-blk: a device reads and writes memory of a dma-heap
else echo not ok 1 - vhost-blk --heap system; cat /tmp/out; fi
'''


def bind(driver):
    return ''.join(f'echo {driver} > /sys/bus/pci/devices/{d}/driver_override; echo {d} > /sys/bus/pci/drivers_probe\n'
                   for d in (EDU, MEMORY))


def program(*words):
    """What goes wrong with the program itself is bad, too."""
    return f'{" ".join(words)}; s=$?; [ $s -le 1 ] || echo "not ok 1 - {words[0]}: status $s"\n'


def user(*words):
    """As somebody without rights: a message from each, no crash."""
    return f'echo u:x:1000:1000::/:/bin/sh > /etc/passwd\n' + program('su', 'u', '-c', f"'{' '.join(words)}'")


def script(driver, needed):
    arguments = f'--pci {MEMORY} --bar 2 {needed}'
    return (START + bind(driver) + user('/bin/backends', '--pci', MEMORY, '--all', 'ram') +
            program('backends', arguments) + program('faults', arguments) + program('pci', EDU, MEMORY, '2') +
            (HEAP_DEVICE if driver == 'vfio-pci' and HEAPS else ''))


def run(folder, what, driver, needed, append, *devices):
    image = f'{folder}/{driver}.cpio'
    files = {f'/bin/{name}': f'{PROGRAMS}/{name}' for name in ('backends', 'faults', 'pci')}
    if HEAPS:
        files['/bin/vhost-blk'] = f'{PROGRAMS}/../examples/vhost-blk/vhost-blk'
        files['/bin/qemu-storage-daemon'] = shutil.which('qemu-storage-daemon')
    guest.initramfs(image, KERNEL, MODULES, files, script(driver, needed))
    guest.relay(f'{KERNEL}, {what}', guest.boot(KERNEL, image, *devices, *DEVICES, append=append, timeout=300))


with tempfile.TemporaryDirectory() as temporary:
    run(temporary, 'VFIO', 'vfio-pci', f'vfio huge-pages bar-window {HEAPS}', 'intel_iommu=on',
        '-device', 'intel-iommu,intremap=off')
    run(temporary, 'no IOMMU', 'uio_pci_generic', 'sysfs huge-pages bar-window devmem-window',
        'intel_iommu=off memmap=1M$0x8000000')
finish()
