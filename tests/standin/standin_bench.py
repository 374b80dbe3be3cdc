# SPDX-License-Identifier: MIT
"""What the stand-in's own tests share: clients that reach it, claims, and TAP."""

from __future__ import annotations

import argparse
import contextlib
import http.client
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Self
from urllib.parse import parse_qs, urlsplit

from standin import StandIn

ORGANIZATION, PROJECT, REPOSITORY = "contoso", "My Project", "app"
CLONE_PATH = "/contoso/My%20Project/_git/app"
CONNECTION = "/contoso/_apis/connectionData?api-version=7.1-preview.1"
SUPPRESS = {"X-TFS-FedAuthRedirect": "Suppress"}
LIMIT_S = 20


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class LoopbackConnection(http.client.HTTPSConnection):
    """HTTPS to a real host name, whose address is the stand-in's."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext, timeout_s: float) -> None:
        super().__init__(host, port, timeout=timeout_s, context=context)
        self._trust = context

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)


class Bench:
    """A running stand-in and the clients of a test."""

    def __init__(self, azure: StandIn, scratch: Path) -> None:
        self.azure = azure
        self.scratch = scratch
        self.trust = ssl.create_default_context(cafile=str(azure.ca_file))
        self._config = scratch / "gitconfig"

    def reset(self) -> None:
        """What every test may count on: one repository, nothing switched on, nothing recorded."""
        self.azure.add_repository(ORGANIZATION, PROJECT, REPOSITORY)
        self.azure.set_repository(ORGANIZATION, PROJECT, REPOSITORY, denial="")
        self.azure.set_organization(ORGANIZATION, public_projects=False)
        self.azure.reset_pat_policy(ORGANIZATION)
        self.azure.reset_entra()
        self.azure.clear_faults()
        self.azure.set_refusal("empty")
        self.azure.set_certificate("good")
        self.azure.set_clock_offset(0)
        self.azure.clear_requests()

    def git(self, *arguments: str, token: str = "", cwd: Path | None = None) -> str:
        """Runs Git, by default with a token for the asking; returns its output.

        Raises GitError with what it said on stderr when it fails.
        """
        self._config.write_text(self.azure.git_config())
        helper = f"!f() {{ echo username=x; echo password={token}; }}; f" if token else ""
        identity = ["-c", "user.name=Synthetic Author", "-c", "user.email=author@example.com"]
        result = subprocess.run(
            ["git", "-c", f"credential.helper={helper}", *identity, *arguments],
            cwd=cwd or self.scratch,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
        )
        if result.returncode:
            raise GitError(result.stderr)
        return result.stdout

    def clone(self, url: str, token: str, *options: str) -> Path:
        directory = Path(tempfile.mkdtemp(dir=self.scratch))
        self.git("clone", "--quiet", *options, url, str(directory), token=token)
        return directory

    def commit(self, directory: Path, name: str, data: bytes) -> None:
        (directory / name).write_bytes(data)
        self.git("add", name, cwd=directory)
        self.git("commit", "--quiet", "-m", f"Add {name}", cwd=directory)

    def core_url(self, path: str = CLONE_PATH) -> str:
        return self.azure.url("dev.azure.com", path)

    def connect(self, host: str, timeout_s: float = LIMIT_S, port: int = 0) -> LoopbackConnection:
        return LoopbackConnection(host, port or self.azure.ports[0], self.trust, timeout_s)

    def get(
        self,
        host: str,
        path: str,
        token: str = "",
        *,
        headers: Mapping[str, str] = SUPPRESS,
        timeout_s: float = LIMIT_S,
        port: int = 0,
    ) -> Answer:
        all_headers = dict(headers) | (basic(token) if token else {})
        return self.ask("GET", host, path, all_headers, timeout_s=timeout_s, port=port)

    def ask(
        self,
        method: str,
        host: str,
        path: str,
        headers: Mapping[str, str] = SUPPRESS,
        body: bytes | None = None,
        *,
        timeout_s: float = LIMIT_S,
        port: int = 0,
    ) -> Answer:
        with contextlib.closing(self.connect(host, timeout_s, port)) as connection:
            return exchange(connection, method, path, headers, body)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.scratch),
            "GIT_CONFIG_GLOBAL": str(self._config),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
        }


class Application:
    """Listens on loopback for what a browser brings; answers it inside its `with` block."""

    def __init__(self) -> None:
        application = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                application.visits.append(parse_qs(urlsplit(self.path).query))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"you may close this page")

            def log_message(self, *_: object) -> None:
                pass

        self.visits: list[dict[str, list[str]]] = []
        self._server = http.server.HTTPServer(("localhost", 0), Handler)
        self.redirect_uri = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class GitError(Exception):
    pass


def exchange(
    connection: http.client.HTTPSConnection,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes | Iterator[bytes] | None = None,
) -> Answer:
    connection.request(method, path, body, dict(headers))
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())


def basic(token: str, username: str = "") -> dict[str, str]:
    pair = b64encode(f"{username}:{token}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@contextlib.contextmanager
def fails(*kinds: type[BaseException], saying: str = "") -> Iterator[None]:
    """The block must raise one of these, with these words in its text."""
    try:
        yield
    except kinds as problem:
        assert saying in str(problem), f"expected {saying!r} in {problem}"
        return
    raise AssertionError(f"nothing failed; expected {kinds} {saying!r}")


def same(got: object, expected: object) -> None:
    assert got == expected, f"got {got!r}, expected {expected!r}"


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


class Skip(Exception):
    """The test cannot be run here."""


def skip(reason: str) -> NoReturn:
    """Ends the test; with AZDO_TEST_STRICT=1 it has failed."""
    if os.environ.get("AZDO_TEST_STRICT") == "1":
        raise AssertionError(f"not to be skipped: {reason}")
    raise Skip(reason)


def run_test(number: int, test: Callable[[Bench], None], bench: Bench) -> bool:
    name = test.__name__.replace("_", " ")
    try:
        bench.reset()
        test(bench)
    except Skip as reason:
        print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        return True
    except Exception:
        for line in traceback.format_exc().splitlines():
            print(f"# {line}")
        print(f"not ok {number} - {name}", flush=True)
        return False
    print(f"ok {number} - {name}", flush=True)
    return True


def main(tests: Sequence[Callable[[Bench], None]], *, metadata: bool = False) -> int:
    """Runs the tests on one stand-in; returns the exit status."""
    parser = argparse.ArgumentParser(description="Tests the stand-in itself; prints TAP.")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="standin."))
    print(f"1..{len(tests)}", flush=True)
    try:
        started = StandIn.start(
            scratch / "state", options.port, more_ports=(0,), metadata=metadata
        )
        with started as azure:
            bench = Bench(azure, scratch)
            results = [run_test(number, test, bench) for number, test in enumerate(tests, 1)]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 0 if all(results) else 1
