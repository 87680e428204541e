# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Firmware's compilers, and which of them the figures in docs/firmware.md are of."""
import subprocess

ARM, RISCV = 'arm-none-eabi-', 'riscv64-unknown-elf-'
FIGURES_OF = '12'


def leave_out_figures():
    """Whether other compilers are here: then nothing can be said of the figures, and this says so."""
    versions = {prefix: subprocess.run([f'{prefix}gcc', '-dumpversion'], check=True, capture_output=True, text=True).stdout.strip()
                for prefix in (ARM, RISCV)}
    others = ' and '.join(f'{prefix}gcc {version}' for prefix, version in versions.items() if version.split('.')[0] != FIGURES_OF)
    if others:
        print(f'# left out: the figures in docs/firmware.md are of gcc {FIGURES_OF}, here is {others}')
    return bool(others)
