#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""The back ends in guests that have an IOMMU, VFIO, UIO, huge pages and dma-heaps. Prints TAP.

usage: run.py KERNEL FOLDER: FOLDER contains the tests' programs
"""
import concurrent.futures
import json
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import guest
import kbuild
from tap import check, finish

KERNEL, PROGRAMS = sys.argv[1:]
MODULES = ['irqbypass', 'vfio', 'vfio_virqfd', 'vfio_iommu_type1 allow_unsafe_interrupts=1', 'vfio-pci',
           'uio_pci_generic', 'nvme']
EDU, MEMORY, NVME = '0000:00:04.0', '0000:00:05.0', '0000:00:06.0'
DISK_BYTES = 64 << 20
DEVICES = ['-device', 'edu,addr=4', '-object', 'memory-backend-ram,id=bar,size=2M,share=on',
           '-device', 'ivshmem-plain,memdev=bar,addr=5', '-device', 'nvme,addr=6,serial=x,drive=disk,cmb_size_mb=1',
           '-device', 'pci-bridge,id=bridge,chassis_nr=1,addr=7', '-device', 'edu,bus=bridge,addr=1',
           '-device', 'nvme,bus=bridge,addr=2,serial=y']
HEAPS = '' if KERNEL == '6.1' else 'dma-heap dma-heap-region udmabuf-region'

# Debian's kernel headers are for 6.1.
U_DMA_BUF = 'u-dma-buf-region' if KERNEL == '6.1' else ''
NO_HUGE_PAGES = f"cohmem doctor --device {EDU} > /tmp/doctor && echo ok 1 - VFIO without huge pages || {{ echo not ok 1 - no huge pages; cat /tmp/doctor; }}\n"
START = 'export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=halt_on_error=1:exitcode=99\necho 48 > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages\n'
HEAP_DEVICE = '''
head -c 3000000 /dev/urandom > /tmp/random
if vhost-blk --heap system /tmp/random > /tmp/out 2>&1 && grep -q 'all three are equal' /tmp/out; then echo ok 1 - vhost-blk: a device reads and writes memory of a dma-heap
else echo not ok 1 - vhost-blk --heap system; cat /tmp/out; fi
'''


def bind(driver):
    """Bind @driver to all devices. NVMe is bound to its kernel driver at first, and doctor must report how to unbind it."""
    return f'''
cohmem doctor --device {NVME} > /tmp/doctor
grep -q 'it is bound to nvme: unbind it (echo {NVME} > /sys/bus/pci/drivers/nvme/unbind)' /tmp/doctor &&
  echo ok 1 - bound to nvme: said || {{ echo not ok 1 - bound to nvme; cat /tmp/doctor; }}
echo {NVME} > /sys/bus/pci/drivers/nvme/unbind
''' + ''.join(f'echo {driver} > /sys/bus/pci/devices/{d}/driver_override; echo {d} > /sys/bus/pci/drivers_probe\n'
                   for d in (EDU, MEMORY, NVME))


def program(*words):
    """Run a program; a status above 1 (a crash, or a sanitizer's report) is a failure, too."""
    return f'{" ".join(words)}; s=$?; [ $s -le 1 ] || echo "not ok 1 - {words[0]}: status $s"\n'


def user(*words):
    """Run a program as an unprivileged user; it must not crash."""
    return f'echo u:x:1000:1000::/:/bin/sh > /etc/passwd\n' + program('su', 'u', '-c', f"'{' '.join(words)}'")


def nvme():
    """Write and read the whole namespace with examples/nvme, and check its report."""
    return program('nvme', NVME, '> /tmp/nvme 2>&1') + f'''
cat /tmp/nvme
if grep -q ': {DISK_BYTES} bytes written and read back' /tmp/nvme && grep -q 'queue of 33 in controller memory buffer' /tmp/nvme &&
   ! grep -q '^  0 bytes' /tmp/nvme; then echo ok 1 - nvme: 64 MiB through the CMB and generic memory
else echo not ok 1 - nvme; fi
''' + program('nvme', EDU, '> /tmp/nvme 2>&1') + "grep -q 'is not an NVMe controller' /tmp/nvme && echo ok 1 - nvme: edu is none || echo not ok 1 - nvme, edu\n"


# cohmem doctor on 1 MiB for edu, below 2^28 and below 2^12, before any program uses edu.
DOCTOR = ('echo @doctor; cohmem doctor; echo @end $?\n' +
          ''.join(f'echo @doctor; cohmem doctor --json --device {EDU} --size 1M --mask {bits}; echo @end $?\n'
                  for bits in (28, 12)))


def check_doctor(what, output, usable):
    texts = re.findall(r'^@doctor\r?\n(.*?)^@end (\d+)', output, flags=re.S | re.M)
    check(len(texts) == 3 and 'back ends' in texts[0][0] and texts[0][1] == '0', f'{what}: cohmem doctor', output)
    good, bad = (json.loads(text) for text, _ in texts[1:])
    names = {b['name'] for b in good['backends'] if b['usable']}
    check(names >= usable and all(b['detail' if b['usable'] else 'why'] for b in good['backends']),
          f'{what}: doctor finds {" ".join(sorted(usable))}', good)
    check(texts[1][1] == '0' and good['device']['succeeds'] and int(good['device']['address'], 16) < 1 << 28,
          f'{what}: doctor gives edu memory below 256 MiB', good['device'])
    check(texts[2][1] == '1' and not bad['device']['succeeds'] and bad['device']['why'],
          f'{what}: doctor tells why there is none below 4 KiB', bad['device'])
    if 'vfio' in usable:
        ranges = [(int(w['first'], 16), int(w['last'], 16)) for w in good['device']['iova_ranges']]
        check(ranges and all(first < last for first, last in ranges) and
              not any(first <= 0xfee00000 <= last for first, last in ranges),
              f'{what}: doctor knows the IOVA ranges, and that MSI has a hole there', ranges)


def nvme_reset():
    """Reset the controller during a transfer: the transfer fails, or the data that the reset dropped are found missing."""
    return f'''
mkdir -p /dev/pts
mount -t devpts pts /dev/pts
when writing /sys/bus/pci/devices/{NVME}/reset nvme --depth 2 {NVME} > /tmp/nvme
[ $? = 1 ] && grep -qE 'the transfer failed|not what was written' /tmp/nvme && ! grep -qE 'busy|still in use' /tmp/nvme && echo ok 1 - nvme: reset in the middle || {{ echo not ok 1 - nvme, reset; cat /tmp/nvme; }}
''' + nvme()


def group():
    """Two devices behind a bridge, and hence in one IOMMU group; one of them is bound to a kernel driver."""
    return '''
first=$(basename $(ls -d /sys/bus/pci/devices/0000:01:01.0)); second=0000:01:02.0
echo vfio-pci > /sys/bus/pci/devices/$first/driver_override; echo $first > /sys/bus/pci/drivers_probe
cohmem doctor --device $first > /tmp/doctor
grep -q "$second is in the same IOMMU group .* and bound to nvme" /tmp/doctor && echo ok 1 - not viable: said ||
  { echo not ok 1 - a group that is not viable; cat /tmp/doctor; ls -l /sys/bus/pci/devices/; }
echo $second > /sys/bus/pci/drivers/nvme/unbind
cohmem doctor --device $first > /tmp/doctor && echo ok 1 - viable when it is unbound || { echo not ok 1 - viable; cat /tmp/doctor; }
'''


def number(at):
    """The number that examples/nvme writes at byte @at: splitmix64."""
    z = (1 + at * 0x9e3779b97f4a7c15) % 2**64
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 % 2**64
    z = (z ^ z >> 27) * 0x94d049bb133111eb % 2**64
    return z ^ z >> 31


def check_disk(what, path):
    """Check that the disk contains what the guest wrote."""
    with open(path, 'rb') as f:
        data = f.read()
    places = [*range(0, DISK_BYTES, 40000 * 8), *range(0, 4096, 8), DISK_BYTES - 8]
    wrong = [at for at in places if int.from_bytes(data[at:at + 8], 'little') != number(at)]
    check(not wrong and len(data) == DISK_BYTES, f'{what}: the disk holds what nvme wrote, at {len(places)} places', wrong[:9])


def ordinary_user():
    """A user with access to the device's group, first with too low a limit of locked memory, then with a sufficient one."""
    return f'''
chown 1000 /dev/vfio/$(basename $(readlink /sys/bus/pci/devices/{EDU}/iommu_group))
su u -c 'ulimit -l 64; cohmem doctor --device {EDU}' | grep -q 'RLIMIT_MEMLOCK is 64 KiB, 2048 KiB more are needed' &&
  echo ok 1 - a user hears of RLIMIT_MEMLOCK || echo not ok 1 - RLIMIT_MEMLOCK
su u -c 'cohmem doctor --device {EDU}' > /tmp/doctor && echo ok 1 - a user who may is given memory through VFIO || {{ echo not ok 1 - a user; cat /tmp/doctor; }}
'''


def build_u_dma_buf(folder):
    """Build the module, for the kernel of Debian's headers."""
    shutil.copy(f'{os.path.dirname(os.path.abspath(__file__))}/u_dma_buf.c', folder)
    with open(f'{folder}/Makefile', 'w') as f:
        f.write('obj-m := u_dma_buf.o\n')
    r = kbuild.kbuild(kbuild.kernel_build(), folder, 'modules')
    check(r.returncode == 0, 'u_dma_buf.c is a module of Linux', r.stdout)
    return f'{folder}/u_dma_buf.ko'


def script(driver, needed):
    arguments = f'--pci {MEMORY} --bar 2 {needed}'
    return (bind(driver) + (NO_HUGE_PAGES if driver == 'vfio-pci' else '') + START + DOCTOR + user('/bin/cohmem', 'doctor', '--device', EDU) + user('/bin/backends', '--pci', MEMORY, '--all', 'ram') +
            (ordinary_user() if driver == 'vfio-pci' else '') + program('backends', arguments) + program('faults', arguments) + nvme_reset() + (group() if driver == 'vfio-pci' else '') + program('pci', EDU, MEMORY, '2', NVME) +
            (HEAP_DEVICE if driver == 'vfio-pci' and HEAPS else ''))


def guest_of(folder, driver, needed, append, *devices):
    """Run the tests in a guest with the devices bound to @driver; returns the guest's output and its disk's path."""
    image, disk = f'{folder}/{driver}.cpio', f'{folder}/{driver}.img'
    with open(disk, 'wb') as f:
        f.truncate(DISK_BYTES)
    files = {f'/bin/{name}': f'{PROGRAMS}/{name}' for name in ('backends', 'faults', 'pci', 'when')}
    files['/bin/nvme'] = f'{PROGRAMS}/../examples/nvme/nvme'
    files['/bin/cohmem'] = f'{PROGRAMS}/../tools/cohmem'
    if HEAPS:
        files['/bin/vhost-blk'] = f'{PROGRAMS}/../examples/vhost-blk/vhost-blk'
        files['/bin/qemu-storage-daemon'] = shutil.which('qemu-storage-daemon')
    first = ''
    if 'u-dma-buf' in needed:
        files['/u_dma_buf.ko'] = build_u_dma_buf(folder)
        first = 'insmod /u_dma_buf.ko\n'
    guest.initramfs(image, guest.find_modules(KERNEL, MODULES), files, first + script(driver, needed))
    return guest.boot(KERNEL, image, *devices, *DEVICES, '-drive', f'if=none,id=disk,format=raw,file={disk}',
                      append=append), disk


def gigantic_guest(folder):
    """A huge page of 1 GiB serves requests larger than 2 MiB."""
    image = f'{folder}/gigantic.cpio'
    ask = f'''
echo uio_pci_generic > /sys/bus/pci/devices/{EDU}/driver_override; echo {EDU} > /sys/bus/pci/drivers_probe
cohmem doctor --device {EDU} --size 256M --mask 64 > /tmp/doctor && echo ok 1 - 256 MiB in one piece || {{ echo not ok 1 - 256 MiB; cat /tmp/doctor; }}
'''
    guest.initramfs(image, guest.find_modules(KERNEL, MODULES), {'/bin/cohmem': f'{PROGRAMS}/../tools/cohmem'}, START + ask)
    return guest.boot(KERNEL, image, '-device', 'edu,addr=4', memory='5G',
                      append='intel_iommu=off hugepagesz=1G hugepages=1')


def judge(what, result, usable):
    output, disk = result
    guest.relay(f'{KERNEL}, {what}', output)
    check_doctor(f'{KERNEL}, {what}', output, usable)
    check_disk(f'{KERNEL}, {what}', disk)


# Two guests at a time.
with tempfile.TemporaryDirectory() as temporary, concurrent.futures.ThreadPoolExecutor(2) as pool:
    guest.kernel('amd64', KERNEL)
    iommu = pool.submit(guest_of, temporary, 'vfio-pci', f'vfio huge-pages bar-region {HEAPS}', 'intel_iommu=on',
                        '-device', 'intel-iommu,intremap=off')
    none = pool.submit(guest_of, temporary, 'uio_pci_generic', f'sysfs huge-pages bar-region devmem-region {U_DMA_BUF}',
                       'intel_iommu=off memmap=1M$0x8000000')
    gigantic = pool.submit(gigantic_guest, temporary) if KERNEL == '6.1' else None
    judge('VFIO', iommu.result(), {'ram', 'pci', 'vfio', 'huge pages', *(['dma-heap', 'udmabuf'] if HEAPS else [])})
    judge('no IOMMU', none.result(), {'ram', 'pci', 'huge pages', 'uio', '/dev/mem',
                                      *(['u-dma-buf'] if U_DMA_BUF else [])})
    if gigantic:
        guest.relay(f'{KERNEL}, 1 GiB pages', gigantic.result())
finish()
