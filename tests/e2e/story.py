# SPDX-License-Identifier: MIT
"""A story: a person's session, Azure DevOps as the stand-in plays it, Git, and the helper.

    with Story() as story:
        token = story.azure.add_token("contoso", scopes=["vso.code_write"])
        story.azure.add_repository("contoso", "web", "app")
        story.approve("https://dev.azure.com/contoso/web/_git/app", token)
        story.git("clone", "https://dev.azure.com/contoso/web/_git/app")

AZDO_TEST_GIT=trixie takes Debian 13's Git and libsecret instead of the system's.

Every story that comes to its end is looked through for secrets (see canary.py): what its programs
complained of, what commands for people printed, the files that are left, and the requests.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import canary
import tap
import trixie
from clock import Clock
from sandbox import NETWORK, enter_sandbox
from session import Session
from standin import StandIn

STAGE = Path(os.environ["AZDO_TEST_STAGE"])
PROGRAM = "git-credential-azdo"
USES_TRIXIE = os.environ.get("AZDO_TEST_GIT") == "trixie"

Answer = dict[str, str]

# Those of the first story serve the others, unless these have a time of their own.
_certificates = tempfile.TemporaryDirectory()


def prepare() -> None:
    """To be called once, before any story."""
    if USES_TRIXIE:
        trixie.prepare()
    enter_sandbox()


class Story:
    """Everything of a story, made on entry and gone on exit; the helper is configured.

    With `start`, a date and time of UTC, it happens then, and `clock` moves on. With `metadata` it
    is on a machine of a cloud, whose metadata service answers (see `add_metadata_address`).
    `more_ports` of the stand-in: 0 is a free one.
    """

    _configuration = ""

    def __init__(self, keyring: str = "gnome-keyring", *, configured: bool = True,
                 start: str = "", metadata: bool = False, more_ports: Sequence[int] = ()) -> None:
        self._keyring = keyring
        self._configured = configured
        self._start = start
        self._metadata = metadata
        self._more_ports = more_ports
        self.clock: Clock
        # Files and folders that may hold tokens: stores, and what a test itself puts there.
        self.spared: set[Path] = set()
        self._cleanup = contextlib.ExitStack()
        self.session: Session
        self.azure: StandIn

    def __enter__(self) -> Self:
        if os.environ[NETWORK] == "high-port":
            tap.skip("port 443 cannot be bound here, and the hosts of Azure DevOps have no other")
        with contextlib.ExitStack() as cleanup:
            self.session = cleanup.enter_context(
                Session(self._keyring, path=[STAGE / "bin"]))
            self._use_git()
            self.azure = cleanup.enter_context(self._start_azure())
            self.spared = {self.azure.state_dir,
                           self.session.home / ".local/share/keyrings"}
            self._way_to_azure = self.session.home / ".config/azure.gitconfig"
            self._configure(f"[include]\n\tpath = {self._way_to_azure}\n")
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        with self._cleanup:
            if kind is None:
                self.expect_no_secrets()

    def _configure(self, text: str) -> None:
        """Adds to the user's file, and has the helper configured there.

        What `configure` writes is the same each time: after the first story it is written again.
        """
        file = self.session.home / ".gitconfig"
        with file.open("a", encoding="utf-8") as config:
            config.write(text + (Story._configuration if self._configured else ""))
        self.refresh()
        if self._configured and not Story._configuration:
            before = file.read_text(encoding="utf-8")
            self.git("credential-azdo", "configure")
            Story._configuration = file.read_text(encoding="utf-8").removeprefix(before)

    def expect_no_secrets(self) -> None:
        """None lies where it should not, as far as it can be told by now."""
        tap.equal(canary.files(self.session.scratch, self.spared), [])
        tap.equal(self.azure.misplaced(), [])

    def _start_azure(self) -> contextlib.AbstractContextManager[StandIn]:
        folder = self.session.scratch / "azure"
        if not self._start:
            return StandIn.start(folder, metadata=self._metadata, more_ports=self._more_ports,
                                 certificates=Path(_certificates.name))
        self.clock = Clock(self.session.scratch / "clock", self._start)
        self.env.update(self.clock.environment())
        with self.clock.around():
            return StandIn.start(folder)

    def _use_git(self) -> None:
        """What changes the session's environment: which Git and which libraries are used."""
        self.env: dict[str, str] = {"GIT_TERMINAL_PROMPT": "0"}
        if USES_TRIXIE:
            folder = self.session.scratch / "wrapped"
            folder.mkdir()
            trixie.wrap(STAGE / "bin" / PROGRAM, folder / PROGRAM)
            plain = self.session.environment()
            ours = trixie.environment({**plain, "PATH": f"{folder}:{plain['PATH']}"})
            self.env.update({name: value for name, value in ours.items()
                             if plain.get(name) != value})

    # Git

    def git(self, *arguments: str | Path, cwd: Path | None = None, stdin: str = "",
            env: Mapping[str, str | None] | None = None) -> str:
        """Runs Git, which must succeed, and returns what it printed."""
        done = self.try_git(*arguments, cwd=cwd, stdin=stdin, env=env)
        if done.returncode != 0:
            raise AssertionError(f"git {arguments!r}: status {done.returncode}\n"
                                 f"{done.stdout}{done.stderr}")
        return done.stdout

    def try_git(self, *arguments: str | Path, cwd: Path | None = None, stdin: str = "",
                env: Mapping[str, str | None] | None = None) -> subprocess.CompletedProcess[str]:
        """Runs Git."""
        return self.run(["git", *arguments], cwd=cwd, stdin=stdin, env=env)

    def run(self, argv: Sequence[str | Path], *, cwd: Path | None = None, stdin: str = "",
            env: Mapping[str, str | None] | None = None,
            timeout_s: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Runs any program in the story, with a Git that knows its way to the stand-in."""
        self.refresh()
        done = self.session.run(argv, stdin, cwd=cwd, env={**self.env, **(env or {})},
                                timeout_s=timeout_s)
        assert not canary.sings(done.stderr), done.stderr
        assert not _is_for_people(argv) or not canary.sings(done.stdout), done.stdout
        return done

    def refresh(self) -> None:
        """The names to be resolved follow the organizations; the user's file includes theirs."""
        self._way_to_azure.write_text(self.azure.git_config(), encoding="utf-8")

    def version(self) -> tuple[int, int]:
        """Git's version, for what only newer ones do."""
        match = re.search(r"(\d+)\.(\d+)", self.git("version"))
        assert match
        return int(match[1]), int(match[2])

    # Credentials, as a person handles them

    def approve(self, url: str, password: str, *, username: str | None = None,
                more: Mapping[str, str] | None = None) -> None:
        """`git credential approve`; the user name is the URL's, or Azure DevOps' usual one."""
        lines = {"url": url, "password": password, **(more or {})}
        if username is not None or "@" not in url:
            lines["username"] = username if username is not None else "PersonalAccessToken"
        done = self.try_git("credential", "approve", stdin=_message(lines))
        tap.equal((done.returncode, done.stderr), (0, ""))

    def fill(self, url: str, **more: str) -> Answer | None:
        """`git credential fill`; None if Git would have to ask."""
        done = self.try_git("credential", "fill", stdin=_message({"url": url, **more}))
        return _answer(done.stdout) if done.returncode == 0 else None

    def password(self, url: str, **more: str) -> str | None:
        """The password of `fill`."""
        answer = self.fill(url, **more)
        return answer["password"] if answer else None

    def reject(self, url: str, **more: str) -> subprocess.CompletedProcess[str]:
        """`git credential reject`."""
        return self.try_git("credential", "reject", stdin=_message({"url": url, **more}))

    def helper(self, operation: str, request: str | Mapping[str, str], *options: str,
               env: Mapping[str, str | None] | None = None) -> subprocess.CompletedProcess[str]:
        """The helper itself, as Git calls it."""
        text = request if isinstance(request, str) else _message(request)
        return self.run([PROGRAM, *options, operation], stdin=text, env=env)

    # Work trees

    def clone(self, url: str, name: str, *options: str) -> Path:
        """A clone in the home folder."""
        folder = self.session.home / name
        self.git("clone", "--quiet", *options, url, folder)
        return folder

    def commit(self, work_tree: Path, name: str, content: bytes) -> None:
        """A commit of one file."""
        (work_tree / name).write_bytes(content)
        self.git("add", name, cwd=work_tree)
        self.git("commit", "--quiet", "-m", f"add {name}", cwd=work_tree)


def _is_for_people(argv: Sequence[str | Path]) -> bool:
    """Whether it is a command of ours that a person types: all that prints no token."""
    ours = argv[0] == PROGRAM or list(argv[:2]) == ["git", "credential-azdo"]
    return ours and "get" not in argv


def _message(lines: Mapping[str, str]) -> str:
    return "".join(f"{key}={value}\n" for key, value in lines.items()) + "\n"


def _answer(text: str) -> Answer:
    return dict(line.split("=", 1) for line in text.splitlines() if line)
