#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A fault at every D-Bus call that is made, and what else befalls keyrings.

Whatever happens, each operation ends in time (3 s a call that shows no prompt, 10 s in all), says
in one sentence what happened and in one what mends it, and loses nothing. Which fault is tried
where; names of tests are those of this file, of test_keyring.py and of ../e2e/test_keyrings.py:

    no bus address                  without a bus the error says so
    bus address dead                a dead bus is an error
    bus killed                      a bus that dies meanwhile is an error
    no provider                     a bus without a keyring is an error
    activation fails                a keyring that cannot be started is an error
    activation hangs                a keyring that never starts is given up
    no default collection           without a default collection a store is an error
    locked                          a locked keyring makes git stop and keeps the token
    locked and hidden               what a locked keyring hides is not missing
    locked, 30 processes            thirty processes on a locked keyring all return
    locked, seen by nobody          nobody is asked where nobody can see it
    prompt dismissed                a prompt that is closed makes git stop
    prompts in parallel             parallel requests show one prompt and share its outcome
    prompt for a change dismissed   a change whose prompt is closed is not taken for made
    prompt for a change unanswered  a change that nobody confirms is given up
    hung, at each call              each fault at each call
    hung (SIGSTOP)                  a stopped daemon is given up
    hung while unlocking            each fault at each call
    killed mid-call                 a keyring that dies meanwhile is an error
    killed and started again        a daemon that was killed has lost nothing
    error, garbage, at each call    each fault at each call
    session lost                    a lost session is opened again
    session refused (KWallet)       a session whose key is refused is opened with another
    duplicate items                 a duplicate item is no second token
    foreign items                   foreign items are never touched
    unreadable item of ours         an unreadable item of ours is passed over
    other content types             other content types are read
    no password                     a keyring without a password keeps everything
    disk full                       a full disk costs no token
    many items                      many foreign items are no hindrance
    KWallet, KeePassXC              git works all day

AZDO_TEST_LONG=1: many items are 10,000 instead of 1,000, and each call meets each of four errors
instead of one of them.
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import tap
from keyrings import GnomeKeyring, Keyring, Place, ScriptedKeyring, find_program
from sandbox import NETWORK
from session import Session, enter_sandbox
from keyring_helper import (LIMIT_S, SCREEN, TOKEN, expect_failure, get, helper, session, start,
                            store)

HERE = Path(__file__).resolve().parent
ALL_LIMIT_S = 10.0
AT_A_TIME = 8
IS_LONG = os.environ.get("AZDO_TEST_LONG") == "1"
ANSWER = f"username=u@example.com\npassword={TOKEN}\n\n"
OPERATIONS = {"get": "", "store": "username=u@example.com\npassword=new\n",
              "erase": f"password={TOKEN}\n"}
FAULTS = ("hang={}", "exit={}", "garbage={}")
ERRORS = ("error={}:org.freedesktop.DBus.Error.AccessDenied",
          "error={}:org.freedesktop.Secret.Error.IsLocked",
          "error={}:org.freedesktop.Secret.Error.NoSuchObject", "error={}:org.example.Unheard")
# The time of a prompt is the person's, whom nothing tells from a service that hangs; and to remove
# what is gone already is no failure.
EXEMPT = ("hang=Prompt.Prompt", "error=Item.Delete:org.freedesktop.Secret.Error.NoSuchObject")


class Case(NamedTuple):
    operation: str
    is_locked: bool  # and there is a screen to ask on
    method: str
    fault: str

    def rule(self) -> str:
        return self.fault.format(self.method)


def prepared(place: Session, is_locked: bool) -> ScriptedKeyring:
    keyring = place.keyring_as(ScriptedKeyring)
    store(place)
    if is_locked:
        keyring.script("locked")
    keyring.forget()
    return keyring


def methods_called(operation: str, is_locked: bool) -> list[str]:
    """What the operation calls where nothing goes wrong."""
    with session("scripted") as place:
        keyring = prepared(place, is_locked)
        helper(place, operation, OPERATIONS[operation], env=SCREEN if is_locked else None)
        return sorted(keyring.calls())


def cases() -> Iterator[Case]:
    errors = itertools.cycle(ERRORS)
    for operation in OPERATIONS:
        for is_locked in (False, True):
            for method in methods_called(operation, is_locked):
                for fault in (*FAULTS, *(ERRORS if IS_LONG else [next(errors)])):
                    if fault.format(method) not in EXEMPT:
                        yield Case(operation, is_locked, method, fault)


def complaint(case: Case) -> str:
    """What is wrong with how a case ends; empty for nothing."""
    with session("scripted") as place:
        keyring = prepared(place, case.is_locked)
        keyring.script(case.rule())
        before = time.monotonic()
        try:
            done = helper(place, case.operation, OPERATIONS[case.operation],
                          env=SCREEN if case.is_locked else None)
        except subprocess.TimeoutExpired:
            return "does not end"
        took = time.monotonic() - before
        if took > ALL_LIMIT_S:
            return f"took {took:.1f} s"
        if wrong := wrong_words(case.operation, done):
            return wrong
        if case.fault.startswith("exit"):
            return ""
        keyring.script(f"answer={case.method}", "unlocked")
        left = [item.secret.split(b"\t")[0] for item in keyring.dump_items() if item.secret]
        return "" if left in allowed_contents(case.operation, done) else f"left {left!r}: {done}"


def wrong_words(operation: str, done: subprocess.CompletedProcess[str]) -> str:
    if done.returncode == 0 and done.stderr == "":
        return "" if done.stdout == (ANSWER if operation == "get" else "") else f"answers {done}"
    kinds = [line.partition(" ")[0] for line in done.stderr.splitlines()]
    stops = ("", "quit=1\n\n") if operation == "get" else ("",)
    if done.returncode != 1 or kinds != ["error:", "hint:"] or done.stdout not in stops:
        return f"says {done}"
    return f"tells a secret: {done}" if TOKEN in done.stderr else ""


def allowed_contents(operation: str, done: subprocess.CompletedProcess[str]) -> list[list[bytes]]:
    """What was stored before stays, unless the change was reported as made."""
    is_made = done.returncode == 0 or "is forgotten" in done.stderr
    if not is_made or operation == "get":
        return [[TOKEN.encode()]]
    return [[b"new"]] if operation == "store" else [[]]


@tap.test
def each_fault_at_each_call() -> None:
    todo = list(cases())
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        complaints = [f"{case.operation}, {'locked' if case.is_locked else 'open'}, {case.rule()}: "
                      f"{found}" for case, found in zip(todo, pool.map(complaint, todo)) if found]
    tap.diagnose(f"{len(todo)} cases")
    assert len(todo) > 100, todo
    assert not complaints, "\n".join(complaints)


@tap.test
def every_test_that_is_named_above_is_there() -> None:
    assert __doc__ is not None
    rows = re.findall(r"^    (\S.{30})  ?(\S.*)$", __doc__, re.MULTILINE)
    assert len(rows) >= 30, rows
    files = ("test_keyring.py", "test_keyring_faults.py", "../e2e/test_keyrings.py")
    text = "".join((HERE / name).read_text(encoding="utf-8") for name in files)
    defined = {name.replace("_", " ") for name in re.findall(r"^def (\w+)\(", text, re.MULTILINE)}
    tap.equal([claim for _, claim in rows if claim not in defined], [])


# What a prompt for a change comes to.

@tap.test
def a_change_whose_prompt_is_closed_is_not_taken_for_made() -> None:
    with session("scripted:prompt=dismiss") as place:
        keyring = prepared(place, is_locked=False)
        keyring.script("confirm=yes")
        for operation in ("store", "erase"):
            more = OPERATIONS[operation].replace("u@example.com", "another")
            expect_failure(helper(place, operation, more), "the keyring changes nothing")
        tap.equal((get(place), keyring.count_items()), (TOKEN, 1))


@tap.test
def a_change_that_nobody_confirms_is_given_up() -> None:
    with session("scripted:prompt=never") as place:
        keyring = prepared(place, is_locked=False)
        keyring.script("confirm=yes")
        before = time.monotonic()
        expect_failure(helper(place, "erase", OPERATIONS["erase"]),
                       "the keyring changes nothing before somebody confirms it")
        assert time.monotonic() - before < LIMIT_S
        tap.equal((get(place), keyring.prompts().open), (TOKEN, 0))


# The bus, and who starts.

@tap.test
def a_bus_that_dies_meanwhile_is_an_error() -> None:
    with session("scripted:delay=Service.SearchItems:2000") as place:
        with start(place, "get") as process:
            time.sleep(1)
            place.kill_bus()
            out, err = process.communicate()
        tap.equal((process.returncode, out), (1, ""))
        assert err.startswith("error: the D-Bus session cannot be reached\nhint: "), err


@tap.test
def a_keyring_that_cannot_be_started_is_an_error() -> None:
    for command in ("/bin/false", "/nonexistent/keyring"):
        with session(f"activated:{command}") as place:
            for operation, more in OPERATIONS.items():
                expect_failure(helper(place, operation, more), "the keyring cannot be started")


@tap.test
def a_keyring_that_never_starts_is_given_up() -> None:
    with session("activated:/bin/sleep 60") as place:
        before = time.monotonic()
        expect_failure(helper(place, "get"), "the keyring did not answer in time")
        assert time.monotonic() - before < LIMIT_S


# The real one.

@tap.test
def a_daemon_that_was_killed_has_lost_nothing() -> None:
    with session("gnome-keyring") as place:
        store(place)
        running = [start(place, "get") for _ in range(6)]
        assert place.keyring is not None
        place.keyring.kill()
        for process in running:
            out, err = process.communicate()
            assert out == ANSWER or err.startswith("error: "), (out, err)
        place.keyring.restart()
        tap.equal(get(place), TOKEN)


class GnomeKeyringOnSmallDisk(GnomeKeyring):
    """Its folder is a file system of a few pages, which nobody else sees."""

    def _start(self, argv: Sequence[str], password: str = "",
               **options: Any) -> subprocess.Popen[bytes]:
        folder = self._place.data / "keyrings"
        folder.mkdir(mode=0o700, exist_ok=True)
        mount = f"mount -t tmpfs -o size=64k,mode=700 tmpfs '{folder}'"
        wrapped = [find_program("unshare", "util-linux"), "--mount", "sh", "-c",
                   f'{mount} && exec "$@"', "sh", *argv]
        return super()._start(wrapped, password, **options)

    def fill(self) -> None:
        """Leaves no room on the disk."""
        folder = str(self._place.data / "keyrings").lstrip("/")
        disk = Path("/proc", str(self._process.pid), "root", folder)
        with (disk / "filler").open("wb", buffering=0) as filler:
            try:
                while filler.write(bytes(4096)):
                    pass
            except OSError:
                return

    def empty(self) -> None:
        folder = str(self._place.data / "keyrings").lstrip("/")
        Path("/proc", str(self._process.pid), "root", folder, "filler").unlink()


@tap.test
def a_full_disk_costs_no_token() -> None:
    if os.environ[NETWORK] != "namespace":
        tap.skip("a small disk needs a namespace of one's own")
    with session("absent") as place:
        environment = place.environment()
        keyring: Keyring = GnomeKeyringOnSmallDisk(
            Place(environment, environment["DBUS_SESSION_BUS_ADDRESS"],
                  Path(environment["XDG_DATA_HOME"]), place.scratch / "log/keyring"))
        assert isinstance(keyring, GnomeKeyringOnSmallDisk)
        try:
            store(place)
            keyring.fill()
            done = helper(place, "store", "username=another\npassword=new\n")
            expect_failure(done, "the keyring failed: ")
            tap.equal(get(place), TOKEN)
            keyring.empty()
            store(place, "newer")
            tap.equal(get(place), "newer")
        finally:
            keyring.stop()


@tap.test
def many_foreign_items_are_no_hindrance() -> None:
    count = 10000 if IS_LONG else 1000
    with session(f"gnome-keyring-preset:{count}") as place:
        first = helper(place, "get")  # which may find the daemon reading them
        assert first.stderr.startswith(("error: no token", "error: the keyring did not")), first
        deadline = time.monotonic() + 60
        while helper(place, "store", f"username=u@example.com\npassword={TOKEN}\n").returncode:
            assert time.monotonic() < deadline
        before = time.monotonic()
        tap.equal(get(place), TOKEN)
        assert time.monotonic() - before < LIMIT_S
        assert place.keyring is not None
        tap.equal(place.keyring.count_items(), count + 1)


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
