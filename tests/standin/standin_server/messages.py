# SPDX-License-Identifier: MIT
"""HTTP requests and responses as the rest of the stand-in sees them, and request bodies."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from io import BufferedIOBase
from typing import Any, Protocol
from urllib.parse import parse_qs

BLOCK_BYTES = 64 * 1024
CHUNK_LINE_LIMIT = 1024


class BadRequest(Exception):
    """The request's framing is wrong: answer 400 and close the connection."""


@dataclass(frozen=True)
class Request:
    """One HTTP request. `body` yields blocks and is read at most once."""

    method: str
    host: str  # lower case, without the port
    port: int  # the port of the listener, not of the Host header
    path: str  # still percent-encoded
    query: str
    headers: Message
    body: Iterator[bytes]

    @property
    def user_agent(self) -> str:
        return self.headers.get("User-Agent", "")

    @property
    def is_git(self) -> bool:
        return self.user_agent.startswith(("git/", "git-lfs/"))

    @property
    def suppresses_redirect(self) -> bool:
        """Whether the client asked for a 401 in place of the redirect to the sign-in page."""
        return self.headers.get("X-TFS-FedAuthRedirect", "") == "Suppress"

    def parameter(self, name: str) -> str:
        """The first value of a query parameter; names are compared without case."""
        for key, values in parse_qs(self.query).items():
            if key.casefold() == name.casefold():
                return values[0]
        return ""


@dataclass(frozen=True)
class Delivery:
    """How a response travels; the defaults are an honest delivery."""

    drip_interval_s: float = 0.0  # > 0: one byte of the body per interval
    drips_head: bool = False  # so with the head, too
    truncate: bool = False  # announce more than is sent, then close
    cut: bool = False  # announce nothing, send half, and end TLS without a word
    reset: bool = False  # send nothing, reset the connection
    delay_s: float = 0.0  # > 0: wait before the first byte


class Stream(Protocol):
    """A body that is not held in memory. Whoever sends it closes it, read or not."""

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None: ...


@dataclass
class Response:

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes | Stream = b""
    delivery: Delivery = Delivery()


def json_response(status: int, value: Any, *headers: tuple[str, str]) -> Response:
    content_type = ("Content-Type", "application/json; charset=utf-8; api-version=7.1")
    return Response(status, [content_type, *headers], json.dumps(value).encode())


def html_response(status: int, title: str, *headers: tuple[str, str]) -> Response:
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body></body></html>\n"
    content_type = ("Content-Type", "text/html; charset=utf-8")
    return Response(status, [content_type, *headers], page.encode())


def text_response(status: int, text: str, *headers: tuple[str, str]) -> Response:
    content_type = ("Content-Type", "text/plain; charset=utf-8")
    return Response(status, [content_type, *headers], text.encode())


def error_value(message: str, type_key: str) -> dict[str, Any]:
    """The body of every REST error."""
    return {
        "$id": "1",
        "innerException": None,
        "message": message,
        "typeName": f"Microsoft.VisualStudio.Services.{type_key}, "
        "Microsoft.VisualStudio.Services.WebApi",
        "typeKey": type_key,
        "errorCode": 0,
        "eventId": 3000,
    }


def with_bom(response: Response) -> Response:
    """The same response with a UTF-8 byte order mark before its body."""
    if isinstance(response.body, bytes):
        response.body = codecs.BOM_UTF8 + response.body
    return response


def request_body(
    stream: BufferedIOBase, headers: Message, before_first_read: Callable[[], None]
) -> Iterator[bytes]:
    """The blocks of a request body (RFC 9112 section 6), without holding it in memory.

    `before_first_read` runs once, before anything is read: the place for 100 Continue.
    Raises BadRequest when the framing is not understood; the blocks may raise it too.
    """
    coding = headers.get("Transfer-Encoding", "").strip().lower()
    length = headers.get("Content-Length", "0").strip()
    if coding and "Content-Length" in headers:
        raise BadRequest("both Transfer-Encoding and Content-Length")
    if coding not in ("", "chunked"):
        raise BadRequest("unknown transfer coding")
    if not (length.isascii() and length.isdigit()):
        raise BadRequest("Content-Length is not a number")
    blocks = _chunked_blocks(stream) if coding else _exact_blocks(stream, int(length))
    return _after(before_first_read, blocks) if coding or int(length) else iter(())


def _after(first: Callable[[], None], blocks: Iterator[bytes]) -> Iterator[bytes]:
    first()
    yield from blocks


def _exact_blocks(stream: BufferedIOBase, length: int) -> Iterator[bytes]:
    while length > 0:
        block = stream.read(min(length, BLOCK_BYTES))
        if not block:
            raise BadRequest("the body ends early")
        length -= len(block)
        yield block


def _chunked_blocks(stream: BufferedIOBase) -> Iterator[bytes]:
    while size := _chunk_size(stream.readline(CHUNK_LINE_LIMIT)):
        yield from _exact_blocks(stream, size)
        if stream.readline(CHUNK_LINE_LIMIT) != b"\r\n":
            raise BadRequest("a chunk does not end where it said")
    while stream.readline(CHUNK_LINE_LIMIT).strip():
        pass  # trailers


def _chunk_size(line: bytes) -> int:
    digits = line.split(b";")[0].strip()
    if not digits or digits.strip(b"0123456789abcdefABCDEF"):
        raise BadRequest("a chunk size is not a hexadecimal number")
    return int(digits, 16)
