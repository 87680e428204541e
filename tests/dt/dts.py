# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Reads the output of `dtc -O dts` line by line: nodes with a dict of properties, which are lists of words or strings, or bytes."""
import re
import subprocess


def value(text):
    """Return <0x1 0x2> as numbers, "a", "b" as strings, [0a] as bytes, and an empty value as []."""
    if text.startswith('<'):
        return [int(word, 0) for part in re.findall(r'<([^>]*)>', text) for word in part.split()]
    if text.startswith('['):
        return bytes.fromhex(text.strip('[]'))
    return re.findall(r'"((?:[^"\\]|\\.)*)"', text)


class Node:
    def __init__(self, name, parent):
        self.name, self.parent, self.properties, self.children = name, parent, {}, []
        self.path = '/' if parent is None else (parent.path.rstrip('/') + '/' + name)

    def words(self, name):
        found = self.properties.get(name)
        if isinstance(found, bytes):  # dtc prints some lists of words as bytes
            found = [int.from_bytes(found[i:i + 4], 'big') for i in range(0, len(found), 4)]
        if found and isinstance(found[0], str):  # words that happen to look like text
            data = b''.join(s.encode('latin-1').decode('unicode_escape').encode('latin-1') + b'\0' for s in found)
            found = [int.from_bytes(data[i:i + 4], 'big') for i in range(0, len(data), 4)]
        return found or []

    def number(self, words):
        total = 0
        for word in words:
            total = total << 32 | word
        return total

    def __contains__(self, name):
        return name in self.properties

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()


def read(path):
    """Return the root node of a .dtb."""
    r = subprocess.run(['dtc', '-q', '-I', 'dtb', '-O', 'dts', path], capture_output=True, text=True, errors='replace')
    root = node = None
    for line in r.stdout.splitlines():
        line = line.strip()
        if line.endswith('{'):
            name = line[:-1].strip()
            new = Node(name, node)
            if node is None:
                root = new
            else:
                node.children.append(new)
            node = new
        elif line == '};':
            node = node.parent
        elif node is not None and line.endswith(';'):
            name, _, text = line[:-1].partition('=')
            node.properties[name.strip()] = value(text.strip())
    return root
