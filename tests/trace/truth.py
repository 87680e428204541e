# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Evaluates a recording the slow way: with regular expressions, a list of pages, and a trial of every pool size."""
import gzip
import re

PAGE = 4096


def lines(path):
    with (gzip.open(path, 'rt', errors='replace') if path.endswith('.gz') else open(path, errors='replace')) as f:
        return f.read().splitlines()


def dma_events(path):
    """Return the dma events, as 6.12 prints them, as a list of ('alloc' or 'free', device, address, size)."""
    found = []
    for line in lines(path):
        m = re.search(r'\b(dma_alloc|dma_free): +(\S+) .*dma_addr=(\w+) size=(\d+)', line)
        if m:
            found.append((m[1][4:], m[2], int(m[3], 16), int(m[4])))
    return found


def kprobe_events(path):
    calls, found = {}, []
    for line in lines(path):
        task = re.match(r' *(\S+-\d+) ', line)
        call = re.search(r'dma_alloc_attrs: .*device="(.*?)" size=0x(\w+)', line)
        back = re.search(r'dma_alloc_attrs_ret: .*virt_addr=0x(\w+)', line)
        gone = re.search(r'dma_free_attrs: .*device="(.*?)" size=0x(\w+) virt_addr=0x(\w+)', line)
        if call:
            calls[task[1]] = call[1], int(call[2], 16)
        elif back:
            device, size = calls.pop(task[1])
            found.append(('alloc', device, int(back[1], 16), size))
        elif gone:
            found.append(('free', gone[1], int(gone[3], 16), int(gone[2], 16)))
    return found


def block(size, exact):
    pages = -(-size // PAGE)
    return pages, pages if exact else 1 << (pages - 1).bit_length()


def place(used, size, exact, pool):
    """Place a block in the lowest aligned run of 2^order free pages; returns its first page, or None if there is no such run."""
    pages, count = block(size, exact)
    whole = 1 << (pages - 1).bit_length()
    at = 0
    while at + whole <= pool:
        if not any(used[at:at + whole]):
            used[at:at + count] = [True] * count
            return at
        at += whole
    return None


def replay(events, pool, exact=False):
    """Return how many requests a pool of @pool pages refuses, and the most pages in use."""
    used, live, refused, most = [False] * pool, {}, 0, 0

    def release(key):
        size, at = live.pop(key)
        if at is not None:
            count = block(size, exact)[1]
            used[at:at + count] = [False] * count

    for kind, device, address, size in events:
        key = device, address
        if kind == 'free':
            if key in live:
                release(key)
            continue
        if key in live:
            release(key)
        at = place(used, size, exact, pool)
        refused += at is None
        live[key] = size, at
        most = max(most, sum(used))
    return refused, most


def smallest(events, exact=False):
    """Try every pool size, from the smallest up, until nothing is refused, and check that the next eight refuse nothing, either."""
    pool = 0
    while replay(events, pool, exact)[0]:
        pool += 1
    for larger in range(pool + 1, pool + 9):
        assert replay(events, larger, exact)[0] == 0
    return pool * PAGE


def peak(events):
    """The most bytes that were live at once."""
    live, now, most = {}, 0, 0
    for kind, device, address, size in events:
        now -= live.pop((device, address), 0)
        if kind == 'alloc':
            live[device, address] = size
            now += size
        most = max(most, now)
    return most


def peak_rounded(events):
    """The most bytes in blocks of 2^order pages at once."""
    rounded = [(kind, device, address, block(size, False)[1] * PAGE if size else 0) for kind, device, address, size in events]
    return peak(rounded)
