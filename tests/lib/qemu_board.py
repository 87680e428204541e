# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Runs bare-metal boards in QEMU, with the plugin that meters them (tests/firmware/meter.c)."""
import subprocess
import time

# board: (QEMU's binary, further arguments)
BOARDS = {
    'mps2-an505': ('qemu-system-arm', []),
    'versatilepb': ('qemu-system-arm', ['-audiodev', 'none,id=n', '-global', 'pl041.audiodev=n']),
    'raspi2b': ('qemu-system-arm', []),
    'sifive_u': ('qemu-system-riscv64', ['-bios', 'none']),
    'virt-rv32': ('qemu-system-riscv32', ['-bios', 'none']),
}


def symbols(elf):
    """Returns the addresses of symbols, in hex, without the Thumb bit."""
    out = subprocess.run(['nm', elf], capture_output=True, text=True, check=True).stdout
    return {name: f'{int(at, 16) & ~1:x}' for at, _, name in (line.split() for line in out.splitlines() if len(line.split()) == 3)}


def run(board, elf, meter=None, places=()):
    """Runs @elf with a clock driven by instructions, so that runs are repeatable; r.stdout is the board's output."""
    qemu, more = BOARDS[board]
    start = time.time()
    r = subprocess.run([qemu, '-M', board.split('-rv')[0], '-display', 'none', '-serial', 'none', '-nic', 'none', '-accel', 'tcg',
                        '-icount', 'shift=6,sleep=off', '-semihosting-config', 'enable=on,target=native,chardev=out', '-chardev', 'stdio,id=out',
                        *more, *(['-plugin', ','.join([f'file={meter}', *places])] if meter else []), '-kernel', elf],
                       capture_output=True, text=True, stdin=subprocess.DEVNULL)
    r.seconds = time.time() - start
    return r
