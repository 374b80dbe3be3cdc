# SPDX-License-Identifier: MIT
"""What can go wrong on the way to Azure DevOps, and a story in which it does.

Two kinds: what befalls a request, which the stand-in does to those of one organization (see
standin_server/faults.py); and a way that leads nowhere or to somebody else, which Git's settings
tell: they are read by the program as by Git, and it knows no other way.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from full_listener import full_listener
from proxy import Proxy
from standin import StandIn
from story import Story

# Where the stand-in shows what it shows nowhere else.
SHOWN_AT = {"wrong-name": "127.0.0.2", "expired": "127.0.0.3", "unknown-ca": "127.0.0.4",
            "silent": "127.0.0.5"}
FULL = "127.0.0.6"  # whose listener has no room
NOBODY = "127.0.0.7"
HTTPS = 443
MANY_BYTES = 100 << 20


@dataclass(frozen=True)
class Fault:
    """`kind` and `fields` are of StandIn.add_fault; without a kind it is a way, by its `address`
    or through the proxy that is called `proxy`."""

    kind: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    proxy: str = ""
    takes_time: bool = False  # as much as there is
    # What was asked for has happened, and the answer comes to harm, if it says anything.
    is_delivery: bool = False
    is_json: bool = False  # with the status 200

    @property
    def is_way(self) -> bool:
        return not self.kind


def _status(status: int, seconds: int = 0) -> Fault:
    return Fault("status", {"status": status, "seconds": seconds})


FAULTS = {
    "no name": Fault(address="-"),
    "nobody there": Fault(address=NOBODY),
    "a silent address": Fault(address=FULL, takes_time=True),
    "a silent handshake": Fault(address=SHOWN_AT["silent"], takes_time=True),
    "a wrong name": Fault(address=SHOWN_AT["wrong-name"]),
    "an expired certificate": Fault(address=SHOWN_AT["expired"]),
    "an unknown authority": Fault(address=SHOWN_AT["unknown-ca"]),
    "a proxy's 407": Fault(proxy="407"),
    "a proxy that hangs up": Fault(proxy="hangs up"),
    "a reset": Fault("reset"),
    "an answer that is lost": Fault("lost", is_delivery=True),
    "a black hole": Fault("black-hole", takes_time=True),
    "a slow head": Fault("slow-head", takes_time=True),
    "a byte at a time": Fault("drip", takes_time=True, is_delivery=True),
    "half of it": Fault("truncate", is_delivery=True),
    "TLS cut off": Fault("cut", is_delivery=True),
    "100 MB": Fault("oversize", {"size": MANY_BYTES}, is_json=True),
    "no end": Fault("endless", is_json=True),
    "deep JSON": Fault("deep-json", is_json=True),
    "huge numbers": Fault("huge-numbers", is_json=True),
    "invalid UTF-8": Fault("invalid-utf8", is_delivery=True),
    "a portal": Fault("html"),
    "another host": Fault("redirect", {"location": "https://evil.example"}),
    "another host, 307": Fault("redirect", {"location": "https://evil.example", "status": 307}),
    "plain http": Fault("redirect", {"location": "http://dev.azure.com:{plain}"}),
    "plain http, 308": Fault("redirect", {"location": "http://dev.azure.com:{plain}",
                                          "status": 308}),
    "429": _status(429),
    "429, later": _status(429, 3600),
    "500": _status(500),
    "502": _status(502),
    "503, later": _status(503, 3600),
}


@dataclass
class World:
    """The stand-in, and everything else that an address can lead to."""

    azure: StandIn
    plain: str  # the port of plain http
    proxies: dict[str, Proxy]

    def config(self, fault: Fault) -> str:
        """Git's settings for a way that ends so, or for the way to the stand-in."""
        honest = self.azure.git_config()
        lines = honest.splitlines()
        if fault.proxy:
            port = self.proxies[fault.proxy].port
            return f"{honest}\tproxy = http://127.0.0.1:{port}\n"
        if fault.address:
            lines = [line.replace(f":{HTTPS}:127.0.0.1", f":{HTTPS}:{fault.address}")
                     for line in lines if fault.address != "-" or "curloptResolve" not in line]
        lines.append(f"\tcurloptResolve = dev.azure.com:{self.plain}:127.0.0.1")
        return "\n".join(lines) + "\n"


class _Host(Story):
    """The story whose stand-in it is, and which is found at all of `SHOWN_AT`."""

    def _start_azure(self) -> StandIn:
        return StandIn.start(self.session.scratch / "azure",
                             more_addresses=list(SHOWN_AT.values()))


@contextlib.contextmanager
def world() -> Iterator[World]:
    """For stories that are its neighbours."""
    with (_Host() as host, full_listener(FULL, HTTPS), Proxy("a:b") as asks,
          Proxy(hangs_up=True) as hangs_up):
        for kind, address in SHOWN_AT.items():
            host.azure.set_certificate(kind, address=address)
        yield World(host.azure, host.azure.plain_server.rpartition(":")[2],
                    {"407": asks, "hangs up": hangs_up})


class Neighbour(Story):
    """A session of its own with the Azure DevOps of another story, and its own way there."""

    def __init__(self, place: World) -> None:
        super().__init__()
        self.world = place
        self.fault = Fault()

    def _start_azure(self) -> contextlib.AbstractContextManager[StandIn]:
        return contextlib.nullcontext(self.world.azure)

    def refresh(self) -> None:
        self._way_to_azure.write_text(self.world.config(self.fault), encoding="utf-8")

    @contextlib.contextmanager
    def meeting(self, fault: Fault, **request: str) -> Iterator[None]:
        """Meanwhile that fault befalls the requests with this host, path and method."""
        if fault.is_way:
            self.fault = fault
            try:
                yield
            finally:
                self.fault = Fault()
            return
        fields = {name: value.format(plain=self.world.plain) if isinstance(value, str) else value
                  for name, value in fault.fields.items()}
        self.azure.add_fault(fault.kind, **fields, **request)
        try:
            yield
        finally:
            self.azure.clear_faults(request["path"])
