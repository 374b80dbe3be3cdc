# SPDX-License-Identifier: MIT
"""A person's session, the stand-in for Azure DevOps, and the program that asks about a token.

    with Validation() as place:
        token = place.azure.add_token("contoso", scopes=["vso.code"])
        tap.equal(place.ask(token)["verdict"], "valid")
"""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from subprocess import PIPE
from types import TracebackType
from typing import Self

import memory
import tap
from sandbox import NETWORK
from session import Session
from standin import StandIn
from standin_server.journal import RequestRecord

PROGRAM = os.environ["AZDO_TEST_VALIDATE"]
MODULE = Path(os.environ["AZDO_TEST_STAGE"], "libexec/git-credential-azdo/azure.so")
CONTOSO = "https://dev.azure.com/contoso"
SERVER = "https://tfs.example.com"
COLLECTION = f"{SERVER}/tfs/DefaultCollection"
PROFILE_HOST = "vssps.dev.azure.com"
CORE_HOST = "dev.azure.com"
LIMIT_S = 30.0

Environment = Mapping[str, str | None]
Result = dict[str, str]
Process = subprocess.Popen[str]
# glibc's own help against copies of secrets in memory would hide them.
UNHELPED: Environment = {"MALLOC_PERTURB_": None}


def _nothing(_process: Process) -> None:
    pass


class Validation:
    """Everything around the program, made on entry and gone on exit.

    `config` writes the user's configuration; the way to the stand-in comes behind it.
    """

    def __init__(self, *, metadata: bool = False) -> None:
        """With `metadata` there is the metadata service of a machine, too (see standin.py)."""
        self._metadata = metadata
        self._cleanup = contextlib.ExitStack()
        self.session: Session
        self.azure: StandIn
        self.printed: list[str] = []  # by the program, when `look` is called

    def __enter__(self) -> Self:
        if os.environ[NETWORK] == "high-port":
            tap.skip("port 443 cannot be bound here, and the hosts of Azure DevOps have no other")
        with contextlib.ExitStack() as cleanup:
            self.session = cleanup.enter_context(Session("no-bus"))
            self.azure = cleanup.enter_context(StandIn.start(
                self.session.scratch / "azure", metadata=self._metadata))
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        with self._cleanup:
            if kind is None:
                tap.equal(self.azure.misplaced(), [])

    def config(self, text: str = "", *, way: bool = True) -> None:
        """The user's configuration; without `way` nothing leads to the stand-in."""
        wanted = text + (self.azure.git_config() if way else "")
        (self.session.home / ".gitconfig").write_text(wanted, encoding="utf-8")

    def ask(self, token: str = "", url: str = CONTOSO, *, limit_ms: int = 8000,
            server: str = "", env: Environment | None = None, cwd: Path | None = None,
            configured: bool = False, program: str | Path = PROGRAM,
            look: Callable[[Process], None] = _nothing) -> Result:
        """The verdict on a token; `look` sees the process when it is through, before it ends.

        The standard configuration is written, unless the test has `configured`. To the lines of the
        program come `stderr` and `seconds`.
        """
        if not configured:
            self.config()
        argv: list[str | Path] = [program, MODULE, f"--limit={limit_ms}", url]
        if server:
            argv.append(f"--server={server}")
        lines, stderr, seconds = self.drive(argv, token, env=env, cwd=cwd, look=look)
        result = dict(line.split("=", 1) for line in lines)
        return {**result, "stderr": stderr, "seconds": f"{seconds:.2f}"}

    def drive(self, argv: Sequence[str | Path], token: str, *, env: Environment | None = None,
              cwd: Path | None = None,
              look: Callable[[Process], None] = _nothing) -> tuple[list[str], str, float]:
        """The lines that a driver prints, its stderr, and the seconds it took."""
        start = time.monotonic()
        with self.session.start(argv, env=env, cwd=cwd, stdin=PIPE, stdout=PIPE,
                                stderr=PIPE) as process:
            assert process.stdin and process.stdout and process.stderr
            process.stdin.write(token + "\n")
            process.stdin.flush()
            lines = [line.rstrip("\n") for line in until_done(process.stdout)]
            seconds = time.monotonic() - start
            self.printed = lines
            look(process)
            process.stdin.close()
            stderr = process.stderr.read()
        tap.equal(process.returncode, 0)
        return lines, stderr, seconds

    def asked(self) -> list[RequestRecord]:
        return self.azure.requests()


def until_done(lines: Iterable[str]) -> Iterator[str]:
    return itertools.takewhile(lambda line: line != "done\n", lines)


def copies(process: Process, *needles: bytes) -> int:
    """How often something stands in the writable memory of a process."""
    return sum(content.count(needle) for _, content in memory.areas(process.pid)
               for needle in needles)


def only(result: Result, **expected: str) -> None:
    """Compares the named lines."""
    tap.equal({name: result.get(name) for name in expected}, expected)


def settings(session: Session, url: str = CONTOSO, *, server: str = "",
             env: Environment | None = None, cwd: Path | None = None) -> list[str]:
    """What is read of Git's settings for an URL, as name=value."""
    argv = [PROGRAM, MODULE, "--settings", url, *([f"--server={server}"] if server else [])]
    done = session.run(argv, env=env, cwd=cwd, timeout_s=LIMIT_S)
    tap.equal((done.returncode, done.stderr), (0, ""))
    return done.stdout.splitlines()[:-1]


def make_work_tree(session: Session, config: str) -> Path:
    """A work tree with this configuration of its own."""
    folder = session.home / "work"
    session.run(["git", "init", "--quiet", folder])
    with (folder / ".git/config").open("a", encoding="utf-8") as file:
        file.write(config)
    return folder
