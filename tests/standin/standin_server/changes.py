# SPDX-License-Identifier: MIT
"""Setting what a switch names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def change(thing: object, changes: Mapping[str, Any], allowed: Sequence[str]) -> None:
    """Sets attributes. Raises ValueError, before anything is set, for a name not allowed."""
    for name in changes:
        if name not in allowed:
            raise ValueError(f"{name} of a {type(thing).__name__} cannot be set")
    for name, value in changes.items():
        setattr(thing, name, value)
