# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""The compilers for firmware, and the version for which the figures in docs/firmware.md hold."""
import subprocess

ARM, RISCV = 'arm-none-eabi-', 'riscv64-unknown-elf-'
FIGURES_OF = '12'


def leave_out_figures():
    """Returns true, and prints why, if another compiler is installed, so that the figures cannot be checked."""
    versions = {prefix: subprocess.run([f'{prefix}gcc', '-dumpversion'], check=True, capture_output=True, text=True).stdout.strip()
                for prefix in (ARM, RISCV)}
    others = ' and '.join(f'{prefix}gcc {version}' for prefix, version in versions.items() if version.split('.')[0] != FIGURES_OF)
    if others:
        print(f'# left out: the figures in docs/firmware.md are for gcc {FIGURES_OF}, but {others} is installed')
    return bool(others)
