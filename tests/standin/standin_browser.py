# SPDX-License-Identifier: MIT
"""A browser for sign-ins: from Entra's page back to the application that listens on loopback."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

HTTPS_PORT = 443
LIMIT_S = 20
PAGE_LIMIT = 1 << 20


@dataclass(frozen=True)
class Page:
    """What the browser shows in the end."""

    url: str
    status: int
    body: str


class _Connection(http.client.HTTPSConnection):
    """HTTPS to a real host name at the stand-in's address."""

    def __init__(self, host: str, port: int, trust: ssl.SSLContext, address: str) -> None:
        super().__init__(host, port, timeout=LIMIT_S, context=trust)
        self._trust = trust
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


def browse(url: str, ca_file: Path, address: str, change: Mapping[str, str | None]) -> Page:
    """Opens the URL at `address` and follows the redirect to the application.

    Raises OSError where nobody listens, ValueError for an URL that no browser should be given.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError(f"not an https URL: {url}")
    trust = ssl.create_default_context(cafile=str(ca_file))
    connection = _Connection(parts.hostname, parts.port or HTTPS_PORT, trust, address)
    page, location = _get(connection, url)
    if not location:
        return page
    back = urlsplit(location)
    if back.scheme != "http" or not back.hostname:
        raise ValueError(f"not back to an application on loopback: {back.scheme}://{back.netloc}")
    fields = {**dict(parse_qsl(back.query)), **change}
    kept = {name: value for name, value in fields.items() if value is not None}
    back = back._replace(query=urlencode(kept))
    plain = http.client.HTTPConnection(back.hostname, back.port or 80, timeout=LIMIT_S)
    return _get(plain, back.geturl())[0]


def _get(connection: http.client.HTTPConnection, url: str) -> tuple[Page, str]:
    """The page, and where it redirects to."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", target, headers={"User-Agent": "Mozilla/5.0 (synthetic)"})
        response = connection.getresponse()
        body = response.read(PAGE_LIMIT).decode(errors="replace")
    finally:
        connection.close()
    return Page(url, response.status, body), response.headers.get("Location", "")
