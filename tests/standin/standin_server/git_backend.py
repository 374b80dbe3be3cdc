# SPDX-License-Identifier: MIT
"""Git's smart HTTP protocol: permissions here, the protocol itself by `git http-backend`."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import ClassVar

from . import answers, repositories
from .authentication import authenticate
from .messages import BLOCK_BYTES, Request, Response
from .routes import GitTarget, Route
from .tokens import Token, Verdict
from .world import Denial, World

READ_SCOPE = "vso.code"
WRITE_SCOPE = "vso.code_write"
RECEIVE_PACK = "git-receive-pack"


def answer_git(world: World, request: Request, route: Route, target: GitTarget) -> Response:
    """Clone, fetch or push, or the reason why not."""
    scope = _required_scope(request, target)
    verdict, token = authenticate(world, request, route, scope)
    if verdict is not Verdict.ACCEPTED and not _is_public(world, route, verdict, scope):
        return answers.refuse(world, request, route, verdict)
    repository = world.repository(route.organization, target.project, target.repository)
    if repository is None:
        return answers.repository_denied(request, target.repository, token, Denial.NOT_FOUND)
    if repository.denial:
        return answers.repository_denied(request, target.repository, token, repository.denial)
    environment = _cgi_environment(world.repositories_dir, repository.directory, target, request)
    return _run_backend(environment, request.body, token)


def _required_scope(request: Request, target: GitTarget) -> str:
    """What the operation needs, on its first request (the service parameter) or its second."""
    service = target.action if request.method == "POST" else request.parameter("service")
    return WRITE_SCOPE if service == RECEIVE_PACK else READ_SCOPE


def _is_public(world: World, route: Route, verdict: Verdict, scope: str) -> bool:
    """Whether anybody may read; a bad credential is refused all the same."""
    anonymous_read = verdict is Verdict.NONE and scope == READ_SCOPE
    return anonymous_read and world.peek_organization(route.organization).public_projects


def _cgi_environment(
    root: Path, directory: Path, target: GitTarget, request: Request
) -> dict[str, str]:
    environment = repositories.git_environment() | {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_PROJECT_ROOT": str(root),
        "PATH_INFO": f"/{directory.relative_to(root)}/{target.action}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.query,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
    }
    for name, variable in (
        ("Content-Length", "CONTENT_LENGTH"),
        ("Content-Encoding", "HTTP_CONTENT_ENCODING"),
        ("Git-Protocol", "HTTP_GIT_PROTOCOL"),
    ):
        if value := request.headers.get(name):
            environment[variable] = value
    return environment


def _run_backend(
    environment: dict[str, str], body: Iterator[bytes], token: Token | None
) -> Response:
    """Feeds the request to the backend; the response streams what it says.

    Request first, answer second: git reads all of the first before it says much, and one TLS
    connection must not be read and written by two threads.
    """
    backend = Backend(environment)
    try:
        backend.feed(body)
        status, headers = backend.read_headers()
    except BaseException:
        backend.close()
        raise
    return Response(status, [*headers, *answers.user_data(token)], backend)


class Backend(Iterator[bytes]):
    """A running `git http-backend` (RFC 3875); iterates over the body of its answer."""

    _running: ClassVar[set[Backend]] = set()
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            ["git", "http-backend"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # a group of its own, to end it with its children
        )
        assert isinstance(self._process.stdout, BufferedReader)
        self._output = self._process.stdout
        self._said_everything = False
        with self._lock:
            self._running.add(self)

    def feed(self, blocks: Iterator[bytes]) -> None:
        assert self._process.stdin is not None
        try:
            for block in blocks:
                self._process.stdin.write(block)
                self._process.stdin.flush()
            self._process.stdin.close()
        except BrokenPipeError:
            pass  # it has heard enough; its answer says why

    def read_headers(self) -> tuple[int, list[tuple[str, str]]]:
        """The status and the other headers; without a Status header it is 200."""
        status, headers = 200, []
        while line := self._output.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            if name.lower() == "status":
                status = int(value.split()[0])
            else:
                headers.append((name, value.strip()))
        return status, headers

    def __next__(self) -> bytes:
        block = self._output.read1(BLOCK_BYTES)
        if not block:
            self._said_everything = True
            raise StopIteration
        return block

    def close(self) -> None:
        """Reaps the backend; ends it first when its answer is no longer wanted."""
        if not self._said_everything:
            self._kill()
        with contextlib.suppress(BrokenPipeError), self._process:
            pass
        with self._lock:
            self._running.discard(self)

    @classmethod
    def kill_all(cls) -> None:
        """For the end of the stand-in: no git process outlives it."""
        with cls._lock:
            for backend in cls._running:
                backend._kill()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
