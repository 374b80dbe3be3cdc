# SPDX-License-Identifier: MIT
"""The helper in a session, as Git calls it: what the suites of keyrings share."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen

import tap
from session import Session

STAGE = Path(os.environ["AZDO_TEST_STAGE"])
PROGRAM = "git-credential-azdo"
# The keyring itself is asked each time.
OPTIONS = ["--cache=0"]
REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
TOKEN = "SYNTHETICTESTTOKEN"
ATTRIBUTES = {
    "xdg:schema": "git-credential-azdo.Credential",
    "server": "dev.azure.com",
    "organization": "contoso",
    "username": "u@example.com",
    "role": "token",
}
# One call of the keyring may take 3 s; twice that is the mark of a call that was made again.
LIMIT_S = 6.0
SCREEN = {"DISPLAY": ":0"}

Environment = Mapping[str, str | None]


def session(keyring: str) -> Session:
    return Session(keyring, path=[STAGE / "bin"])


def helper(place: Session, operation: str, more: str = "", *,
           env: Environment | None = None) -> CompletedProcess[str]:
    return place.run([PROGRAM, *OPTIONS, operation], REQUEST + more + "\n", env=env)


def store(place: Session, token: str = TOKEN, username: str = "u@example.com") -> None:
    done = helper(place, "store", f"username={username}\npassword={token}\n")
    tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))


def get(place: Session) -> str | None:
    """The password that is answered."""
    done = helper(place, "get")
    missing = ("error: no token is stored for dev.azure.com/contoso\n"
               "hint: git credential-azdo login contoso\n")
    tap.equal(done.stderr, "" if done.stdout else missing)
    lines = dict(line.split("=", 1) for line in done.stdout.splitlines() if line)
    return lines.get("password")


def start(place: Session, operation: str, *, env: Environment | None = None) -> Popen[str]:
    process = place.start([PROGRAM, *OPTIONS, operation], env=env,
                          stdin=PIPE, stdout=PIPE, stderr=PIPE)
    assert process.stdin is not None
    process.stdin.write(REQUEST + "\n")
    process.stdin.flush()
    return process


def expect_failure(done: CompletedProcess[str], error: str, answer: str = "") -> None:
    """One error line with this start, one hint line, this answer."""
    tap.equal((done.returncode, done.stdout), (1, answer))
    lines = done.stderr.splitlines()
    tap.equal(len(lines), 2)
    assert lines[0].startswith(f"error: {error}"), done.stderr
    assert lines[1].startswith("hint: "), done.stderr
