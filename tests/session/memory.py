# SPDX-License-Identifier: MIT
"""What a process has in its memory, while it runs or at its very end."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

# What a sanitizer maps for its own book-keeping is larger, and holds no text.
AREA_LIMIT = 1 << 28

# <sys/ptrace.h>
PTRACE_TRACEME = 0
PTRACE_CONT = 7
PTRACE_SETOPTIONS = 0x4200
PTRACE_O_TRACEEXIT = 0x40
PTRACE_O_EXITKILL = 0x100000
PTRACE_EVENT_EXIT = 6

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


def areas(number: int) -> Iterator[tuple[str, bytes]]:
    """The writable memory of a process, area by area: how the kernel calls it, and what is in."""
    with Path(f"/proc/{number}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{number}/maps").read_text(encoding="utf-8").splitlines():
            span, rights, *_ = line.split()
            start, end = (int(part, 16) for part in span.split("-"))
            if rights.startswith("rw") and end - start < AREA_LIMIT:
                memory.seek(start)
                yield line, memory.read(end - start)


def look_at_end(argv: Sequence[str | Path], env: Mapping[str, str], cwd: Path, stdin: bytes,
                look: Callable[[int], None]) -> int:
    """Runs a program, and looks at its process when all its work is done, but for the going.

    What it prints goes to nobody. The process is traced from before its first instruction, for it
    lets nobody attach later. Returns the exit status.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        _become(argv, env, cwd, read_end)
    os.close(read_end)
    os.waitpid(child, 0)  # the stop at its exec
    _ptrace(PTRACE_SETOPTIONS, child, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL)
    _ptrace(PTRACE_CONT, child, 0)
    os.write(write_end, stdin)
    os.close(write_end)
    return _follow(child, look)


def _become(argv: Sequence[str | Path], env: Mapping[str, str], cwd: Path, stdin: int) -> None:
    """In the child; comes back never."""
    try:
        nowhere = os.open("/dev/null", os.O_RDWR)
        for number, source in enumerate((stdin, nowhere, nowhere)):
            os.dup2(source, number)
        os.setsid()
        os.chdir(cwd)
        _ptrace(PTRACE_TRACEME, 0, 0)
        os.execvpe(argv[0], [str(word) for word in argv], dict(env))
    finally:
        os._exit(127)


def _follow(child: int, look: Callable[[int], None]) -> int:
    while True:
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return os.waitstatus_to_exitcode(status)
        number = 0
        if status >> 8 == signal.SIGTRAP | PTRACE_EVENT_EXIT << 8:
            look(child)
        elif os.WSTOPSIG(status) != signal.SIGTRAP:
            number = os.WSTOPSIG(status)
        _ptrace(PTRACE_CONT, child, number)


def _ptrace(request: int, process: int, data: int) -> None:
    if _libc.ptrace(request, process, None, data) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
