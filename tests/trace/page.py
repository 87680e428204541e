#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""The page of cohmem replay --html in a browser: its slider, its tooltips, its numbers. Prints TAP.

usage: page.py path/to/cohmem [SCREENSHOT]
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
import truth
from chromium import Page
from tap import check, finish

COHMEM = sys.argv[1]
RECORDING = f'{HERE}/recordings/6.1-kprobes.txt.gz'
POOL = 1 << 20


def replay(path, *args):
    r = subprocess.run([COHMEM, 'replay', path, '--pool', str(POOL), *args], capture_output=True, text=True)
    assert r.returncode in (0, 1), r.stderr
    return r.stdout


def write_page(folder, path):
    page = f'{folder}/page.html'
    with open(page, 'w') as f:
        f.write(replay(path, '--html'))
    return page


def at(page):
    """Return bytes in use, blocks and the longest free run, as the page shows them for the slider's moment."""
    return tuple(int(page.value(f'document.getElementById("{name}").textContent')) for name in ('used', 'blocks', 'largest'))


def slide(page, part):
    page.value(f'(() => {{ const s = document.getElementById("slider"); s.value = {part * 10000}; '
               's.dispatchEvent(new Event("input")); })()')


def truth_at(events, times, when):
    """Return the same figures, found by placing every page."""
    used, live = [False] * (POOL // truth.PAGE), {}
    for (kind, device, address, size), time in zip(events, times):
        if time > when:
            break
        key = device, address
        if key in live:
            old, place = live.pop(key)
            if place is not None:
                count = truth.block(old, False)[1]
                used[place:place + count] = [False] * count
        if kind == 'alloc':
            live[key] = size, truth.place(used, size, False, len(used))
    runs = ''.join('x' if u else '.' for u in used).split('x')
    return sum(used) * truth.PAGE, sum(place is not None for _, place in live.values()), max(map(len, runs)) * truth.PAGE


def times_of(path):
    """Return the time of each of truth.kprobe_events(), in ns."""
    found = []
    for line in truth.lines(path):
        if 'dma_alloc_attrs_ret:' in line or 'dma_free_attrs:' in line:
            seconds, fraction = line.split(']')[1].split()[1].rstrip(':').split('.')
            found.append(int(seconds) * 10**9 + int(fraction.ljust(9, '0')))
    return found


def test_numbers(page, worst):
    check(page.errors == [] and all(url.startswith('file:') for url in page.requests), 'no error, and nothing from the network',
          (page.errors, page.requests))
    check(at(page)[0] == worst['used'] and at(page)[2] == worst['largest_free'], 'it begins at the worst moment, as --json tells it',
          (at(page), worst))
    events, times = truth.kprobe_events(RECORDING), times_of(RECORDING)
    start, length = page.value('data.start'), page.value('data.length')
    wrong = []
    for i in range(101):
        slide(page, i / 100)
        when = start + page.value('now')
        if at(page) != truth_at(events, times, when):
            wrong.append((i, at(page), truth_at(events, times, when)))
    check(len(events) == len(times) and length > 0 and not wrong, 'the slider: 101 moments, as found the slow way', wrong)
    seen = []
    for part in (0.1, 0.5, 1):
        slide(page, part)
        rows = page.value('[...document.querySelectorAll("#holders tr")].map(r => [...r.cells].map(c => c.textContent))')
        seen.append(sum(int(cells[1].split()[0]) for cells in rows) == at(page)[0])
    check(all(seen), 'holders hold all that is in use', seen)


def test_colours(page):
    """The table has one row for each device, task or place in the code that holds memory."""
    counts = []
    for by in (2, 1, 0):
        page.value(f'(() => {{ const s = document.getElementById("by"); s.value = {by}; s.dispatchEvent(new Event("change")); }})()')
        slide(page, 0.3)
        rows = page.value('[...document.querySelectorAll("#holders tr")].map(r => r.cells[0].textContent)')
        counts.append(set(rows) == set(page.value(f'alive(now).map(b => data.sites[b[5]][{by}])')) and len(set(rows)) == len(rows) > 1)
    check(all(counts), 'colours and holders by device, task, place in the code', counts)


def test_tooltip(page):
    """Tooltips in the middle of five large boxes and at a refused request, and a click."""
    boxes = page.value('data.boxes.map((b, i) => [...b, i]).filter(b => b[1] > b[0] + data.length / 20).sort((a, b) => b[3] - a[3]).slice(0, 5)')
    box = page.value('(() => { const b = document.getElementById("stage").getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()')
    length, granules = page.value('data.length'), page.value('data.granules')
    wrong = []
    for start, end, granule, count, size, site, _ in boxes:
        page.mouse('mouseMoved', box[0] + (start + end) / 2 / length * box[2], box[1] + box[3] - (granule + count / 2) / granules * box[3])
        text = page.value('document.getElementById("tip").innerText')
        device, task, caller = page.value(f'data.sites[{site}]')
        if not all(word in text for word in (device, f'{size} bytes', task, caller)):
            wrong.append((text, device, size, task, caller))
    check(len(boxes) == 5 and not wrong, 'tooltips: device, size, task and place in the code', wrong)
    refused = page.value('data.refused')
    page.mouse('mouseMoved', box[0] + refused[0][0] / length * box[2], box[1] + 4)
    text = page.value('document.getElementById("tip").innerText')
    check(str(refused[0][1]) in text and refused[0][3] in text, 'a tooltip: what was refused, and why', (text, refused[0]))
    page.mouse('mousePressed', box[0] + box[2] / 2, box[1] + 40, button='left', clickCount=1)
    page.mouse('mouseReleased', box[0] + box[2] / 2, box[1] + 40, button='left', clickCount=1)
    check(abs(page.value('now') - length / 2) < length / 100, 'a click is a moment', page.value('now'))


def test_hostile_names(folder):
    path = f'{folder}/names'
    with open(path, 'w') as f:
        f.write('x</script>-1 [000] ..... 1.0: dma_alloc: </script><b>"&\' dma_addr=1000 size=4096 virt_addr=1 flags=0 attrs=\n')
    page = Page(write_page(folder, path))
    check(page.errors == [] and page.value('data.sites[0][0]') == '</script><b>"&\'' and
          page.value('document.querySelector("#holders td").textContent') == '</script><b>"&\'', 'a name that would end the script', page.errors)
    page.close()
    root = xml.fromstring(replay(path, '--svg'))
    titles = [t.text for t in root.iter('{http://www.w3.org/2000/svg}title')]
    check(titles and titles[0].startswith('</script><b>"&\', 4096 bytes'), '--svg: a name', titles)


def test_many(folder):
    """Tens of thousands of blocks; prints how long a move of the slider takes, which should be fluid."""
    rng, path = random.Random(1), f'{folder}/many'
    with open(path, 'w') as f:
        live = []
        for i in range(100000):
            if len(live) > 100 and rng.random() < 0.5:
                f.write(f'x-1 [000] ..... {i / 1000:.6f}: dma_free: dev dma_addr={live.pop(rng.randrange(len(live))):x} size=4096 virt_addr=1 attrs=\n')
            else:
                live.append((i + 1) << 12)
                f.write(f'x-1 [000] ..... {i / 1000:.6f}: dma_alloc: dev dma_addr={live[-1]:x} size=4096 virt_addr=1 flags=0 attrs=\n')
    page = Page(write_page(folder, path))
    count = page.value('data.boxes.length')
    milliseconds = page.value('(() => { const t = performance.now(); for (let i = 0; i < 20; i++) show(data.length * i / 20); return (performance.now() - t) / 20; })()')
    print(f'# {count} blocks: {milliseconds:.1f} ms a move')
    check(count > 40000 and page.errors == [], f'{count} blocks', page.errors)
    page.close()


with tempfile.TemporaryDirectory() as temporary:
    worst = json.loads(replay(RECORDING, '--json'))['worst']
    page = Page(write_page(temporary, RECORDING))
    test_numbers(page, worst)
    test_colours(page)
    test_tooltip(page)
    if len(sys.argv) > 2:
        slide(page, 0.3)
        page.screenshot(sys.argv[2])
    page.close()
    test_hostile_names(temporary)
    test_many(temporary)
    root = xml.fromstring(replay(RECORDING, '--svg'))
    blocks = [e for e in root.iter('{http://www.w3.org/2000/svg}rect') if e.get('class') == 'block']
    refused = [e for e in root.iter('{http://www.w3.org/2000/svg}path') if e.get('class') == 'refused']
    found = json.loads(replay(RECORDING, '--json'))
    check(len(blocks) == found['served'] and len(refused) == found['refused_in_all'] > 0, '--svg: a box a block, a mark a refusal', found)
finish()
