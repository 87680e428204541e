# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Guests: a Debian kernel, an initramfs with our programs, QEMU's devices. No root, no KVM."""
import glob
import lzma
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'lib'))
import events
from kernels import kernel
from tap import check

MACHINES = {
    'amd64': (['qemu-system-x86_64', '-M', 'q35', '-cpu', 'max'], 'ttyS0 no_timer_check'),
    'arm64': (['qemu-system-aarch64', '-M', 'virt', '-cpu', 'cortex-a57'], 'ttyAMA0'),
}
# On a busy host the guest's CPU stalls now and then. Linux would take that for a broken timer (no_timer_check) or for
# lockups, and print warnings in the middle of our lines.
BUSY = 'nowatchdog rcupdate.rcu_cpu_stall_suppress=1'


def load(path):
    """The contents of a module, decompressed."""
    with open(path, 'rb') as f:
        data = f.read()
    return lzma.decompress(data) if path.endswith('.xz') else data


def find_modules(version, modules):
    """Find a kernel's @modules (names with arguments) and their dependencies; returns them in the order to load them."""
    root = kernel('amd64', version)
    wanted = {name.replace('-', '_'): args for name, _, args in (m.partition(' ') for m in modules)}
    files = {}
    for path in glob.glob(f'{root}/**/lib/modules/*/kernel/**/*.ko*', recursive=True):  # Debian 13 has them in /usr
        files[os.path.basename(path).split('.ko')[0].replace('-', '_')] = path
    found = {}

    def add(name):
        if name not in files or name in found:
            return  # built in, not in this kernel, or already found
        data = load(files[name])
        for other in filter(None, re.search(rb'\0depends=([^\0]*)\0', data)[1].decode().split(',')):
            add(other.replace('-', '_'))
        found[name] = data

    for name in wanted:
        add(name)
    if not found:
        raise SystemExit(f'{root}: no modules')
    return {f'{name} {wanted.get(name, "")}': data for name, data in found.items()}


def libraries(program):
    out = subprocess.run(['ldd', program], text=True, capture_output=True).stdout
    return re.findall(r'(/\S+) \(0x', out)


def copy_into(root, source, target):
    target = root + target
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copy(os.path.realpath(source), target)


def busybox():
    return '/usr/bin/busybox' if os.path.exists('/usr/bin/busybox') else '/bin/busybox'


def archive(root, path):
    with open(path, 'wb') as out:
        find = subprocess.Popen(['find', '.'], cwd=root, stdout=subprocess.PIPE)
        subprocess.run(['cpio', '-o', '-H', 'newc', '--quiet', '-R', '0:0'], cwd=root, stdin=find.stdout, stdout=out,
                       check=True)


def initramfs(path, modules, files, script, box=None):
    """Write an initramfs. @modules: name and arguments -> contents; @files: path in the guest -> file on the host.

    @script runs when the modules are loaded; then the guest powers off.
    """
    with tempfile.TemporaryDirectory() as root:
        for folder in ('bin', 'dev', 'proc', 'sys', 'tmp', 'modules', 'etc'):
            os.mkdir(f'{root}/{folder}')
        os.chmod(root, 0o755)
        copy_into(root, box or busybox(), '/bin/busybox')
        for target, source in files.items():
            copy_into(root, source, target)
            for library in libraries(source):
                copy_into(root, library, library)
        loads = []
        for words, data in modules.items():
            name, _, arguments = words.partition(' ')
            with open(f'{root}/modules/{name}.ko', 'wb') as f:
                f.write(data)
            loads.append(f'insmod /modules/{name}.ko {arguments}')
        with open(f'{root}/init', 'w') as f:
            f.write('#!/bin/busybox sh\n/bin/busybox --install -s /bin\nexport PATH=/bin\n'
                    'mount -t devtmpfs dev /dev\nmount -t proc proc /proc\nmount -t sysfs sys /sys\n'
                    'mkdir -p /dev/shm\n'
                    + '\n'.join(loads) + '\n' + script + '\necho guest ends\npoweroff -f\n')
        os.chmod(f'{root}/init', 0o755)
        archive(root, path)


def boot(version, image, *options, append='', memory='512M', arch='amd64'):
    """Run a guest; returns its console output."""
    vmlinuz, = glob.glob(f'{kernel(arch, version)}/boot/vmlinuz-*')
    machine, console = MACHINES[arch]
    command = [*machine, '-accel', 'tcg', '-smp', '1', '-m', memory, '-nodefaults', '-display', 'none', '-serial', 'stdio',
               '-no-reboot', '-nic', 'none', '-kernel', vmlinuz, '-initrd', image, '-append',
               f'console={console} quiet loglevel=3 panic=-1 mitigations=off {BUSY} {append}', *options]
    try:
        r = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                           text=True, errors='replace', timeout=events.NET)
        return r.stdout
    except subprocess.TimeoutExpired as e:
        return (e.stdout or b'').decode(errors='replace') + f'\nguest killed after {events.NET} s\n'


def relay(what, output):
    """Repeat the guest's TAP lines as our own; its whole output is shown with the first that failed."""
    lines = [line.strip('\r') for line in output.splitlines()]
    bad = 0
    for line in lines:
        found = re.match(r'(not ok|ok) \d+ - (.*)', line)
        if found:
            bad += found[1] != 'ok'
            check(found[1] == 'ok', f'{what}: {found[2]}', output if bad == 1 and found[1] != 'ok' else '')
    check('guest ends' in lines, f'{what}: ran to its end', '\n'.join(lines[-60:]))
