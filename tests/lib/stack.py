# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Maximum stack depth of an object file: frames from -fstack-usage, calls from the disassembly.

A jump to another function is a tail call: the caller's frame is already freed. Calls through pointers (the port,
hooks, dma_map_ops) and functions without source (libgcc, memset) count as 0 bytes.
"""
import re
import subprocess

FUNCTION = re.compile(r'^[0-9a-f]+ <([^.>]\S*)>:$')
# The relocation of a call or jump, on the line after its instruction.
RELOCATION = re.compile(r'R_(ARM_THM_CALL|ARM_CALL|ARM_THM_JUMP\d+|ARM_JUMP24|RISCV_CALL|RISCV_CALL_PLT|RISCV_JAL)\s+([\w.]+)')


def objdump(prefix, obj):
    return subprocess.run([f'{prefix}objdump', '-dr', '--no-show-raw-insn', obj], capture_output=True, text=True, check=True).stdout


def public(prefix, obj):
    out = subprocess.run([f'{prefix}nm', obj], capture_output=True, text=True, check=True).stdout
    return re.findall(r' T (\S+)$', out, re.M)


def calls_of(text):
    """Returns for each function the set of (callee, whether it is a tail call)."""
    calls, function, last = {}, None, ''
    for line in text.splitlines():
        begin = FUNCTION.match(line)
        if begin:
            function = begin[1]
            calls[function] = set()
            continue
        found = RELOCATION.search(line)
        if found:
            jump = 'JUMP' in found[1] or (found[1].startswith('RISCV') and not re.search(r'\b(ra|jal\s+ra)\b', last))
            calls[function].add((found[2].removeprefix('.text.'), jump))
        elif ':' in line:
            last = line
    return calls


def worst(prefix, obj, usage, functions):
    """Returns the bytes of stack on the deepest call path from one of @functions."""
    frames = {}
    for place, size, how in re.findall(r'^(\S+)\t(\d+)\t(\S+)$', open(usage).read(), re.M):
        if how == 'dynamic':
            raise SystemExit(f'{place}: stack usage is not bounded')
        name = place.split(':')[-1].split('.')[0]  # some gcc versions append suffixes: .isra, .constprop
        frames[name] = max(int(size), frames.get(name, 0))
    calls = calls_of(objdump(prefix, obj))

    def depth(function, way):
        if function in way:
            raise SystemExit('recursion: ' + ' -> '.join((*way, function)))
        own = frames.get(function.split('.')[0], 0)
        below = [0]
        for callee, jump in calls.get(function, ()):
            if callee != function or not jump:
                below.append(depth(callee, (*way, function)) - (own if jump else 0))
        return own + max(below)
    return max(depth(f, ()) for f in functions)
