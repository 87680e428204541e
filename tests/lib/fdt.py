# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Device trees that dtc would not write: names of arbitrary bytes, and thousands of nodes."""
import struct


def padded(data):
    return data + bytes(-len(data) % 4)


def cells(*numbers):
    return struct.pack(f'>{len(numbers)}I', *numbers)


def wide(*numbers):
    return struct.pack(f'>{len(numbers)}Q', *numbers)


class Tree:
    def __init__(self):
        self.structure, self.strings, self.offsets = bytearray(), bytearray(), {}

    def node(self, name, properties=(), children=()):
        """@children: tuples (name, properties, children)."""
        self.begin(name, properties)
        for child in children:
            self.node(*child)
        self.end()

    def begin(self, name, properties=()):
        self.structure += cells(1) + padded(name + b'\0')
        for key, value in dict(properties).items():
            if key not in self.offsets:
                self.offsets[key] = len(self.strings)
                self.strings += key.encode() + b'\0'
            self.structure += cells(3, len(value), self.offsets[key]) + padded(value)

    def end(self):
        self.structure += cells(2)

    def data(self):
        structure, start = bytes(self.structure) + cells(9), 40 + 16
        return (cells(0xd00dfeed, start + len(structure) + len(self.strings), start, start + len(structure), 40, 17, 16, 0,
                      len(self.strings), len(structure)) + bytes(16) + structure + bytes(self.strings))


TWO = {'#address-cells': cells(2), '#size-cells': cells(2)}
POOL = {'compatible': b'shared-dma-pool\0', 'no-map': b''}


def tree(pools, devices=()):
    """@pools: tuples (name, base, size); @devices: tuples (name, properties, children)."""
    made = Tree()
    made.begin(b'', TWO)
    made.begin(b'reserved-memory', TWO | {'ranges': b''})
    for i, (name, base, size) in enumerate(pools):
        made.node(name, POOL | {'reg': wide(base, size), 'phandle': cells(i + 1)})
    made.end()
    for device in devices:
        made.node(*device)
    made.end()
    return made.data()
