# SPDX-License-Identifier: MIT
"""Tokens that are stored already, and what the program prints of them."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import subprocess
import termios
import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import tap
from story import PROGRAM, Story

DAY = 86400
WRITE = ["vso.code_write"]
Done = subprocess.CompletedProcess[str]


def now() -> int:
    return int(time.time())


def day(when: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(when))


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def payload(story: Story) -> dict[str, str]:
    """The facts of the one item that is stored, the token under "secret"."""
    item, = story.session.keyring.dump_items()
    secret, *facts = item.secret.decode().split("\t")
    return {"secret": secret, **dict(fact.split("=", 1) for fact in facts[:-1])}


def keep(story: Story, token: str, organization: str = "contoso", username: str = "",
         **facts: str | int) -> None:
    """A record as the helper writes it, with facts that may be of any time."""
    identity = {"server": str(facts.pop("server", "dev.azure.com")), "organization": organization,
                "username": username, "role": "token"}
    certainty = "told" if "valid_to" in facts else "unknown"
    fields = {"kind": "pat", "valid_to_certainty": certainty, "created": now() - 10, **facts,
              **identity}
    record = token + "\t" + "".join(f"{key}={value}\t" for key, value in fields.items()) + "."
    words = [word for pair in identity.items() for word in pair]
    done = story.run(["secret-tool", "store", "--label=test", "xdg:schema",
                      "git-credential-azdo.Credential", *words], stdin=record)
    tap.equal((done.returncode, done.stderr), (0, ""))


def call(story: Story, *words: str, env: Mapping[str, str | None] | None = None,
         cwd: Path | None = None) -> Done:
    """The program, in the time zone of the dates here."""
    return story.run([PROGRAM, *words], cwd=cwd, env={"TZ": "UTC", **(env or {})})


def row(text: str, label: str) -> str | None:
    """What stands behind a label, its lines joined."""
    match = re.search(rf"^  {label} +(.*(?:\n {{12}}.*)*)", text, re.MULTILINE)
    return re.sub(r"\s+", " ", match[1]) if match else None


def on_terminal(story: Story, *words: str, columns: int = 0, **env: str) -> str:
    """What the program writes to a terminal, of so many columns if it tells."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24 if columns else 0, columns))
    with story.session.start([PROGRAM, *words], stdout=theirs, stderr=theirs,
                             env={**story.env, "TZ": "UTC", "TERM": "xterm", **env}) as process:
        os.close(theirs)
        text = b""
        with contextlib.suppress(OSError):  # EIO is the end
            while select.select([ours], [], [], 60)[0] and (part := os.read(ours, 4096)):
                text += part
        process.wait()
    os.close(ours)
    return text.decode().replace("\r\n", "\n")
