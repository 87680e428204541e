# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Guests: a kernel of Debian's, an initramfs with our programs, QEMU's devices. No root, no KVM."""
import glob
import lzma
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
import packages
from tap import check

BACKPORTS = ('deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] '
             'http://deb.debian.org/debian bookworm-backports main')
SOURCES = {'6.1': None, '6.12': BACKPORTS}


def kernel(version):
    """The folder that a kernel is unpacked in."""
    def image(options):
        return [p for p in packages.depends('linux-image-amd64', options) if p.startswith('linux-image-')][:1]
    return packages.unpacked(f'linux-{version}-amd64', image, SOURCES[version])


def load(path):
    """A module as the kernel wants it."""
    with open(path, 'rb') as f:
        data = f.read()
    return lzma.decompress(data) if path.endswith('.xz') else data


def find_modules(root, names):
    """The names and contents of modules and of what they depend on, in the order to load them."""
    files = {}
    for path in glob.glob(f'{root}/lib/modules/*/kernel/**/*.ko*', recursive=True):
        files[os.path.basename(path).split('.ko')[0].replace('-', '_')] = path
    found = {}

    def add(name):
        if name not in files or name in found:
            return  # built in, not in this kernel, or there already
        data = load(files[name])
        for other in filter(None, re.search(rb'\0depends=([^\0]*)\0', data)[1].decode().split(',')):
            add(other.replace('-', '_'))
        found[name] = data

    for name in names:
        add(name)
    return found


def libraries(program):
    out = subprocess.run(['ldd', program], text=True, capture_output=True).stdout
    return re.findall(r'(/\S+) \(0x', out)


def copy_into(root, source, target):
    target = root + target
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copy(os.path.realpath(source), target)


def initramfs(path, version, modules, files, script):
    """@files: where in the guest -> file here. @script runs with the modules loaded; then the guest ends."""
    with tempfile.TemporaryDirectory() as root:
        for folder in ('bin', 'dev', 'proc', 'sys', 'tmp', 'modules', 'etc'):
            os.mkdir(f'{root}/{folder}')
        os.chmod(root, 0o755)
        copy_into(root, '/usr/bin/busybox' if os.path.exists('/usr/bin/busybox') else '/bin/busybox', '/bin/busybox')
        for target, source in files.items():
            copy_into(root, source, target)
            for library in libraries(source):
                copy_into(root, library, library)
        arguments = {name.replace('-', '_'): args for name, _, args in (m.partition(' ') for m in modules)}
        loads = []
        for name, data in find_modules(kernel(version), arguments).items():
            with open(f'{root}/modules/{name}.ko', 'wb') as f:
                f.write(data)
            loads.append(f'insmod /modules/{name}.ko {arguments.get(name, "")}')
        with open(f'{root}/init', 'w') as f:
            f.write('#!/bin/busybox sh\n/bin/busybox --install -s /bin\nexport PATH=/bin\n'
                    'mount -t devtmpfs dev /dev\nmount -t proc proc /proc\nmount -t sysfs sys /sys\n'
                    'mkdir -p /dev/shm\n'
                    + '\n'.join(loads) + '\n' + script + '\necho guest ends\npoweroff -f\n')
        os.chmod(f'{root}/init', 0o755)
        with open(path, 'wb') as out:
            find = subprocess.Popen(['find', '.'], cwd=root, stdout=subprocess.PIPE)
            subprocess.run(['cpio', '-o', '-H', 'newc', '--quiet', '-R', '0:0'], cwd=root, stdin=find.stdout,
                           stdout=out, check=True)


def boot(version, image, *options, append='', memory='512M', timeout=120):
    """What the guest said."""
    vmlinuz, = glob.glob(f'{kernel(version)}/boot/vmlinuz-*')
    command = ['qemu-system-x86_64', '-M', 'q35', '-accel', 'tcg', '-cpu', 'max', '-smp', '1', '-m', memory, '-nodefaults',
               '-display', 'none', '-serial', 'stdio', '-no-reboot', '-nic', 'none', '-kernel', vmlinuz, '-initrd', image,
               '-append', f'console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off {append}', *options]
    try:
        r = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                           text=True, errors='replace', timeout=timeout)
        return r.stdout
    except subprocess.TimeoutExpired as e:
        return (e.stdout or b'').decode(errors='replace') + f'\nguest killed after {timeout} s\n'


def relay(what, output):
    """The guest's TAP lines become ours; the rest is shown where one of them is bad."""
    lines = [line.strip('\r') for line in output.splitlines()]
    bad = 0
    for line in lines:
        found = re.match(r'(not ok|ok) \d+ - (.*)', line)
        if found:
            bad += found[1] != 'ok'
            check(found[1] == 'ok', f'{what}: {found[2]}', output if bad == 1 and found[1] != 'ok' else '')
    check('guest ends' in lines, f'{what}: ran to its end', '\n'.join(lines[-60:]))
