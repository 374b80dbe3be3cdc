# SPDX-License-Identifier: MIT
"""A person's or a machine's session, the stand-in for Entra, and the program that signs in to it.

    with SigningIn() as place:
        tap.equal(place.sign_in("azure-cli").account, "user@example.com")
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import tap
from standin_server.journal import RequestRecord
from validation import MODULE, UNHELPED, Environment, Process, Validation, copies

DRIVER = os.environ["AZDO_TEST_SIGN_IN"]
LOGIN_HOST = "login.microsoftonline.com"
AZURE_CLI_ID = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
APPLICATION_ID = "5e0fa5b4-57ae-4bd8-bd7f-7f0ff0d4a0f1"
UNKNOWN_ID = "5e7bc78c-3a4b-4d0e-9d5a-3f4a8e1c0b12"
SCOPE = "499b84ac-1321-427f-aa17-267ca6975798/.default"
HOUR_S = 3600
# What a limit may be missed by on a busy machine.
SLACK_S = 2.0
LIMIT_S = 20.0


@dataclass
class Outcome:
    """What came of it: tokens, or an error."""

    is_announced: bool = False
    is_user: bool = False
    shown: list[str] = field(default_factory=list)
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    expires: int = 0
    account: str = ""
    tenant: str = ""
    code: str = ""
    error: str = ""
    hint: str = ""
    seconds: float = 0.0

    def take(self, line: str) -> None:
        name, value = line.split("=", 1)
        if name == "shown":
            self.shown.append(value)
        else:
            convert = {"expires": int, "is_user": _is_yes, "is_announced": _is_yes}.get(name, str)
            setattr(self, name, convert(value))

    def good(self) -> Outcome:
        """Itself, if there are tokens."""
        tap.equal((self.code, self.error), ("", ""))
        assert self.access_token, self
        return self


def _is_yes(value: str) -> bool:
    return value == "yes"


class SigningIn(Validation):
    """And the programs that a sign-in may start: none at first."""

    def __enter__(self) -> SigningIn:
        super().__enter__()
        self.programs = self.session.scratch / "programs"
        self.programs.mkdir()
        self.home = self.azure.tenant("contoso")
        self.azure.set_entra(home_tenant=self.home, device_interval_s=1)
        self.config()
        return self

    def sign_in(self, source: str, *, refresh_token: str = "", limit_ms: int = 8000,
                tenant: str = "", client_id: str = "", env: Environment | None = None,
                look: Callable[[Process], None] = lambda _process: None,
                trace: bool = False, before: Sequence[str] = ()) -> Outcome:
        """What comes of it; stderr must be empty, unless there is a trace, which is kept.

        `before` is the program, with its options, that starts the driver.
        """
        options = [f"--{name}={value}" for name, value in (
            ("tenant", tenant), ("client-id", client_id), ("limit", str(limit_ms))) if value]
        path = f"{self.programs}:{self.session.environment()['PATH']}"
        environment = {**UNHELPED, "PATH": path, **(env or {})}
        lines, self.stderr, seconds = self.drive([*before, DRIVER, MODULE, *options, source],
                                                 refresh_token, env=environment, look=look)
        if not trace:
            tap.equal(self.stderr, "")
        outcome = Outcome(seconds=seconds)
        for line in lines:
            outcome.take(line)
        return outcome

    @contextmanager
    def begin(self, source: str, **options: object) -> Iterator[Future[Outcome]]:
        """The same, while something else happens; the process dies with the block."""
        with ThreadPoolExecutor(1) as pool:
            yield pool.submit(self.sign_in, source, **options)  # type: ignore[arg-type]

    def tokens_asked(self) -> list[RequestRecord]:
        """The requests to the token endpoint."""
        return [record for record in self.asked()
                if record.host == LOGIN_HOST and record.path.endswith("/token")]

    def asked_at(self, host: str) -> list[RequestRecord]:
        return [record for record in self.asked() if record.host == host]

    def file(self, name: str, content: str) -> Path:
        path = self.session.scratch / name
        path.write_text(content, encoding="utf-8")
        return path


def form(record: RequestRecord) -> dict[str, str]:
    """The fields of a form that was sent."""
    return {name: values[0] for name, values in parse_qs(record.body).items()}


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def failed(outcome: Outcome, code: str, error: str, hint: str) -> None:
    """Compares the kind of the error, and parts of what happened and of the way out."""
    tap.equal((outcome.code, outcome.access_token), (code, ""))
    assert error in outcome.error, outcome
    assert hint in outcome.hint and outcome.hint, outcome


def expect_expiry(outcome: Outcome, life_s: int = HOUR_S) -> None:
    assert abs(outcome.expires - time.time() - life_s) < 60, outcome


def wait_for(what: Callable[[], object]) -> None:
    """Until it is so."""
    end = time.monotonic() + LIMIT_S
    while not what():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


class Leaks:
    """Looks at the process after it has printed its tokens and let go of them."""

    def __init__(self, place: SigningIn, *secrets: str) -> None:
        self.place = place
        self.secrets = secrets
        self.found: dict[str, int] = {}

    def look(self, process: Process) -> None:
        printed = [line.partition("=")[2] for line in self.place.printed
                   if line.startswith(("access_token=", "refresh_token="))]
        needles = [text.encode() for text in (*printed, *self.secrets)]
        files = [Path(f"/proc/{process.pid}/{name}").read_bytes()
                 for name in ("cmdline", "environ")]
        self.found = {"memory": copies(process, *needles),
                      "arguments and environment": sum(
                          content.count(needle) for content in files for needle in needles)}

    def expect_none(self) -> None:
        tap.equal(self.found, {"memory": 0, "arguments and environment": 0})
