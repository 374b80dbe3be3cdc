# SPDX-License-Identifier: MIT
"""Puts the stand-in together and takes it apart again."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .control import Control, ControlServer
from .git_backend import Backend
from .identity_endpoints import APP_SERVICE_PATH, METADATA_ADDRESS, METADATA_PORT
from .listener import Listener, PlainListener
from .tls import Tls
from .world import World


@dataclass(frozen=True)
class Options:
    state_dir: Path
    address: str
    more_addresses: Sequence[str]  # at the same ports
    ports: Sequence[int]  # 0 takes a free one
    exit_with_stdin: bool
    metadata: bool  # serve the instance metadata service at its own address


def serve(options: Options, on_ready: Callable[[Control], None]) -> None:
    """Serves until SIGTERM, SIGINT, the control command `stop` or, if so wished, end of stdin.

    Raises OSError when an address cannot be bound.
    """
    os.umask(0o077)  # keys, repositories and the control socket are for their owner only
    options.state_dir.mkdir(parents=True, exist_ok=True)
    world = World(options.state_dir)
    _stop_on_signals(world)
    if options.exit_with_stdin:
        _in_background(lambda: _stop_at_end_of_stdin(world))
    tls = Tls(options.state_dir)
    with contextlib.ExitStack() as stack:
        stack.callback(Backend.kill_all)
        listeners: list[Listener] = [
            stack.enter_context(Listener(world, tls, options.address, port))
            for port in options.ports
        ]
        world.ports = [each.port for each in listeners]
        listeners += [
            stack.enter_context(Listener(world, tls, address, port))
            for address in options.more_addresses
            for port in world.ports
        ]
        identity = PlainListener(world, tls, options.address, 0)
        listeners.append(stack.enter_context(identity))
        world.plain_port = identity.port
        world.identities.endpoint = f"http://{options.address}:{identity.port}{APP_SERVICE_PATH}"
        if options.metadata:
            metadata = PlainListener(world, tls, METADATA_ADDRESS, METADATA_PORT)
            listeners.append(stack.enter_context(metadata))
        control = Control(world, tls, options.address)
        servers = [*listeners, stack.enter_context(ControlServer(control, options.state_dir))]
        for server in servers:
            _in_background(server.serve_forever)
            stack.callback(server.shutdown)
        on_ready(control)
        world.stopping.wait()


def _in_background(function: Callable[[], None]) -> None:
    threading.Thread(target=function, daemon=True).start()


def _stop_on_signals(world: World) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: world.stopping.set())


def _stop_at_end_of_stdin(world: World) -> None:
    """A pipe on stdin ends when its other end dies, however that happens."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    world.stopping.set()
