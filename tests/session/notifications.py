# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""A notification daemon for tests: it owns org.freedesktop.Notifications, and keeps what it hears.

    with NotificationDaemon(address) as daemon:
        ...
        assert daemon.shown[0].summary == "..."

Specification: https://specifications.freedesktop.org/notification-spec/
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from typing import Any, NamedTuple

from dbus_client import (BUS_NAME, BUS_PATH, DESTINATION, ENDIANNESS, HEADER, HEADER_FIXED_SIZE,
                         MEMBER, METHOD_CALL, METHOD_RETURN, REPLY_SERIAL, SIGNATURE, Connection,
                         Variant, marshal, unmarshal)

NAME = "org.freedesktop.Notifications"
SENDER = 7
REPLACE_EXISTING = 2


class Shown(NamedTuple):
    """The arguments of Notify."""

    application: str
    replaces: int
    icon: str
    summary: str
    body: str
    actions: list[str]
    hints: dict[str, Any]
    timeout_ms: int


class _Service(Connection):
    """The other side of a `Connection`: it takes calls and answers each with a number."""

    def next_call(self) -> tuple[int, dict[int, Any], bytes]:
        """The next method call: its serial, header fields and body."""
        while True:
            start = self._receive(HEADER_FIXED_SIZE)
            length = int.from_bytes(start[-4:], "little" if ENDIANNESS == "l" else "big")
            rest = self._receive(-(-length // 8) * 8)
            _, kind, _, _, body_length, serial, fields = unmarshal(HEADER, start + rest)
            body = self._receive(body_length)
            if kind == METHOD_CALL:
                return serial, dict(fields), body

    def close(self) -> None:
        """Wakes whoever waits for a call, with an error."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def answer(self, serial: int, sender: str, number: int) -> None:
        """Answers a call."""
        body = marshal("u", (number,))
        fields = [(REPLY_SERIAL, Variant("u", serial)), (DESTINATION, Variant("s", sender)),
                  (SIGNATURE, Variant("g", "u"))]
        header = marshal(HEADER, (ord(ENDIANNESS), METHOD_RETURN, 0, 1, len(body),
                                  next(self._serials), fields))
        self._socket.sendall(header + bytes(-len(header) % 8) + body)


class NotificationDaemon:
    """Shows nothing. With `answers=False` it takes calls and never answers them."""

    def __init__(self, address: str, *, answers: bool = True) -> None:
        self.shown: list[Shown] = []
        self._answers = answers
        self._service = _Service(address)
        self._service.call(BUS_NAME, BUS_PATH, BUS_NAME, "RequestName", "su", NAME,
                           REPLACE_EXISTING)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> NotificationDaemon:
        return self

    def __exit__(self, *_: object) -> None:
        self._service.close()
        self._thread.join()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # it is closed
            for number in itertools.count(1):
                serial, fields, body = self._service.next_call()
                if fields[MEMBER] == "Notify":
                    self.shown.append(Shown(*unmarshal(fields[SIGNATURE], body)))
                if self._answers:
                    self._service.answer(serial, fields[SENDER], number)
