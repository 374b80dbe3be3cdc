# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""The keyrings a session can have: gnome-keyring, and the scripted Secret Service.

KWallet and KeePassXC are in desktop_keyrings.py.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import processes
import tap
from dbus_client import Connection, Variant

SECRETS_NAME = "org.freedesktop.secrets"
SECRETS_PATH = "/org/freedesktop/secrets"
LOGIN_PATH = "/org/freedesktop/secrets/collection/login"
SERVICE = "org.freedesktop.Secret.Service"
COLLECTION = "org.freedesktop.Secret.Collection"
ITEM = "org.freedesktop.Secret.Item"
GNOME_INTERNAL = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"

CONTROL_PATH = "/test/Control"
CONTROL = "test.Control"
# Names the program built from scripted_service.c.
SCRIPTED_SERVICE = "AZDO_TEST_SCRIPTED_SERVICE"

PASSWORD = "the login keyring's password"
START_LIMIT_S = 30.0
POLL_S = 0.01


class Unavailable(tap.Skip):
    """A program that this kind of session needs is not here; in a TAP test this is a skip."""


class KeyringError(Exception):
    """A keyring did not start."""


class Item(NamedTuple):
    """What a keyring keeps; the secret is None while it is locked."""

    label: str
    attributes: dict[str, str]
    secret: bytes | None


class Prompts(NamedTuple):
    """How many prompts the scripted service was asked to show, shows now, and most at a time."""

    shown: int
    open: int
    most: int


class Place(NamedTuple):
    """Where a keyring lives: the session's environment, its bus and its folders."""

    environment: Mapping[str, str]
    address: str
    data: Path
    log: Path


class Keyring:
    """A process that offers the Secret Service on the session's bus.

    It is up, and answers, when the constructor returns.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._process = self._launch()

    def stop(self) -> None:
        """Ends the process in an orderly way and waits for it."""
        processes.end(self._process)

    def kill(self) -> None:
        """Ends the process as a crash would."""
        processes.end(self._process, signal.SIGKILL)

    def pause(self) -> None:
        """Stops the process (SIGSTOP): calls are taken by the bus and never answered."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Goes on after `pause`."""
        self._process.send_signal(signal.SIGCONT)

    def restart(self) -> None:
        """Starts the process again, after `stop` or `kill`, as it was started at first."""
        self._process = self._launch()

    def dump_items(self) -> list[Item]:
        """Every item of every collection, read past the program under test."""
        with self._connect() as bus:
            session = _open_session(bus)
            paths = _item_paths(bus)
            secrets, = bus.call(SECRETS_NAME, SECRETS_PATH, SERVICE, "GetSecrets", "aoo",
                                paths, session)
            return [_item(bus, path, secrets.get(path)) for path in paths]

    def count_items(self) -> int:
        """How many items there are in all collections together."""
        with self._connect() as bus:
            return len(_item_paths(bus))

    def _connect(self) -> Connection:
        return Connection(self._place.address)

    def _launch(self) -> subprocess.Popen[bytes]:
        raise NotImplementedError

    def _start(self, argv: Sequence[str], password: str = "", *,
               env: Mapping[str, str] | None = None,
               pass_fds: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        """Starts the process, gives it the password and waits until it has the bus name."""
        with self._place.log.open("ab") as log:
            process = subprocess.Popen(
                argv, stdin=subprocess.PIPE, stdout=log, stderr=log, pass_fds=pass_fds,
                env={**self._place.environment, **(env or {})}, cwd="/",
                preexec_fn=processes.dies_with_parent(), start_new_session=True)
        assert process.stdin is not None
        try:
            with process.stdin as stdin:
                stdin.write(password.encode())
            with Connection(self._place.address) as bus:
                self._wait(process, lambda: bus.has_owner(SECRETS_NAME))
        except BaseException:
            processes.end(process)
            raise
        return process

    def _wait(self, process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                log = self._place.log.read_text(encoding="utf-8", errors="replace")
                raise KeyringError(f"{process.args!r} is not ready, status {process.poll()}\n{log}")
            time.sleep(POLL_S)


class GnomeKeyring(Keyring):
    """gnome-keyring-daemon with an unlocked login keyring."""

    def lock(self) -> None:
        """Locks the login keyring. Nobody is there to answer a prompt: each is dismissed."""
        with self._connect() as bus:
            bus.call(SECRETS_NAME, SECRETS_PATH, SERVICE, "Lock", "ao", [LOGIN_PATH])

    def unlock(self) -> None:
        """Unlocks it as the login does, without a prompt."""
        with self._connect() as bus:
            master = (_open_session(bus), b"", PASSWORD.encode(), "text/plain")
            bus.call(SECRETS_NAME, SECRETS_PATH, GNOME_INTERNAL, "UnlockWithMasterPassword",
                     "o(oayays)", LOGIN_PATH, master)

    def restart_locked(self) -> None:
        """Starts the process again, after `stop`, as nobody logs in: what it has on the disk, it
        has never seen open."""
        self._process = self._start([_gnome_keyring(), "--foreground", "--components=secrets"])

    def is_locked(self) -> bool:
        """Whether the login keyring is locked."""
        with self._connect() as bus:
            return bool(bus.get(SECRETS_NAME, LOGIN_PATH, COLLECTION, "Locked"))

    def _launch(self) -> subprocess.Popen[bytes]:
        return self._start([_gnome_keyring(), "--foreground", "--unlock", "--components=secrets"],
                           PASSWORD)


class PresetGnomeKeyring(Keyring):
    """gnome-keyring-daemon on a file in plain text, which needs no password.

    For many items: the daemon reads them once instead of writing the file for each.
    """

    def __init__(self, place: Place, items: int) -> None:
        folder = place.data / "keyrings"
        folder.mkdir(mode=0o700)
        (folder / "default").write_text("Default_keyring", encoding="ascii")
        (folder / "Default_keyring.keyring").write_text(_plain_keyring(items), encoding="ascii")
        super().__init__(place)

    def _launch(self) -> subprocess.Popen[bytes]:
        return self._start([_gnome_keyring(), "--foreground", "--components=secrets"])


class ScriptedKeyring(Keyring):
    """The program of scripted_service.c; see there for the rules of its script."""

    def __init__(self, place: Place, rules: Sequence[str]) -> None:
        self._rules = list(rules)
        super().__init__(place)

    def script(self, *rules: str) -> None:
        """Adds rules to the running service's script."""
        with self._connect() as bus:
            bus.call(SECRETS_NAME, CONTROL_PATH, CONTROL, "Script", "as", list(rules))

    def add_default(self) -> str:
        """A further collection, which is the default one from now on; its path."""
        with self._connect() as bus:
            path: str = bus.call(SECRETS_NAME, SECRETS_PATH, SERVICE, "CreateCollection", "a{sv}s",
                                 {}, "default")[0]
            return path

    def lock(self, collection: str) -> None:
        """Locks one collection; the script's rule `locked` does all of them."""
        with self._connect() as bus:
            bus.call(SECRETS_NAME, SECRETS_PATH, SERVICE, "Lock", "ao", [collection])

    def calls(self) -> dict[str, int]:
        """How often each method was called, by names as `Service.SearchItems`."""
        with self._connect() as bus:
            counts: dict[str, int] = bus.call(SECRETS_NAME, CONTROL_PATH, CONTROL, "Calls")[0]
            return counts

    def prompts(self) -> Prompts:
        """The prompts so far."""
        with self._connect() as bus:
            return Prompts(*bus.call(SECRETS_NAME, CONTROL_PATH, CONTROL, "Prompts"))

    def forget(self) -> None:
        """Starts the counts of calls and prompts again; items and script stay."""
        with self._connect() as bus:
            bus.call(SECRETS_NAME, CONTROL_PATH, CONTROL, "Forget")

    def _connect(self) -> Connection:
        """As an observer: neither the script nor a lock applies to it, nothing is counted."""
        bus = super()._connect()
        bus.call(SECRETS_NAME, CONTROL_PATH, CONTROL, "Observe")
        return bus

    def _launch(self) -> subprocess.Popen[bytes]:
        program = os.environ.get(SCRIPTED_SERVICE)
        if program is None or not Path(program).is_file():
            raise Unavailable(f"{SCRIPTED_SERVICE} names no program")
        return self._start([program, *self._rules])


def find_program(name: str, package: str) -> str:
    """The path of a system program. Raises Unavailable."""
    program = shutil.which(name)
    if program is None:
        raise Unavailable(f"{name} is not installed (Debian package {package})")
    return program


def _gnome_keyring() -> str:
    return find_program("gnome-keyring-daemon", "gnome-keyring")


def _open_session(bus: Connection) -> str:
    """A session that transfers secrets as they are, for the life of the connection."""
    session: str = bus.call(SECRETS_NAME, SECRETS_PATH, SERVICE, "OpenSession", "sv",
                            "plain", Variant("s", ""))[1]
    return session


def _item_paths(bus: Connection) -> list[str]:
    collections = bus.get(SECRETS_NAME, SECRETS_PATH, SERVICE, "Collections")
    return [path for collection in collections
            for path in bus.get(SECRETS_NAME, collection, COLLECTION, "Items")]


def _item(bus: Connection, path: str, secret: tuple[Any, ...] | None) -> Item:
    label = bus.get(SECRETS_NAME, path, ITEM, "Label")
    attributes = bus.get(SECRETS_NAME, path, ITEM, "Attributes")
    return Item(label, attributes, None if secret is None else secret[2])


def _plain_keyring(items: int) -> str:
    head = ("[keyring]\ndisplay-name=Default keyring\nctime=0\nmtime=0\n"
            "lock-on-idle=false\nlock-after=false\n")
    return head + "".join(_plain_item(number) for number in range(1, items + 1))


def _plain_item(number: int) -> str:
    """Somebody else's item: it shares no attribute's value with ours."""
    head = (f"\n[{number}]\nitem-type=0\ndisplay-name=foreign item {number}\n"
            f"secret=foreign secret {number}\nmtime=0\nctime=0\n")
    attributes = {"xdg:schema": "org.example.Foreign", "number": str(number)}
    return head + "".join(
        f"\n[{number}:attribute{place}]\nname={name}\ntype=string\nvalue={value}\n"
        for place, (name, value) in enumerate(attributes.items()))
