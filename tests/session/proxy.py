# SPDX-License-Identifier: MIT
"""A proxy that knows CONNECT alone, and connects whoever asks to the loopback."""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import ssl
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

HEAD_LIMIT = 16384


@dataclass
class Proxy:
    """Listens while it is entered. With `credential` it wants that user:password by Basic; with
    `status` it refuses everybody; with `hangs_up` it ends the connection instead of an answer."""

    credential: str = ""
    status: int = 0
    hangs_up: bool = False
    tls: ssl.SSLContext | None = None
    heads: list[str] = field(default_factory=list)  # what was asked, with its headers
    _listener: socket.socket = field(init=False)

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def __enter__(self) -> Self:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), plain:
            client = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
            with client:
                while self._answer(client):
                    pass

    def _answer(self, client: socket.socket) -> bool:
        """One CONNECT; returns whether another may follow."""
        head = _read_head(client)
        if not head:
            return False
        self.heads.append(head)
        if self.hangs_up:
            return False
        if self.status:
            client.sendall(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % self.status)
            return False
        if self.credential and self._expected() not in head:
            client.sendall(b"HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                           b"Content-Length: 0\r\n\r\n")
            return True
        port = int(head.split()[1].rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as server:
            client.sendall(b"HTTP/1.1 200 Go\r\nX-VSS-UserData: proxy\r\n\r\n")
            _copy(client, server)
        return False

    def _expected(self) -> str:
        return f"Proxy-Authorization: Basic {base64.b64encode(self.credential.encode()).decode()}"


def _read_head(client: socket.socket) -> str:
    head = b""
    while not head.endswith(b"\r\n\r\n") and len(head) < HEAD_LIMIT:
        block = client.recv(1)
        if not block:
            return ""
        head += block
    return head.decode()


def _copy(client: socket.socket, server: socket.socket) -> None:
    """Until one side ends. TLS with the client reads whole records, so nothing is left over."""
    other = {client: server, server: client}
    while True:
        readable, _, _ = select.select(list(other), [], [])
        for source in readable:
            block = source.recv(65536)
            if not block:
                return
            other[source].sendall(block)
