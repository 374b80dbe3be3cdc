# SPDX-License-Identifier: MIT
"""A program of a story on a terminal of its own, and somebody who types."""

from __future__ import annotations

import os
import pty
import select
import termios
import time
from collections.abc import Callable
from pathlib import Path

import canary
from story import Story

PATIENCE_S = 20.0


class Terminal:
    """A program on a terminal of its own, and somebody who types."""

    def __init__(self, story: Story, argv: list[str | Path], *, cwd: Path | None = None,
                 columns: int = 0, may_show: bool = False) -> None:
        """With `may_show` a token may be printed: it is what the program is there for."""
        self._may_show = may_show
        self.printed = ""
        self._all = ""
        self._is_open = True
        story.refresh()
        env = story.session.environment({**story.env, "GIT_TERMINAL_PROMPT": None})
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            termios.tcsetwinsize(0, (0, columns))
            os.chdir(cwd or story.session.home)
            os.execvpe(argv[0], argv, env)
        self._read_until(lambda: True, 0)

    def expect(self, text: str) -> None:
        """Waits until the text has been printed; what came before it is forgotten."""
        self._read_until(lambda: text in self.printed, PATIENCE_S)
        assert text in self.printed, f"not printed: {text!r}\nbut:\n{self.printed}"
        self.printed = self.printed.split(text, 1)[1]

    def type(self, text: str) -> None:
        os.write(self._fd, text.encode())

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self._fd)[3] & termios.ECHO)

    def modes(self) -> list[object]:
        """All settings of the terminal: the echo, the editing of lines, the keys."""
        return termios.tcgetattr(self._fd)

    def hang_up(self) -> None:
        """The window is closed, the connection is gone."""
        os.close(self._fd)
        self._is_open = False

    def wait(self, *, keep_open: bool = False) -> tuple[int, str]:
        """The exit status (a signal's number is negative), and all that was not expected."""
        if self._is_open:
            self._read_until(lambda: False, PATIENCE_S)
        _, status = os.waitpid(self._pid, 0)
        if not keep_open:
            self.hang_up()
        assert self._may_show or not canary.sings(self._all), self._all
        return os.waitstatus_to_exitcode(status), self.printed

    def settle(self) -> None:
        """Waits until it waits: readpassphrase() overlooks a signal just before it reads."""
        asleep = 0
        while asleep < 5:
            time.sleep(0.02)
            state = Path(f"/proc/{self._pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            asleep = asleep + 1 if state == "S" else 0

    def signal(self, number: int) -> None:
        os.kill(self._pid, number)

    def _read_until(self, done: Callable[[], bool], patience_s: float) -> None:
        deadline = time.monotonic() + patience_s
        while not done() and (left := deadline - time.monotonic()) > 0:
            if not select.select([self._fd], [], [], left)[0]:
                continue
            try:
                chunk = os.read(self._fd, 4096)
            except OSError:
                return  # the program has ended
            if not chunk:
                return
            text = chunk.decode(errors="replace").replace("\r\n", "\n")
            self.printed += text
            self._all += text
