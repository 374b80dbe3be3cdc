# SPDX-License-Identifier: MIT
"""A clock that a test moves, for every program of its session: libfaketime.

    clock = Clock(scratch / "clock", "2026-11-24 12:00:00")
    program.run(env=clock.environment())
    clock.move(days=3)

Time goes on by itself, monotonic clocks are as they are, and the test's own process is not fooled.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import tap

# The one for programs with threads.
LIBRARY = "faketime/libfaketimeMT.so.1"
DAY_S = 86400


def _library() -> Path:
    for folder in (*Path("/usr/lib").glob("*-linux-gnu*"), Path("/usr/lib64"), Path("/usr/lib")):
        if (folder / LIBRARY).exists():
            return folder / LIBRARY
    tap.skip("libfaketime is not installed")
    raise AssertionError


class Clock:
    """`start` is UTC; `file` is made, and says how far the clock is off."""

    def __init__(self, file: Path, start: str) -> None:
        when = datetime.fromisoformat(start).replace(tzinfo=timezone.utc).timestamp()
        self._library = _library()
        self._file = file
        self._offset_s = when - time.time()
        self.move()

    def now(self) -> int:
        return int(time.time() + self._offset_s)

    def move(self, days: float = 0) -> None:
        """Programs that run see it, too."""
        self._offset_s += days * DAY_S
        text = f"{self._offset_s:+.6f}\n"
        temporary = self._file.with_suffix(".new")
        temporary.write_text(text, encoding="ascii")
        temporary.rename(self._file)

    def environment(self) -> dict[str, str]:
        """A sanitizer is told that it need not be the first of the libraries."""
        options = [os.environ.get("ASAN_OPTIONS", ""), "verify_asan_link_order=0"]
        return {
            "ASAN_OPTIONS": ":".join(filter(None, options)),
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    @contextlib.contextmanager
    def around(self) -> Iterator[None]:
        """Whoever is started meanwhile with this process's environment has the clock."""
        ours = self.environment()
        before = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
