#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Killed at any moment, helper or keyring: the token before or the token after, and whole.

Renewals are killed in test_renewal.py, and each step of every command in test_every_step.py.
AZDO_TEST_LONG=1 kills 500 times where this does 12 times.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from subprocess import PIPE, Popen

import tap
from contoso import APP
from session import Session
from story import PROGRAM, Story, prepare

TIMES = 500 if os.environ.get("AZDO_TEST_LONG") == "1" else 12
# What a command may take that loses its keyring: a call and what it tries afterwards.
LIMIT_S = 10.0
REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\nusername=ann\n"
CHANCE = random.Random(SEED := random.randrange(1 << 32))


def start(story: Story, *words: str, stdin: str = "") -> Popen[str]:
    process = story.session.start([PROGRAM, "--cache=0", *words], stdin=PIPE, stdout=PIPE,
                                  stderr=PIPE, env=story.env)
    assert process.stdin
    process.stdin.write(stdin)
    process.stdin.flush()
    return process


def store(story: Story, token: str) -> Popen[str]:
    return start(story, "store", stdin=f"{REQUEST}password={token}\n\n")


def logout(story: Story, _: str) -> Popen[str]:
    return start(story, "logout", "contoso")


def erase(story: Story, _: str) -> Popen[str]:
    return start(story, "erase", stdin=f"{REQUEST}\n")


Command = Callable[[Story, str], Popen[str]]
COMMANDS: dict[str, tuple[Command, bool]] = {
    "a store": (store, True), "a logout": (logout, False), "an erase": (erase, False)}


def kill_helper(_: Session, process: Popen[str]) -> None:
    process.kill()
    process.communicate()


def kill_keyring(session: Session, process: Popen[str]) -> None:
    """The helper ends by itself, and says what happened if it had not finished."""
    session.keyring.kill()
    before = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert time.monotonic() - before < LIMIT_S, "it waits too long"
    lines = err.splitlines()
    assert process.returncode >= 0, process.returncode
    assert not lines or (lines[0].startswith("error: ") and lines[-1].startswith("hint: ")), err
    session.keyring.restart()


def measure(story: Story, command: Command) -> float:
    """How long the command takes when it is left alone, and a bit."""
    story.approve(APP, "SYNTHETICTESTTOKEN", username="ann")
    before = time.monotonic()
    command(story, "SYNTHETICTESTTOKENOTHER").communicate()
    return (time.monotonic() - before) * 1.2


def play(kill: Callable[[Session, Popen[str]], None], command: Command, has_new: bool) -> None:
    tap.diagnose(f"seed {SEED}")
    ended = {"before": 0, "after": 0}
    with Story() as story:
        longest_s = measure(story, command)
        for number in range(TIMES):
            old, new = (f"SYNTHETICTESTTOKEN{word}{number}" for word in ("OLD", "NEW"))
            story.approve(APP, old, username="ann")
            process = command(story, new)
            time.sleep(CHANCE.uniform(0, longest_s))
            kill(story.session, process)
            answer = story.fill(APP)
            password = answer["password"] if answer else None
            after = new if has_new else None
            assert password in (old, after), (number, answer)
            assert not answer or answer["username"] == "ann", answer
            tap.equal(story.session.keyring.count_items(), 1 if answer else 0)
            ended["after" if password == after else "before"] += 1
    tap.diagnose(f"{ended['before']} times the token before, {ended['after']} times what came "
                 "after")


def main() -> int:
    prepare()
    for name, (command, has_new) in COMMANDS.items():
        tap.add(f"{name} that is killed loses no token",
                partial(play, kill_helper, command, has_new))
        tap.add(f"{name} whose keyring is killed loses no token",
                partial(play, kill_keyring, command, has_new))
    return tap.main()


if __name__ == "__main__":
    sys.exit(main())
