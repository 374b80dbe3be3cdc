# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""Starting processes that do not outlive a test, and ending whatever a session has left behind."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

# The variable every process of a session carries: the session's folder.
MARKER = "AZDO_TEST_SESSION"
PATIENCE_S = 3.0
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def dies_with_parent() -> Callable[[], None]:
    """A Popen `preexec_fn`: the child is killed when the thread that starts it ends."""
    parent = os.getpid()

    def ask() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return ask


def end(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    """Sends a signal to a child, stopped or not, and waits for its end; then kills it."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGCONT)
    process.send_signal(number)
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_all(folder: Path) -> None:
    """Ends every process whose environment names this session, or one started inside it.

    Out of reach are programs that were given another environment, and, for an ordinary user outside
    of a user namespace, programs that forbid being looked at (PR_SET_DUMPABLE).
    """
    for number in (signal.SIGTERM, signal.SIGKILL):
        handles = list(_handles(folder))
        for handle in handles:
            _send(handle, signal.SIGCONT)
            _send(handle, number)
        _await(handles)


def members(folder: Path) -> Iterator[int]:
    """The numbers of the session's processes."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid() and _belongs(entry, folder):
            yield int(entry.name)


def _handles(folder: Path) -> Iterator[int]:
    """A pidfd for each process of the session: the number cannot come to mean another process."""
    for number in members(folder):
        try:
            handle = os.pidfd_open(number)
        except OSError:
            continue
        if _belongs(Path(f"/proc/{number}"), folder):
            yield handle
        else:
            os.close(handle)


def _belongs(process: Path, folder: Path) -> bool:
    try:
        variables = (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return False
    own = f"{MARKER}={folder}".encode()
    return any(variable == own or variable.startswith(own + b"/") for variable in variables)


def _send(handle: int, number: int) -> None:
    try:
        signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        pass


def _await(handles: list[int]) -> None:
    """Waits for the processes, for a limited time, and closes the handles."""
    deadline = time.monotonic() + PATIENCE_S
    for handle in handles:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
        os.close(handle)
