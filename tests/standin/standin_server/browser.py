# SPDX-License-Identifier: MIT
"""What the person in front of the browser does with an URL that a program opens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .changes import change


@dataclass
class BrowserSettings:
    """How the program that opens an URL behaves (see standin_open.py)."""

    visits: bool = True  # or closes the window, and nothing comes back
    change: dict[str, str | None] = field(default_factory=dict)  # what somebody in between alters
    delay_s: float = 0
    status: int = 0  # of the program


SETTINGS = tuple(each.name for each in fields(BrowserSettings))


class Browser:
    """The commands, as those of `Control`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._settings = BrowserSettings()
        self._opened: list[str] = []
        self._pages: list[dict[str, Any]] = []
        self.commands: dict[str, Callable[..., Any]] = {
            "set_browser": self.set_browser,
            "reset_browser": self.reset_browser,
            "open_url": self.open_url,
            "opened_urls": lambda: list(self._opened),
            "show_page": self.show_page,
            "pages": lambda: list(self._pages),
        }

    def set_browser(self, **changes: Any) -> None:
        change(self._settings, changes, SETTINGS)

    def reset_browser(self) -> None:
        self._settings = BrowserSettings()
        with self._lock:
            self._opened.clear()
            self._pages.clear()

    def open_url(self, url: str) -> dict[str, Any]:
        with self._lock:
            self._opened.append(url)
        return asdict(self._settings)

    def show_page(self, url: str, status: int, body: str) -> None:
        with self._lock:
            self._pages.append({"url": url, "status": status, "body": body})
