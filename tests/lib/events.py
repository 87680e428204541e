# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Waiting for events: the tests in Python neither sleep nor look at a clock."""
import ctypes
import os
import pty
import select

# Seconds. No property of cohmem is tested with it: it only ends a test that would hang for ever.
NET = 2 * 3600

IN_MODIFY, IN_CREATE, IN_MOVED_TO = 0x2, 0x100, 0x80
libc = ctypes.CDLL(None, use_errno=True)


def readable(*fds):
    """Blocks until one of them has something to read, or is at its end; returns those that are."""
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    ready = [fd for fd, _ in poll.poll(NET * 1000)]
    if not ready:
        raise TimeoutError(f'nothing has happened for {NET} s')
    return ready


class Process:
    """A process that need not be a child of ours; its number cannot come to mean another one."""

    def __init__(self, pid):
        self.fd = os.pidfd_open(pid)

    def wait(self):
        readable(self.fd)

    def __del__(self):
        os.close(self.fd)


def watch(changes, folder):
    """Each folder is watched first and looked into then, so that no new one is missed."""
    libc.inotify_add_watch(changes, os.fsencode(folder), IN_MODIFY | IN_CREATE | IN_MOVED_TO)
    try:
        inner = [entry.path for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:  # it is gone by now
        return
    for path in inner:
        watch(changes, path)


def until(folder, true, program):
    """Calls @true whenever a file below @folder was made or written, until it returns something, which is returned.

    The end of @program (its number) is the last time.
    """
    process, changes = Process(program), libc.inotify_init1(os.O_CLOEXEC)
    if changes < 0:
        raise OSError(ctypes.get_errno(), 'inotify_init1')
    try:
        ended = False
        while True:
            watch(changes, folder)
            found = true()
            if found or ended:
                return found
            ready = readable(changes, process.fd)
            ended = process.fd in ready
            if changes in ready:
                os.read(changes, 1 << 16)
    finally:
        os.close(changes)


class Terminal:
    """A terminal for a program: @theirs is what it gets; once it has it, begin() makes it the only one who does.

    A program blocks that says more than the terminal holds, some 70 KB, until it is read.
    """

    def __init__(self):
        self.ours, self.theirs = pty.openpty()

    def begin(self):
        os.close(self.theirs)

    def read(self, *words):
        """What was not read before, up to the last of @words, one behind the other, or to the program's end."""
        seen, at = '', 0
        for word in words or (None,):
            while word is None or seen.find(word, at) < 0:
                readable(self.ours)
                try:
                    seen += os.read(self.ours, 1).decode('latin-1')
                except OSError:  # nobody has it any more
                    return seen
            at = seen.index(word, at) + len(word)
        return seen

    def press(self, keys):
        os.write(self.ours, keys)

    def close(self):
        os.close(self.ours)
