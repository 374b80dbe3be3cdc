# SPDX-License-Identifier: MIT
"""A program like `xdg-open` for tests: opens an URL in the stand-in's browser, and is gone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from standin import StandIn
from standin_programs import pause


def run(state_dir: Path, arguments: Sequence[str]) -> int:
    """Returns at once with the status that the stand-in wants; the browser stays behind."""
    stand_in = StandIn.attach(state_dir)
    plan = stand_in.open_url(arguments[-1] if arguments else "")
    if plan["visits"] and os.fork() == 0:
        os.setsid()
        _leave_terminal()
        pause(plan["delay_s"])
        _browse(stand_in, arguments[-1], plan["change"])
        os._exit(0)
    return int(plan["status"])


def _leave_terminal() -> None:
    """Holds nothing open that somebody may wait for."""
    with open(os.devnull, "r+b") as null:
        for number in range(3):
            os.dup2(null.fileno(), number)


def _browse(stand_in: StandIn, url: str, change: dict[str, str | None]) -> None:
    try:
        page = stand_in.browse(url, change=change)
        stand_in.show_page(page.url, page.status, page.body)
    except (OSError, ValueError) as problem:
        stand_in.show_page(url, 0, str(problem))
