#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Compiles the sources of this folder as modules, against the headers of Debian's kernel. Prints TAP.

This shows that the API they use is Linux's: its names and, in prototypes.c, every type. What does not
compile against Linux's headers must not compile against cohmem's either.

usage: linux_headers.py path/to/include
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
from kbuild import kbuild, kernel_build
from tap import check, finish

INCLUDE = sys.argv[1]
OURS = ['gcc', '-std=gnu11', '-fno-strict-aliasing', '-Wall', '-Werror', f'-I{INCLUDE}/kernel', f'-I{INCLUDE}',
        '-fsyntax-only']

# Functions with one error each.
BAD = {
    'a handle of 32 bits': 'u32 h; return dma_alloc_coherent(dev, 4096, &h, GFP_KERNEL);',
    'a physical address for a handle': 'phys_addr_t *h = NULL; return dma_pool_alloc(dev, GFP_KERNEL, h);',
    'a platform device for a device': 'dma_addr_t h; struct platform_device *p = NULL; '
                                      'return dma_alloc_coherent(p, 4096, &h, GFP_KERNEL);',
    'a mask by reference': 'u64 m = 1; return (void *)(long)dma_set_mask(dev, &m);',
    'too few arguments': 'return dma_pool_create("x", dev, 64, 0);',
    'flags in the wrong place': 'dma_addr_t h; return dma_alloc_coherent(dev, 4096, GFP_KERNEL, &h);',
    'the result of a void function': 'dma_addr_t h = 0; return dma_free_coherent(dev, 4096, NULL, h);',
    'signed and unsigned in min()': 'return (void *)min(dev->bus_dma_limit, *(long *)dev->driver_data);',
    'an action of another type': 'int (*f)(void) = NULL; return (void *)(long)devm_add_action(dev, f, NULL);',
}


def write(path, text):
    with open(path, 'w') as f:
        f.write(text)


def bad_source(body):
    return ('#include <linux/device.h>\n#include <linux/dma-mapping.h>\n#include <linux/dmapool.h>\n'
            '#include <linux/platform_device.h>\nvoid *bad(struct device *dev);\n'
            f'void *bad(struct device *dev)\n{{\n\t{body}\n}}\n')


build = kernel_build()
print(f'# {os.path.basename(build)}')
with tempfile.TemporaryDirectory() as folder:
    for name in ('ring.c', 'selftest.c', 'usual.c', 'prototypes.c'):
        shutil.copy(f'{HERE}/{name}', folder)
    write(f'{folder}/Makefile', 'obj-m := ring.o selftest.o usual.o\nccflags-y := -Wall -Werror\n')
    r = kbuild(build, folder, 'modules')
    for name in ('ring', 'selftest', 'usual'):
        check(os.path.exists(f'{folder}/{name}.ko'), f'{name}.c is a module of Linux', r.stdout)
    r = kbuild(build, folder, 'prototypes.o')
    check(r.returncode == 0, "prototypes.c: its types are Linux's", r.stdout)
    r = subprocess.run([*OURS, f'{folder}/prototypes.c'], capture_output=True, text=True)
    check(r.returncode == 0, "prototypes.c: and cohmem's", r.stderr)

    for what, body in {'nothing wrong': 'u8 n = 1; return dev + min(2UL, n) + clamp(dev->coherent_dma_mask, 1, 2);', **BAD}.items():
        write(f'{folder}/bad.c', bad_source(body))
        theirs = kbuild(build, folder, 'bad.o')
        ours = subprocess.run([*OURS, f'{folder}/bad.c'], capture_output=True, text=True)
        expected = what != 'nothing wrong'
        check(bool(theirs.returncode) == bool(ours.returncode) == expected,
              f'{what}: {"refused" if expected else "compiles"} here and there', theirs.stdout + ours.stderr)
finish()
