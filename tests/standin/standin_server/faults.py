# SPDX-License-Identifier: MIT
"""What goes wrong on purpose: faults matched by host, path and method, and their effects.

A fault acts in one of three places: before the answer (LATENCY, BLACK_HOLE), in its place
(REPLACEMENTS: the honest answer is not computed, nothing happens) or on it (ALTERATIONS: what was
asked for has happened). Several can match.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from .messages import (
    BLOCK_BYTES,
    Delivery,
    Request,
    Response,
    error_value,
    html_response,
    json_response,
    with_bom,
)

ENDLESS_BLOCKS = (1 << 30) // BLOCK_BYTES
HUGE_NUMBERS = ("9" * 5000, "1e999999999", "-1e999999999", "-" + "9" * 400)
RATE_LIMIT = (
    "TF400733: The request has been canceled: Request was blocked due to exceeding usage of "
    "resource 'Concurrency' in namespace 'User'."
)


class FaultKind(StrEnum):
    """In brackets: the fields that matter, with what zero or nothing stands for."""

    LATENCY = "latency"  # [seconds]
    BLACK_HOLE = "black-hole"  # never answers
    RESET = "reset"  # a TCP reset in place of the answer
    STATUS = "status"  # [status = 503, seconds = Retry-After where not 0]
    RETRY_AFTER = "retry-after"  # [seconds] the honest answer with Retry-After
    HTML = "html"  # 200 text/html
    OVERSIZE = "oversize"  # [size = 3 MiB] 200 with a large JSON value
    SLOW_HEAD = "slow-head"  # [seconds = 0.1] 200, a byte of head and body per interval
    ENDLESS = "endless"  # 200 with a JSON value of no announced length, up to 1 GiB
    HUGE_NUMBERS = "huge-numbers"  # 200 with numbers that nothing can hold
    DEEP_JSON = "deep-json"  # [size = 100,000] 200 with so many nested arrays
    REDIRECT = "redirect"  # [location = https://evil.example, status = 302]
    TRUNCATE = "truncate"  # half of the body that was announced
    CUT = "cut"  # half of a body of no announced length, and TLS ends without a close_notify
    LATE = "late"  # [seconds] does what was asked, then answers late
    LOST = "lost"  # does what was asked, then resets the connection in place of the answer
    DRIP = "drip"  # [seconds = 0.1] a byte of the body per interval
    BOM = "bom"  # a UTF-8 byte order mark before the body
    INVALID_UTF8 = "invalid-utf8"  # in every text of the body, and after the last
    CHALLENGE = "challenge"  # [size = 90,000] one more, long WWW-Authenticate header
    HEADERS = "headers"  # [headers] added to the honest answer


@dataclass
class Fault:
    """`count` requests are affected, or all with None. Empty host, path and method match all."""

    kind: FaultKind
    host: str = ""
    path: str = ""  # a prefix of the path as it is sent
    method: str = ""
    count: int | None = None
    seconds: float = 0.0
    status: int = 0
    size: int = 0
    location: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)

    def matches(self, request: Request) -> bool:
        if self.method not in ("", request.method):
            return False
        return self.host.lower() in ("", request.host) and request.path.startswith(self.path)


class FaultList:
    """The faults that are switched on. Safe for use by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self, path: str = "") -> None:
        """All of them, or those with exactly this path."""
        with self._lock:
            self._faults = [fault for fault in self._faults if path not in ("", fault.path)]

    def snapshot(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def take(self, request: Request) -> list[Fault]:
        """The faults for this request; limited ones are used up and removed."""
        with self._lock:
            taken = [fault for fault in self._faults if fault.matches(request)]
            for fault in taken:
                if fault.count is not None:
                    fault.count -= 1
            self._faults = [f for f in self._faults if f.count is None or f.count > 0]
            return taken


def delay_s(faults: list[Fault]) -> float:
    return sum(fault.seconds for fault in faults if fault.kind is FaultKind.LATENCY)


def is_silent(faults: list[Fault]) -> bool:
    return any(fault.kind is FaultKind.BLACK_HOLE for fault in faults)


def replacement(faults: list[Fault], request: Request) -> Response | None:
    """The answer in place of the honest one, if there is one."""
    for fault in faults:
        if fault.kind in REPLACEMENTS:
            return REPLACEMENTS[fault.kind](fault, request)
    return None


def alter(faults: list[Fault], response: Response) -> Response:
    for fault in faults:
        if fault.kind in ALTERATIONS:
            response = ALTERATIONS[fault.kind](fault, response)
    return response


def _status(fault: Fault, _request: Request) -> Response:
    status = fault.status or 503
    headers = [("Retry-After", str(int(fault.seconds)))] if fault.seconds else []
    if status == 429:
        return json_response(status, error_value(RATE_LIMIT, "RequestBlockedException"), *headers)
    return html_response(status, "Azure DevOps Services | Error", *headers)


def _reset(_fault: Fault, _request: Request) -> Response:
    return Response(0, delivery=Delivery(reset=True))


def _slow_head(fault: Fault, _request: Request) -> Response:
    response = json_response(200, {})
    response.delivery = Delivery(drip_interval_s=fault.seconds or 0.1, drips_head=True)
    return response


def _html(_fault: Fault, _request: Request) -> Response:
    return html_response(200, "A captive portal")


def _oversize(fault: Fault, _request: Request) -> Response:
    return json_response(200, {"displayName": "x" * (fault.size or 3 << 20)})


def _deep_json(fault: Fault, _request: Request) -> Response:
    depth = fault.size or 100_000
    response = json_response(200, None)
    response.body = b"[" * depth + b"]" * depth
    return response


class _Endless:
    """The beginning of a JSON value that does not end."""

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"displayName":"'
        for _ in range(ENDLESS_BLOCKS):
            yield b"x" * BLOCK_BYTES

    def close(self) -> None:
        pass


def _endless(_fault: Fault, _request: Request) -> Response:
    response = json_response(200, None)
    response.body = _Endless()
    return response


def _huge_numbers(_fault: Fault, _request: Request) -> Response:
    """As the fields in which programs expect a number, or something else."""
    names = ("coreRevision", "displayName", "expires_in", "id", "interval", "patToken", "validTo")
    fields = [f'"{name}": {number}' for name, number in zip(names, HUGE_NUMBERS * len(names))]
    response = json_response(200, None)
    response.body = f"{{{', '.join(fields)}}}".encode()
    return response


def _redirect(fault: Fault, request: Request) -> Response:
    """To the same path and query below `location`, as Git wants it to follow."""
    query = f"?{request.query}" if request.query else ""
    location = (fault.location or "https://evil.example") + request.path + query
    return Response(fault.status or 302, [("Location", location)])


def _retry_after(fault: Fault, response: Response) -> Response:
    response.headers.append(("Retry-After", str(int(fault.seconds))))
    return response


def _truncate(_fault: Fault, response: Response) -> Response:
    response.delivery = replace(response.delivery, truncate=True)
    return response


def _cut(_fault: Fault, response: Response) -> Response:
    response.delivery = replace(response.delivery, cut=True)
    return response


def _late(fault: Fault, response: Response) -> Response:
    response.delivery = replace(response.delivery, delay_s=fault.seconds)
    return response


def _lost(_fault: Fault, response: Response) -> Response:
    response.delivery = replace(response.delivery, reset=True)
    return response


def _drip(fault: Fault, response: Response) -> Response:
    response.delivery = replace(response.delivery, drip_interval_s=fault.seconds or 0.1)
    return response


def _bom(_fault: Fault, response: Response) -> Response:
    return with_bom(response)


def _invalid_utf8(_fault: Fault, response: Response) -> Response:
    """An octet of no character, an overlong one, a surrogate, and one that is cut off."""
    if isinstance(response.body, bytes):
        bad = b'": "\xff\xc0\xaf\xed\xa0\x80'
        response.body = response.body.replace(b'": "', bad) + b"\xe2\x82"
    return response


def _challenge(fault: Fault, response: Response) -> Response:
    realm = "x" * (fault.size or 90_000)
    response.headers.append(("WWW-Authenticate", f'Basic realm="{realm}"'))
    return response


def _headers(fault: Fault, response: Response) -> Response:
    response.headers.extend(fault.headers)
    return response


REPLACEMENTS: dict[FaultKind, Callable[[Fault, Request], Response]] = {
    FaultKind.STATUS: _status,
    FaultKind.RESET: _reset,
    FaultKind.HTML: _html,
    FaultKind.OVERSIZE: _oversize,
    FaultKind.SLOW_HEAD: _slow_head,
    FaultKind.ENDLESS: _endless,
    FaultKind.HUGE_NUMBERS: _huge_numbers,
    FaultKind.DEEP_JSON: _deep_json,
    FaultKind.REDIRECT: _redirect,
}

ALTERATIONS: dict[FaultKind, Callable[[Fault, Response], Response]] = {
    FaultKind.RETRY_AFTER: _retry_after,
    FaultKind.TRUNCATE: _truncate,
    FaultKind.CUT: _cut,
    FaultKind.LATE: _late,
    FaultKind.LOST: _lost,
    FaultKind.DRIP: _drip,
    FaultKind.BOM: _bom,
    FaultKind.INVALID_UTF8: _invalid_utf8,
    FaultKind.CHALLENGE: _challenge,
    FaultKind.HEADERS: _headers,
}
