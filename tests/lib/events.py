# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""Waiting for events: the tests in Python do not sleep or use a clock."""
import ctypes
import os
import pty
import select

# Seconds. It tests no property of cohmem, but only ends a test that would hang forever.
NET = 2 * 3600

IN_MODIFY, IN_CREATE, IN_MOVED_TO = 0x2, 0x100, 0x80
libc = ctypes.CDLL(None, use_errno=True)


def readable(*fds):
    """Blocks until some of @fds are readable or at end of file; returns those."""
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    ready = [fd for fd, _ in poll.poll(NET * 1000)]
    if not ready:
        raise TimeoutError(f'nothing has happened for {NET} s')
    return ready


class Process:
    """A process that need not be a child; as a pidfd, it cannot be confused with a later one of the same PID."""

    def __init__(self, pid):
        self.fd = os.pidfd_open(pid)

    def wait(self):
        readable(self.fd)

    def __del__(self):
        os.close(self.fd)


def watch(changes, folder):
    """Watches @folder and those in it; watching before listing ensures that no new folder is missed."""
    libc.inotify_add_watch(changes, os.fsencode(folder), IN_MODIFY | IN_CREATE | IN_MOVED_TO)
    try:
        inner = [entry.path for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:  # deleted meanwhile
        return
    for path in inner:
        watch(changes, path)


def until(folder, true, program):
    """Calls @true whenever a file below @folder is created or written, until its result is true; returns that.

    When @program (a PID) has ended, @true is called one last time.
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
    """A terminal for a program, which gets @theirs; once it is started, begin() closes our copy.

    A program blocks if it writes more than the terminal buffers, about 70 KB, until that is read.
    """

    def __init__(self):
        self.ours, self.theirs = pty.openpty()

    def begin(self):
        os.close(self.theirs)

    def read(self, *words):
        """Returns unread output until all of @words have occurred, in this order, or until the program ends."""
        seen, at = '', 0
        for word in words or (None,):
            while word is None or seen.find(word, at) < 0:
                readable(self.ours)
                try:
                    seen += os.read(self.ours, 1).decode('latin-1')
                except OSError:  # no process has it open any more
                    return seen
            at = seen.index(word, at) + len(word)
        return seen

    def press(self, keys):
        os.write(self.ours, keys)

    def close(self):
        os.close(self.ours)
