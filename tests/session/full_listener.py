# SPDX-License-Identifier: MIT
"""An address that drops what comes: a listener whose queue is full."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator


@contextlib.contextmanager
def full_listener(address: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Its port. To whoever connects, the kernel says nothing at all."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((address, port))
        listener.listen(0)
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield int(listener.getsockname()[1])
