# SPDX-License-Identifier: MIT
"""A real proxy, tinyproxy, in front of the stand-in.

Names are resolved where the proxy is, and Azure DevOps has none in a test's network. Another
network or file of hosts is not everybody's to make, so tinyproxy hands its connections on to one
more proxy (`proxy.py`), which takes every name for the loopback: tinyproxy itself reads what Git
and the helper say, asks for passwords and refuses.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from types import TracebackType
from typing import Self

import tap
from proxy import Proxy
from story import Story

PATIENCE_S = 20.0
CONFIG = """Port {port}
Listen 127.0.0.1
Timeout 60
MaxClients 50
LogFile "{log}"
LogLevel Connect
Upstream http 127.0.0.1:{upstream}
ConnectPort 443
{more}
"""


class Tinyproxy:
    """Listens while it is entered; with `credential`, "user password", it wants that by Basic."""

    def __init__(self, story: Story, credential: str = "") -> None:
        self._folder = story.session.scratch / "tinyproxy"
        self._more = f"BasicAuth {credential}" if credential else ""
        self._cleanup = contextlib.ExitStack()
        self._log = self._folder / "log"
        self.port = 0

    def __enter__(self) -> Self:
        program = shutil.which("tinyproxy", path="/usr/sbin:/usr/bin")
        if not program:
            tap.skip("tinyproxy is not installed")
        self._folder.mkdir()
        with contextlib.ExitStack() as cleanup:
            upstream = cleanup.enter_context(Proxy())
            self.port = _free_port()
            config = self._folder / "conf"
            config.write_text(CONFIG.format(port=self.port, log=self._log, more=self._more,
                                            upstream=upstream.port), encoding="utf-8")
            process = subprocess.Popen([program, "-d", "-c", config], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            cleanup.callback(_end, process)
            self._wait(process)
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._cleanup.__exit__(kind, value, trace)

    def url(self, credential: str = "") -> str:
        """Its address, with the credential as a URL has it."""
        return f"http://{credential}{'@' if credential else ''}127.0.0.1:{self.port}"

    def hosts(self) -> list[str]:
        """The hosts that it was asked for, in order, since the last call."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        self._log.write_text("", encoding="utf-8")
        return [line.split(": CONNECT ")[1].split(":")[0] for line in lines if ": CONNECT " in line]

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.02)
        raise AssertionError(f"tinyproxy did not start: {self._log.read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait()
