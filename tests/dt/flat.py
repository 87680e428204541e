# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Builds flattened device trees that dtc would not make, of any size and depth."""

STRINGS = b'#address-cells\0#size-cells\0ranges\0reg\0phandle\0memory-region\0'
CELL, SIZE, RANGES, REG, HANDLE, REGION = (STRINGS.index(name) for name in (b'#ad', b'#si', b'ran', b'reg\0', b'pha', b'mem'))


def word(*numbers):
    return b''.join(number.to_bytes(4, 'big') for number in numbers)


def node(name, *inner):
    name = name.encode() + b'\0'
    return word(1) + name + bytes(-len(name) % 4) + b''.join(inner) + word(2)


def prop(at, value):
    return word(3, len(value), at) + value + bytes(-len(value) % 4)


CELLS = prop(CELL, word(1)) + prop(SIZE, word(1))


def tree(structure):
    """Return the file, in format version 17."""
    structure += word(9)
    head = [0xd00dfeed, 56 + len(structure) + len(STRINGS), 56, 56 + len(structure), 40, 17, 16, 0, len(STRINGS), len(structure)]
    return word(*head) + bytes(16) + structure + STRINGS


def reserved(count):
    """Return @count pools; those whose numbers (modulo 1000) differ by less than 256 overlap."""
    return node('reserved-memory', CELLS, prop(RANGES, b''),
                *(node(f'p{i:x}', prop(REG, word(0x80000000 + 4096 * (i % 1000), 0x100000)), prop(HANDLE, word(i + 1)))
                  for i in range(count)))


def nodes(count):
    return node('', CELLS, *(node(f'n{i}') for i in range(count)), reserved(3))


def pools(count):
    return node('', CELLS, reserved(count), node('dsp', prop(REGION, word(1))))


def references(count):
    return node('', CELLS, reserved(1000), node('dsp', prop(REGION, word(*range(1, count + 1)))))


def deep(levels):
    """Return @levels nested nodes, including the root."""
    begin = word(1) + b'\0\0\0\0' + (CELLS if levels < 65 else b'')
    return begin + (word(1) + b'd\0\0\0') * (levels - 1) + word(2) * levels
