#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""The tests' own surroundings, tested: sandbox, sessions, keyrings, the scripted service, TAP.

The clients are `secret-tool` and the small D-Bus client of keyrings.py.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import processes
import tap
import trixie
from dbus_client import Variant, marshal, unmarshal
from keyrings import GnomeKeyring, Keyring, Prompts, ScriptedKeyring, find_program
from sandbox import METADATA_ADDRESS, NETWORK, add_metadata_address
from session import Session, enter_sandbox

HERE = Path(__file__).resolve().parent
ATTRIBUTES = ["server", "dev.azure.com", "organization", "fabrikam"]
LIMIT_S = 10.0

Done = subprocess.CompletedProcess[str]


def tool(session: Session, *words: str, stdin: str = "", timeout_s: float = LIMIT_S) -> Done:
    """Runs secret-tool in a session."""
    program = find_program("secret-tool", "libsecret-tools")
    return session.run([program, *words], stdin, timeout_s=timeout_s)


def store(session: Session, secret: str) -> Done:
    """Stores the secret under the attributes all tests use."""
    return tool(session, "store", "--label=A token", *ATTRIBUTES, stdin=secret)


def lookup(session: Session, timeout_s: float = LIMIT_S) -> Done:
    """Looks it up again."""
    return tool(session, "lookup", *ATTRIBUTES, timeout_s=timeout_s)


@contextmanager
def scripted(*rules: str) -> Iterator[tuple[Session, ScriptedKeyring]]:
    """A session with the scripted service, in which a secret is stored before the rules apply."""
    with Session("scripted") as session:
        keyring = session.keyring_as(ScriptedKeyring)
        tap.equal(store(session, "s3cret").returncode, 0)
        keyring.forget()
        keyring.script(*rules)
        yield session, keyring


def is_alive(process: int) -> bool:
    """Whether a process runs: neither gone nor a zombie."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


def wait_for_end(numbers: list[int]) -> list[int]:
    """The processes among these that are still there after a while."""
    deadline = time.monotonic() + LIMIT_S
    while any(map(is_alive, numbers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return [number for number in numbers if is_alive(number)]


# --- sandbox -------------------------------------------------------------------------------------


@tap.test
def the_sandbox_lets_port_443_be_bound_and_nothing_out() -> None:
    if os.environ[NETWORK] != "namespace":
        tap.skip(f"network is {os.environ[NETWORK]}")
    with socket.socket() as listener, socket.socket() as client:
        listener.bind(("127.0.0.1", 443))
        listener.listen()
        client.connect(("127.0.0.1", 443))
    with socket.socket() as client:
        tap.equal(client.connect_ex(("192.0.2.1", 443)), errno.ENETUNREACH)


@tap.test
def the_sandbox_can_have_the_address_of_a_metadata_service() -> None:
    if os.environ[NETWORK] != "namespace":
        tap.equal(add_metadata_address(), False)
        tap.skip(f"network is {os.environ[NETWORK]}")
    for _ in range(2):
        tap.equal(add_metadata_address(), True)
    with socket.socket() as listener, socket.socket() as client:
        listener.bind((METADATA_ADDRESS, 80))
        listener.listen()
        client.connect((METADATA_ADDRESS, 80))
    with socket.socket() as client:
        tap.equal(client.connect_ex(("169.254.169.253", 80)), errno.ENETUNREACH)
    tap.equal(enter_sandbox(), "namespace")


@tap.test
def entering_the_sandbox_twice_changes_nothing() -> None:
    before = os.stat("/proc/self/ns/net").st_ino
    mode = os.environ[NETWORK]
    tap.equal(enter_sandbox(), mode)
    tap.equal(os.stat("/proc/self/ns/net").st_ino, before)


@tap.test
def a_program_of_the_session_stays_in_the_same_sandbox() -> None:
    with Session("no-bus") as session:
        code = "import sandbox, os; sandbox.enter_sandbox(); " \
               "print(os.readlink('/proc/self/ns/net'))"
        done = session.run([sys.executable, "-c", code], env={"PYTHONPATH": str(HERE)})
    tap.equal(done.stdout.strip(), os.readlink("/proc/self/ns/net"))


# --- session -------------------------------------------------------------------------------------


@tap.test
def the_environment_holds_nothing_of_the_callers() -> None:
    leaks = {"GIT_ASKPASS": "x", "https_proxy": "x", "DISPLAY": ":0", "SSH_AUTH_SOCK": "x"}
    os.environ.update(leaks)
    os.environ["AZDO_TEST_PROBE"] = "1"
    try:
        with Session("no-bus") as session:
            environment = session.environment({"ADDED": "1", "LANG": None})
    finally:
        for name in (*leaks, "AZDO_TEST_PROBE"):
            del os.environ[name]
    assert not leaks.keys() & environment.keys()
    assert "DBUS_SESSION_BUS_ADDRESS" not in environment
    assert environment["AZDO_TEST_PROBE"] == environment["ADDED"] == "1"
    assert "LANG" not in environment


@tap.test
def git_commits_with_the_sessions_identity() -> None:
    with Session("no-bus") as session:
        script = "git init -q r && cd r && git commit -q --allow-empty -m m && git log --format=%ae"
        done = session.run(["sh", "-c", script])
    tap.equal((done.stdout, done.stderr), ("test@example.com\n", ""))


@tap.test
def leaving_removes_the_folder_and_ends_every_process_of_the_session() -> None:
    with Session("gnome-keyring") as session:
        script = "setsid sleep 1000 >/dev/null 2>&1 & echo $!"
        stray = int(session.run(["sh", "-c", script]).stdout)
        stopped = session.start(["sleep", "1000"])
        stopped.send_signal(signal.SIGSTOP)
        assert session.keyring is not None
        session.keyring.pause()
    tap.equal(wait_for_end([stray, stopped.pid]), [])
    assert not session.scratch.exists()
    stopped.wait()


@tap.test
def an_exception_leaves_nothing_either() -> None:
    session = Session("gnome-keyring")
    try:
        with session:
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert not session.scratch.exists()


def session_processes_after(number: int) -> tuple[list[int], Path]:
    """Signals a test in its session; what is left of the session's processes, and its folder."""
    code = ("import session, subprocess, sys, time\n"
            "with session.Session('gnome-keyring') as s:\n"
            "    s.start(['sleep', '1000'])\n"
            "    print(s.scratch, flush=True)\n"
            "    time.sleep(1000)\n")
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "PYTHONPATH": str(HERE)}) as test:
        assert test.stdout is not None
        scratch = Path(test.stdout.readline().strip())
        members = list(processes.members(scratch))
        assert len(members) >= 3
        test.send_signal(number)
        test.wait()
    return wait_for_end(members), scratch


@tap.test
def sigterm_ends_the_session_in_an_orderly_way() -> None:
    left, scratch = session_processes_after(signal.SIGTERM)
    tap.equal(left, [])
    assert not scratch.exists()


@tap.test
def sigkill_leaves_no_process() -> None:
    left, scratch = session_processes_after(signal.SIGKILL)
    subprocess.run(["rm", "-rf", str(scratch)], check=True)
    tap.equal(left, [])


@tap.test
def a_program_that_takes_too_long_is_killed_with_its_children() -> None:
    with Session("no-bus") as session:
        pids = session.scratch / "pids"
        try:
            session.run(["sh", "-c", f"sleep 1000 & echo $! > {pids}; wait"], timeout_s=0.5)
        except subprocess.TimeoutExpired:
            tap.equal(wait_for_end([int(pids.read_text(encoding="ascii"))]), [])
        else:
            raise AssertionError("no time-out")


@tap.test
def the_command_line_passes_the_exit_status_on() -> None:
    command = [sys.executable, str(HERE / "session.py"), "--keyring=no-bus", "--"]
    tap.equal(subprocess.run([*command, "sh", "-c", "exit 7"], check=False).returncode, 7)
    tap.equal(subprocess.run([*command, "sh", "-c", "kill $$"], check=False).returncode, 143)


# --- keyrings ------------------------------------------------------------------------------------


@tap.test
def gnome_keyring_keeps_what_secret_tool_stores() -> None:
    with Session("gnome-keyring") as session:
        keyring = session.keyring_as(Keyring)
        tap.equal(keyring.dump_items(), [])
        tap.equal(store(session, "s3cret").returncode, 0)
        tap.equal(lookup(session).stdout, "s3cret")
        (item,) = keyring.dump_items()
    tap.equal((item.label, item.secret), ("A token", b"s3cret"))
    tap.equal(item.attributes["organization"], "fabrikam")


@tap.test
def a_locked_gnome_keyring_refuses_until_it_is_unlocked() -> None:
    with Session("gnome-keyring-locked") as session:
        keyring = session.keyring_as(GnomeKeyring)
        assert keyring.is_locked()
        assert store(session, "s3cret").returncode != 0
        keyring.unlock()
        tap.equal(store(session, "s3cret").returncode, 0)
        keyring.lock()
        tap.equal([item.secret for item in keyring.dump_items()], [None])


@tap.test
def a_preset_gnome_keyring_has_its_items_from_the_start() -> None:
    with Session("gnome-keyring-preset:300") as session:
        keyring = session.keyring_as(Keyring)
        tap.equal(keyring.count_items(), 300)
        tap.equal(tool(session, "lookup", "number", "300").stdout, "foreign secret 300")
        tap.equal(store(session, "s3cret").returncode, 0)
        tap.equal(keyring.count_items(), 301)


@tap.test
def a_killed_keyring_comes_back_with_its_items() -> None:
    with Session("gnome-keyring") as session:
        keyring = session.keyring_as(Keyring)
        store(session, "s3cret")
        keyring.kill()
        assert "not provided" in lookup(session).stderr
        keyring.restart()
        tap.equal(lookup(session).stdout, "s3cret")


@tap.test
def a_paused_keyring_answers_nothing_until_it_is_resumed() -> None:
    with Session("gnome-keyring") as session:
        keyring = session.keyring_as(Keyring)
        store(session, "s3cret")
        keyring.pause()
        assert hangs(session)
        keyring.resume()
        tap.equal(lookup(session).stdout, "s3cret")


def hangs(session: Session) -> bool:
    """Whether a look-up is not answered within a second."""
    try:
        lookup(session, timeout_s=1.0)
    except subprocess.TimeoutExpired:
        return True
    return False


def add_missing_keyring(kind: str, message: str) -> None:
    """A kind of session in which secret-tool fails with this message."""

    def check() -> None:
        with Session(kind) as session:
            done = lookup(session)
        assert message in done.stderr, done

    tap.add(f"with the keyring {kind} a look-up says: {message}", check)


add_missing_keyring("absent", "was not provided by any .service files")
add_missing_keyring("no-bus", "Cannot autolaunch D-Bus without X11")
add_missing_keyring("dead-bus", "Connection refused")


# --- the scripted service ------------------------------------------------------------------------


@tap.test
def the_scripted_service_keeps_finds_and_removes_items() -> None:
    with scripted() as (session, keyring):
        tap.equal(lookup(session).stdout, "s3cret")
        (item,) = keyring.dump_items()
        tap.equal((item.label, item.secret), ("A token", b"s3cret"))
        store(session, "newer")
        tap.equal([item.secret for item in keyring.dump_items()], [b"newer"])
        tool(session, "clear", *ATTRIBUTES)
        tap.equal(keyring.dump_items(), [])


@tap.test
def calls_are_counted_and_an_observers_are_not() -> None:
    with scripted() as (session, keyring):
        lookup(session)
        keyring.dump_items()
        calls = keyring.calls()
        tap.equal(calls["Service.SearchItems"], 1)
        tap.equal(calls["Service.GetSecrets"], 1)
        assert "Collection.CreateItem" not in calls
        assert "Properties.Get" not in calls
        keyring.forget()
        tap.equal(keyring.calls(), {})


@tap.test
def an_accepted_prompt_unlocks() -> None:
    with scripted("locked") as (session, keyring):
        tap.equal(lookup(session).stdout, "s3cret")
        tap.equal(keyring.prompts(), Prompts(shown=1, open=0, most=1))
        tap.equal(lookup(session).stdout, "s3cret")
        tap.equal(keyring.prompts().shown, 1)


@tap.test
def a_dismissed_prompt_does_not_unlock() -> None:
    with scripted("locked", "prompt=dismiss") as (session, keyring):
        tap.equal(lookup(session).stdout, "")
        tap.equal(keyring.prompts(), Prompts(shown=1, open=0, most=1))


@tap.test
def a_prompt_that_never_completes_closes_with_its_client() -> None:
    with scripted("locked", "prompt=never") as (session, keyring):
        assert hangs(session)
        deadline = time.monotonic() + LIMIT_S
        while keyring.prompts().open and time.monotonic() < deadline:
            time.sleep(0.02)
        tap.equal(keyring.prompts(), Prompts(shown=1, open=0, most=1))


@tap.test
def without_a_prompt_a_locked_keyring_stays_locked() -> None:
    with scripted("locked", "prompt=none") as (session, keyring):
        tap.equal(lookup(session).stdout, "")
        assert store(session, "other").returncode != 0
        tap.equal(keyring.prompts().shown, 0)
        tap.equal([item.secret for item in keyring.dump_items()], [b"s3cret"])


@tap.test
def prompts_at_the_same_time_are_counted() -> None:
    with scripted("locked", "prompt-ms=1000") as (session, keyring):
        clients = [threading.Thread(target=lookup, args=(session,)) for _ in range(3)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        tap.equal(keyring.prompts(), Prompts(shown=3, open=0, most=3))


@tap.test
def a_method_can_hang_and_be_answered_again() -> None:
    with scripted("hang=Service.SearchItems") as (session, keyring):
        assert hangs(session)
        keyring.script("answer=Service.SearchItems")
        tap.equal(lookup(session).stdout, "s3cret")


@tap.test
def a_method_can_be_slow() -> None:
    with scripted("delay=Service.SearchItems:700") as (session, _):
        start = time.monotonic()
        tap.equal(lookup(session).stdout, "s3cret")
        assert time.monotonic() - start >= 0.7


@tap.test
def a_method_can_fail() -> None:
    with scripted("error=Service.SearchItems:org.example.Broken") as (session, _):
        done = lookup(session)
        assert done.returncode != 0
        assert "as scripted" in done.stderr, done


@tap.test
def a_session_is_lost_once() -> None:
    with scripted("drop-session") as (session, _):
        assert "no such session" in lookup(session).stderr
        tap.equal(lookup(session).stdout, "s3cret")


@tap.test
def a_service_can_die_in_a_call_and_be_started_again() -> None:
    with scripted("exit=Service.SearchItems") as (session, keyring):
        assert lookup(session).returncode != 0
        keyring.restart()
        tap.equal(keyring.dump_items(), [])


@tap.test
def without_a_default_collection_storing_creates_one() -> None:
    refusal = "error=Service.CreateCollection:org.example.No"
    with scripted("default=no", refusal) as (session, keyring):
        assert store(session, "other").returncode != 0
        tap.equal(keyring.calls()["Service.CreateCollection"], 1)
        keyring.script("answer=Service.CreateCollection")
        tap.equal(store(session, "other").returncode, 0)
        tap.equal(keyring.count_items(), 2)


@tap.test
def content_types_can_be_dropped_and_forced() -> None:
    with scripted("content-type=drop") as (session, keyring):
        assert "textual" in lookup(session).stderr
        keyring.script("content-type=force:application/x-other")
        assert "textual" in lookup(session).stderr
        keyring.script("content-type=keep")
        tap.equal(lookup(session).stdout, "s3cret")


@tap.test
def duplicates_do_not_change_what_there_is() -> None:
    with scripted("duplicates=yes") as (session, keyring):
        tap.equal(lookup(session).stdout, "s3cret")
        tap.equal(keyring.count_items(), 1)


@tap.test
def a_rule_that_is_none_is_refused() -> None:
    for rule in ("lock", "hang", "hang=", "delay=Service.Lock", "delay=Service.Lock:x", "prompt=x",
                 "error=Service.Lock", "error=Service.Lock:x", "duplicates=maybe", "unlocked=1"):
        try:
            with scripted(rule):
                pass
        except Exception as error:  # pylint: disable=broad-exception-caught
            assert f"not a rule: {rule}" in str(error), error
        else:
            raise AssertionError(f"{rule} was accepted")


# --- D-Bus client, TAP, trixie -------------------------------------------------------------------


@tap.test
def the_dbus_client_reads_back_what_it_writes() -> None:
    for signature, value in (("s", "é"), ("ay", b"\0\xff"), ("b", True), ("t", 2**63),
                             ("a{s(ix)}", {"a": (1, -2), "bc": (3, 4)}), ("aas", [["x"], []])):
        tap.equal(unmarshal("y" + signature, marshal("y" + signature, (7, value))), (7, value))
    tap.equal(unmarshal("v", marshal("v", (Variant("ao", ["/a"]),))), (["/a"],))


def tap_output(strict: bool) -> tuple[int, list[str]]:
    """Status and output of a test file with one test of each outcome."""
    code = ("import sys, tap\n"
            "@tap.test\ndef it_works() -> None: pass\n"
            "@tap.test\ndef it_fails() -> None:\n    number = 3\n    assert number == 4\n"
            "@tap.test\ndef it_waits() -> None: tap.skip('no moon')\n"
            "sys.exit(tap.main())\n")
    with Session("no-bus") as session:
        file = session.scratch / "probe.py"
        file.write_text(code, encoding="utf-8")
        done = session.run([sys.executable, file], env={
            "PYTHONPATH": str(HERE), "AZDO_TEST_STRICT": "1" if strict else None})
    return done.returncode, done.stdout.splitlines()


@tap.test
def tap_reports_passes_failures_and_skips() -> None:
    status, lines = tap_output(strict=False)
    results = [line for line in lines if not line.startswith("#")]
    tap.equal(status, 1)
    tap.equal(results, ["1..3", "ok 1 - it works", "not ok 2 - it fails",
                        "ok 3 - it waits # SKIP no moon"])
    assert "# number = 3" in lines
    assert any("assert number == 4" in line for line in lines)


@tap.test
def in_strict_mode_a_skip_is_a_failure() -> None:
    _, lines = tap_output(strict=True)
    assert "not ok 3 - it waits # strict: skipped because no moon" in lines, lines


@tap.test
def trixies_git_and_libsecret_run_beside_the_systems() -> None:
    if not trixie.is_ready():
        tap.skip("Debian 13's packages cannot be had here; diagnostics say why")
    with Session("gnome-keyring") as session:
        done = session.run(["git", "version"], env=trixie.environment(session.environment()))
        tap.equal(done.stdout, "git version 2.47.3\n")
        secret_tool = find_program("secret-tool", "libsecret-tools")
        wrapper = trixie.wrap(Path(secret_tool), session.scratch / "secret-tool")
        store(session, "s3cret")
        done = session.run([wrapper, "lookup", *ATTRIBUTES], env={"LD_DEBUG": "files"})
    tap.equal(done.stdout, "s3cret")
    assert f"calling init: {trixie.default_dir()}/root/" in done.stderr


def prepare() -> None:
    """Fetches Debian 13's packages while there is a network: the sandbox has none."""
    try:
        trixie.prepare()
    except trixie.TrixieError as error:
        tap.diagnose(f"{error}; {error.hint}")


if __name__ == "__main__":
    prepare()
    enter_sandbox()
    sys.exit(tap.main())
