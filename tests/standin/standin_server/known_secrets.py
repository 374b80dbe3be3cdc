# SPDX-License-Identifier: MIT
"""Secrets that are no tokens of Azure DevOps, by the names under which records show them."""

from __future__ import annotations

import threading


class KnownSecrets:
    """Refresh tokens, codes, client secrets, assertions. Safe for use by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: dict[str, str] = {}
        self._made: dict[str, int] = {}

    def add(self, kind: str, text: str) -> str:
        """Returns its id: the kind and a number. A text that is known keeps its id."""
        with self._lock:
            if text not in self._ids:
                self._made[kind] = self._made.get(kind, 0) + 1
                self._ids[text] = f"{kind}-{self._made[kind]}"
            return self._ids[text]

    def id(self, text: str) -> str | None:
        with self._lock:
            return self._ids.get(text)

    def redact(self, text: str) -> str:
        with self._lock:
            for secret, name in self._ids.items():
                text = text.replace(secret, f"[{name}]")
        return text
